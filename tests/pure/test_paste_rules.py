"""The rules for a pasted text, one by one; and texts that are made to cost time."""

import datetime as dt
import time
from decimal import Decimal

import pytest

from leads import paste
from leads.paste.amounts import land, money
from leads.paste.companies import companies
from leads.paste.days import days
from leads.paste.people import people, phones
from tests.pasted import ON
from tests.pasted.hard import HARD
from tests.pasted.held_out import HELD_OUT
from tests.pasted.tuning import TUNING

NOBODY = paste.Known()


def first(found):
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("投资 3.2 亿元", "32000"),
        ("投资8600万", "8600"),
        ("投两个亿", "20000"),
        ("投资一点五亿", "15000"),
        ("投资 3-5 亿", "30000"),
        ("投资五六个亿", "50000"),
        ("投资额５０００万元", "5000"),
        ("投资 11,000 万元", "11000"),
        ("投资 2 千万", "2000"),
        ("投资 3 亿 2 千万", "32000"),
        ("投资一亿五千万元", "15000"),
        ("投资叁亿元整", "30000"),
        ("投资几千万", None),
        ("投资 5000 万美元", None),
        ("投资 $5000 万", None),
        ("年产值 5 亿元", None),
        ("注册资本一亿元", None),
        ("亩均投资 400 万/亩", None),
        ("1 万平方米", None),
        ("万卡集群", None),
    ],
)
def test_money(text, wan):
    found, _remarks = money(paste.leveled(text))
    assert first(found) == (None if wan is None else Decimal(wan))


def test_the_lower_end_of_a_range_is_taken_and_said():
    (found,), _remarks = money("投资 3-5 亿元")
    assert (found.value, found.note, found.is_sure) == (30000, "lower", True)


def test_foreign_money_is_named_and_not_converted():
    found, remarks = money("投资 5000 万美元")
    assert (found, [remark.note for remark in remarks]) == ([], ["foreign"])


@pytest.mark.parametrize(
    ("text", "mu", "notes"),
    [
        ("要 50 亩", "50", []),
        ("50～60亩", "50", []),
        ("三十亩", "30", []),
        ("七八十亩", "70", []),
        ("3.3 公顷", "49.5", []),
        ("用地 2 万平方米", "30", []),
        ("厂房 2 万平方米", None, ["plant"]),
        ("标准厂房 6000 平", None, ["plant"]),
        ("2 万平", None, ["unclear"]),
        ("400 万元/亩", None, []),
        ("现有 200 亩", None, []),
        ("平均 3 台", None, []),
    ],
)
def test_land(text, mu, notes):
    found, remarks = land(paste.leveled(text))
    assert first(found) == (None if mu is None else Decimal(mu))
    assert [remark.note for remark in remarks] == notes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-18", "2025-06-18"),
        ("2025年6月18日", "2025-06-18"),
        ("6 月 18 日", "2025-06-18"),
        ("六月十八日", "2025-06-18"),
        ("二〇二五年六月二十日", "2025-06-20"),
        ("6/18 来访", "2025-06-18"),
        ("6.20 上门", "2025-06-20"),
        ("3.20 亿", None),
        ("下周三", "2025-06-18"),
        ("下下周二", "2025-06-24"),
        ("周三", "2025-06-11"),
        ("周一", "2025-06-16"),
        ("本周一", None),
        ("上周五", None),
        ("每周五", None),
        ("周日", "2025-06-15"),
        ("明天下午三点", "2025-06-12"),
        ("大后天", "2025-06-14"),
        ("月底", "2025-06-30"),
        ("下月底", "2025-07-31"),
        ("9月底前", "2025-09-30"),
        ("20号之前", "2025-06-20"),
        ("5号", "2025-07-05"),
        ("本月5日", None),
        ("下个月 8 号", "2025-07-08"),
        ("3 号楼", None),
        ("三天后", "2025-06-14"),
        ("两周后", "2025-06-25"),
        ("10 天内", "2025-06-21"),
        ("周五前", "2025-06-13"),
        ("6月5日", None),
        ("1月5日", "2026-01-05"),
        ("去年6月20日", None),
        ("2026年6月30日前投产", None),
        ("2月30日", None),
        ("13月1日", None),
    ],
)
def test_days(text, day):
    on = dt.date(2025, 12, 20) if text == "1月5日" else ON
    assert first(days(paste.leveled(text), on)) == (dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("138 0000 1234", ["13800001234"]),
        ("138-0000-1234", ["13800001234"]),
        ("１３８００００１２３４", ["13800001234"]),
        ("+86 13800001234", ["13800001234"]),
        ("0086-13800001234", ["13800001234"]),
        ("0371-55551234", ["0371-55551234"]),
        ("(0371) 5555-1234", ["0371-55551234"]),
        ("0755-55501234 转 801", ["0755-55501234-801"]),
        ("电话 55551234", ["55551234"]),
        ("编号 55551234", []),
        ("20250611000123456789", []),
        ("yj13800138000", []),
        ("13800001234，13900005678", ["13800001234", "13900005678"]),
    ],
)
def test_phones(text, numbers):
    assert [found.value for found in phones(paste.leveled(text))] == numbers


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("联系人：周敏经理", ("周敏", "经理")),
        ("张三经理 13800001234", ("张三", "经理")),
        ("李部长 13812345678", ("李部长", "")),
        ("13812345678 李部长", ("李部长", "")),
        ("陈一舟 副总经理 138 0000 1234", ("陈一舟", "副总经理")),
        ("我是岚谷传感的，找韦青 13800001234", ("韦青", "")),
        ("王科长您好", None),
        ("张书记批示", None),
        ("会议 13800001234", None),
    ],
)
def test_people(text, who):
    plain = paste.leveled(text)
    assert first(people(plain, phones(plain))) == who


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我是苏州岚谷传感科技有限公司的陈一舟", ["苏州岚谷传感科技有限公司"]),
        ("代表成都白塔软件有限公司", ["成都白塔软件有限公司"]),
        ("微澜仪器（上海）有限公司", ["微澜仪器(上海)有限公司"]),
        ("我司（成都白塔软件有限公司）", ["成都白塔软件有限公司"]),
        ("甲材料有限公司和丙材料股份有限公司", ["甲材料有限公司", "丙材料股份有限公司"]),
        ("上次那家“鹿鸣视觉”", ["鹿鸣视觉"]),
        ("曜芯微电子的王总来电", ["曜芯微电子"]),
        ("我公司、贵公司、分公司、机器人公司", []),
        ("高新区商会有限公司", []),
    ],
)
def test_companies(text, names):
    assert [found.value for found in companies(paste.leveled(text), NOBODY)] == names


