"""The figures as lines of a table: name, numbers with the rows behind them, formula.

Made of the same data that a snapshot keeps, so that a frozen month and today's are said by one voice.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import shortest


class Spec(NamedTuple):
    code: str
    part: str  # the figure inside a figure; empty for the figure itself
    label: str | Promise
    formula: str | Promise
    rows: str  # what the number opens: a name of reports.rows
    base: str = ""  # what the denominator opens


class Part(NamedTuple):
    text: str
    rows: str = ""


class Line(NamedTuple):
    spec: Spec
    count: str
    amount: str
    parts: tuple[Part, ...]  # numerator and denominator
    percent: str

    @property
    def said(self):
        return (self.count, self.amount, *(part.text for part in self.parts), self.percent)

    @property
    def words(self):
        """The numbers of the line in one go, for where no column stands above them."""
        fraction = "/".join(part.text for part in self.parts)
        rate = f"{fraction} = {self.percent}" if fraction else ""
        return _("，").join(text for text in (self.count, self.amount, rate) if text)


SPECS = {
    gettext_lazy("签约"): (
        Spec(
            "K6",
            "gross",
            gettext_lazy("新签约（毛额）"),
            gettext_lazy("期内首份正式协议，一个项目只计一次；增资只计增量"),
            "signed",
        ),
        Spec(
            "K6", "deducted", gettext_lazy("减：已终止"), gettext_lazy("其中截至日前终止的项目"), "deducted"
        ),
        Spec("K6", "net", gettext_lazy("新签约（净额）"), gettext_lazy("毛额减已终止"), "net"),
        Spec(
            "K6",
            "framework",
            gettext_lazy("框架协议（另列）"),
            gettext_lazy("首份框架协议，不计入签约额"),
            "framework",
        ),
        Spec(
            "K6",
            "supplements",
            gettext_lazy("补充协议变化（另列）"),
            gettext_lazy("期内补充协议的变化额，不改首次签约额"),
            "supplements",
        ),
        Spec(
            "K11",
            "",
            gettext_lazy("新兴和未来产业占比"),
            gettext_lazy("1 亿元以上工业项目中新兴和未来产业的签约额 / 全部"),
            "emerging",
            "large",
        ),
    ),
    gettext_lazy("履约"): (
        Spec(
            "K7",
            "",
            gettext_lazy("履约率"),
            gettext_lazy("已落地 / 期内签约（含已终止）"),
            "landed",
            "signed",
        ),
        Spec(
            "K8",
            "",
            gettext_lazy("到期开工率"),
            gettext_lazy("已开工 / 计划开工日期已到的项目"),
            "due-started",
            "due",
        ),
        Spec(
            "K8",
            "overall",
            gettext_lazy("全部口径开工率"),
            gettext_lazy("已开工 / 全部未终止签约项目"),
            "started",
            "net",
        ),
        Spec(
            "K9",
            "",
            gettext_lazy("到期投产率"),
            gettext_lazy("已投产 / 已开工且计划投产日期已到的项目"),
            "producing",
            "due-to-produce",
        ),
        Spec(
            "K10",
            "",
            gettext_lazy("资金到位率"),
            gettext_lazy("累计到位资金 / 协议金额（未终止项目）"),
            "arrived",
            "net",
        ),
        Spec(
            "K17",
            "",
            gettext_lazy("亩均投资（承诺，万元/亩）"),
            gettext_lazy("固定资产投资 / 用地需求"),
            "on-land",
        ),
        Spec(
            "K17",
            "tax",
            gettext_lazy("亩均税收（承诺，万元/亩）"),
            gettext_lazy("年税收 / 用地需求"),
            "on-land",
        ),
        Spec(
            "K18",
            "red",
            gettext_lazy("红灯率"),
            gettext_lazy("红灯项目 / 未终止项目；灯按项目现在的记录算"),
            "red",
            "in-hand",
        ),
    ),
    gettext_lazy("线索"): (
        Spec("K1", "", gettext_lazy("新增有效线索"), gettext_lazy("期内首次进入跟进中的线索"), "new-leads"),
        Spec(
            "K2",
            "",
            gettext_lazy("响应及时率"),
            gettext_lazy("期限内首次响应 / 期内响应到期的线索"),
            "responded",
            "due-to-respond",
        ),
        Spec(
            "K3",
            "",
            gettext_lazy("转化率（按登记批次）"),
            gettext_lazy("已转项目 / 期内登记并判为有效的线索"),
            "converted",
            "cohort",
        ),
        Spec(
            "K18",
            "",
            gettext_lazy("逾期率"),
            gettext_lazy("逾期提醒 / 未办结提醒"),
            "overdue",
            "open-reminders",
        ),
    ),
    gettext_lazy("图谱与首谈"): (
        Spec(
            "K14",
            "",
            gettext_lazy("环节覆盖率"),
            gettext_lazy("具备、优势或有签约项目的环节 / 全部环节；图谱按现状"),
            "covered",
            "links",
        ),
        Spec("K19", "", gettext_lazy("首谈冲突"), gettext_lazy("期内提出的异议"), "conflicts"),
        Spec(
            "K19",
            "ruling_days",
            gettext_lazy("平均裁定时长（工作日）"),
            gettext_lazy("裁定用时合计 / 已裁定的异议"),
            "ruled",
        ),
    ),
}
"""Groups of the page. What has no rows yet has no line: see `not_counted`."""


def groups(figures, now=None) -> Iterator[tuple[str | Promise, list[tuple[Line, Line | None]]]]:
    """(name, [(line, the line of `now` where it says something else)])."""
    for name, specs in SPECS.items():
        pairs = [(line_of(spec, figures), line_of(spec, now) if now else None) for spec in specs]
        yield name, [(line, other if other and other.said != line.said else None) for line, other in pairs]


def line_of(spec, figures):
    found = figures[spec.code]
    if spec.part:
        found = found[spec.part]
    if "amount" in found:
        return Line(spec, f"{found['count']}", number(found["amount"]), (), "")
    if found["denominator"] is None:
        return Line(spec, "—" if found["value"] is None else f"{found['value']}", "", (), "")
    parts = (Part(number(found["numerator"]), spec.rows), Part(number(found["denominator"]), spec.base))
    value = "—" if found["value"] is None else found["value"]
    return Line(spec, "", "", parts, f"{value}%" if found["unit"] == "%" and value != "—" else value)


def number(value):
    return shortest(Decimal(value))


def not_counted():
    return [
        _("走访企业数与走访次数"),
        _("走访报告及时率与待办办结率"),
        _("基金投资落地项目数"),
        _("龙头、独角兽、隐形冠军对接数"),
        _("供地效率"),
        _("亩均投资与税收（实际）"),
        _("综合得分"),
    ]
