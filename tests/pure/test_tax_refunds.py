"""Sentences that promise tax back, and sentences that only look like it."""

import pytest

from leads.tax_refunds import tax_refund_in

REFUSED = [
    "税收返还",
    "三年内税收返还 40%",
    "前三年返还税收的 40%",
    "税收奖励返还",
    "增值税地方部分退税 40%",
    "先征后返",
    "所得税先征后退",
    "财政贡献返还 50%",
    "地方留存返还",
    "地方留成部分全额返还",
    "税 收 返 还",
    "税-收·返_还",
    "税，收，返，还",
    "税收\u200b返还",
    "稅收返還三年",
    "退 税",
    "返税 30%",
    "按企业缴纳增值税地方留成的 40% 给予奖励",
    "按年度缴纳的企业所得税的 20% 补贴",
    "按财政贡献给予产业扶持奖励",
    "出口退税额的 40% 奖励企业",
    "出口退税",
    "出口退税政策咨询，另税收返还 10%",
    "协助办理出口退税的 30% 返还企业",
    "不含税收返还",
    "tax refund 40% for three years",
    "Tax  Refunds for 3 years",
    "TAX-REBATE",
    "refund of the local tax",
    "ｔａｘ ｒｅｆｕｎｄ",
]
ALLOWED = [
    "三年厂房租金减半",
    "rent support",
    "按设备投资额的 8% 补助，最高 2,000 万元",
    "出口退税政策咨询",
    "出口退税申报辅导",
    "协助企业办理出口退税",
    "留抵退税资料的备案服务",
    "软件企业即征即退政策咨询",
    "税务登记代办",
    "履约保证金返还，税务登记代办",
    "税务服务、押金返还",
    "劳务人员辞退、税务登记协助",
    "人才公寓往返税务大厅班车",
    "研发费用加计扣除辅导",
    "高新技术企业认定奖励 20 万元",
    "export tax refund advice",
    "help with tax returns",
    "",
]


@pytest.mark.parametrize("sentence", REFUSED)
def test_it_promises_tax_back(sentence):
    assert tax_refund_in(sentence)


@pytest.mark.parametrize("sentence", ALLOWED)
def test_it_does_not(sentence):
    assert tax_refund_in(sentence) == ""


def test_it_names_the_words_that_it_found():
    assert tax_refund_in("三年内税 收 返 还 40%") == "税收返还"
    assert tax_refund_in("Tax refund 40%") == "taxrefund"