def test_a_name_on_record_is_found_where_nothing_else_tells_it():
    known = paste.Known(companies=frozenset({"富耐克"}))
    (found,) = companies("富耐克想扩产", known)
    assert (found.value, found.note, found.is_sure) == ("富耐克", "known", False)


@pytest.mark.parametrize("message", [*TUNING, *HELD_OUT, *HARD], ids=lambda message: message.text[:12])
def test_every_value_stands_where_it_says(message):
    reading = paste.read(message.text, on=ON, known=NOBODY)
    assert len(paste.leveled(message.text)) == len(message.text)
    for box, found in reading.boxes.items():
        for one in found:
            words = message.text[one.start : one.end]
            assert words.strip() == words or box in {"next_action_on", "investment_wan", "land_mu"}
            if box in {"name", "intention", "next_action_text", "introducer"}:
                assert one.value == words
            if box == "person":
                assert one.value[0][0] in words
    for remark in reading.remarks:
        assert message.text[remark.start : remark.end].strip()


HOSTILE = {
    "letters": "a" * 50_000 + "!",
    "digits": "1" * 50_000,
    "commas": "1," * 25_000,
    "numerals": "一" * 5000,
    "tens": "十百千" * 1700,
    "brackets": "(" * 5000,
    "forms": "有限公司" * 1250,
    "groups": "集团" * 2500,
    "weeks": "下" * 4999 + "周",
    "surnames": "王" * 5000,
    "bosses": "王总" * 2500,
    "labels": "联系人" * 1700,
    "blanks": " " * 5000,
    "lines": "\n" * 5000,
    "dashes": "-" * 5000,
    "areas": "0371-" * 1000,
    "amounts": "1亿1" * 1700,
    "dates": "6月1日" * 1250,
    "places": "黑龙江省哈尔滨市" * 625,
    "quotes": "“" * 5000,
    "names": "岚谷传感想" * 1000,
    "chambers": "甲" * 4998 + "商会",
    "funds": "基金" * 2500,
    "signs": "\u200b" * 5000,
    "astral": "\U0001f600" * 5000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_costs_less_than_a_tenth_of_a_second(kind):
    costs = []
    for _again in range(3):
        began = time.process_time()
        paste.read(HOSTILE[kind], on=ON, known=NOBODY)
        costs.append(time.process_time() - began)
    assert min(costs) < 0.1
