"""What the comparison shows: the options side by side, the best of each line, the chart, the sensitivity."""

import dataclasses
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from land.costing import compare, k
from land.limits import Refused
from land.terms import CENT, Conversion, Form, Inputs, Option

BOTH = (Conversion.REMAINING_TERM, Conversion.DEDUCT_RENT)
RATE_STEPS = (Decimal("-0.02"), Decimal("-0.01"), Decimal(0), Decimal("0.01"), Decimal("0.02"))
PRICE_STEPS = (Decimal("0.8"), Decimal("0.9"), Decimal(1), Decimal("1.1"), Decimal("1.2"))
WIDTH, HEIGHT = 720, 200


@dataclass(frozen=True)
class Column:
    option: Option
    name: str
    terms: str

    @property
    def full_name(self):
        return f"{self.name} {self.terms}".strip()


@dataclass(frozen=True)
class Cell:
    amount: Decimal | None
    formula: str = ""
    is_best: bool = False


@dataclass(frozen=True)
class Line:
    label: str
    hint: str
    cells: list[Cell]
    is_main: bool = False
    is_whole: bool = False


def comparison(inputs):
    """{columns, lines, refused, notes …} of a comparison; Refused if nothing can be reckoned."""
    columns, refused = columns_of(inputs)
    return {
        "columns": columns,
        "lines": lines(columns, inputs),
        "refused": refused,
        "warnings": [warning for column in columns for warning in column.option.warnings],
        "inputs": inputs,
        "factors": [(years, f"{k(years, inputs.cap_rate):.6f}") for years in factor_years(inputs)],
        "chart": chart(columns),
        "flows": flow_table(columns),
        "sensitivity": sensitivity(inputs),
    }


def factor_years(inputs):
    total = inputs.lease_years + inputs.grant_years
    return sorted({inputs.flex_years, inputs.grant_years, total} - {50})


def columns_of(inputs):
    """Each form once, 先租后让 by both ways of paying for the conversion."""
    options, refused = compare(dataclasses.replace(inputs, conversion=BOTH[0]))
    deducted, _again = compare(dataclasses.replace(inputs, conversion=BOTH[1]))
    found = []
    for option in options:
        found.append(column(option, inputs, BOTH[0]))
        if option.form == Form.LEASE_THEN_GRANT:
            other = next(each for each in deducted if each.form == option.form)
            found.append(column(other, inputs, BOTH[1]))
    return found, refused


def column(option, inputs, conversion):
    words = {"lease": inputs.lease_years, "grant": inputs.grant_years, "years": option.years}
    terms = {
        Form.GRANT_FULL: "",
        Form.GRANT_FLEX: _("%(years)s 年"),
        Form.LEASE_LONG: _("%(years)s 年"),
        Form.LEASE_GRANT_MIX: _("部分出让，部分租赁"),
        Form.LEASE_THEN_GRANT: _("租 %(lease)s + 让 %(grant)s，补剩余年期")
        if conversion == BOTH[0]
        else _("租 %(lease)s + 让 %(grant)s，租金抵扣"),
    }
    return Column(option, str(option.label), terms[option.form] % words)


def lines(columns, inputs):
    options = [each.option for each in columns]
    rate = {"rate": f"{inputs.discount * 100:.2f}"}
    year = {"year": inputs.horizon}
    totals = [option.formulas.get("total", "") for option in options]
    return [
        line(_("首年支出"), _("签约后 12 个月内"), [each.first_year for each in options], is_main=True),
        line(_("年均成本 EAC"), _("可跨年限比较"), [each.eac for each in options], is_main=True),
        line(_("现值 NPV"), _("折现率 %(rate)s%%") % rate, [each.npv for each in options]),
        line(_("总支出"), _("名义值，未折现"), [each.total for each in options], totals),
        line(_("前 5 年支出"), "", [each.paid_by(5) for each in options]),
        line(_("每亩现值"), _("万元/亩"), [each.npv_per_mu for each in options]),
        plain(_("土地权利年限"), _("年"), [Decimal(each.years) for each in options], is_whole=True),
        plain(_("第 %(year)s 年末剩余价值") % year, _("按剩余出让年期"), [each.residual for each in options]),
        plain(
            _("转出让未通过的损失"),
            _("已付租金，加自建厂房"),
            [each.loss_if_not_converted for each in options],
        ),
    ]


def line(label, hint, amounts, formulas=(), *, is_main=False):
    """A line in which less is better: the least is marked, where not all are the same."""
    rounded = [amount.quantize(CENT) for amount in amounts]
    least = min(rounded) if len(set(rounded)) > 1 else None
    formulas = formulas or [""] * len(amounts)
    cells = [
        Cell(amount, formula, shown == least)
        for amount, shown, formula in zip(amounts, rounded, formulas, strict=True)
    ]
    return Line(label, hint, cells, is_main=is_main)


def plain(label, hint, amounts, *, is_whole=False):
    return Line(label, hint, [Cell(amount) for amount in amounts], is_whole=is_whole)


# -- cash flows -------------------------------------------------------------------------------


def flow_table(columns):
    """[(year, [amount or None])] for each moment at which any option pays."""
    moments = sorted({at for each in columns for at, _amount in each.option.flows})
    paid = [dict(each.option.flows) for each in columns]
    return [(at, [flows.get(at) for flows in paid]) for at in moments]


def chart(columns):
    """Cumulative payments as steps: points of one line for each option, and the marks of both axes."""
    last = max((each.option.flows[-1][0] for each in columns), default=Decimal(0))
    years = max(int(last) + 1, 1)
    most = max((max(cumulated(each.option)) for each in columns), default=Decimal(0)) or Decimal(1)
    tick = tick_of(most)
    ticks = int(most / tick) + 1
    top = tick * ticks
    return {
        "lines": [
            {
                "name": f"{each.name} {each.terms}".strip(),
                "points": steps(each.option, years, top),
                "place": place,
            }
            for place, each in enumerate(columns, start=1)
        ],
        "grid": [{"y": HEIGHT - HEIGHT * part // ticks, "amount": tick * part} for part in range(ticks + 1)],
        "marks": [{"x": WIDTH * year // years, "year": year} for year in marked(years)],
        "width": WIDTH,
        "height": HEIGHT,
    }


def tick_of(most):
    """A round distance between the marks of the axis, four to nine of them."""
    tick = Decimal(10) ** (most / 4).adjusted()
    return next(tick * times for times in (5, 2, 1) if most / (tick * times) >= 4)


def marked(years):
    step = 5 if years <= 30 else 10
    return range(0, years + 1, step)


def cumulated(option):
    total = Decimal(0)
    for _at, amount in option.flows:
        total += amount
        yield total


def steps(option, years, top):
    """ "x,y x,y …" of a line that rises where something is paid."""
    points, height = [], HEIGHT
    for (at, _amount), total in zip(option.flows, cumulated(option), strict=True):
        x = round(at * WIDTH / years)
        points += [(x, height), (x, height := round(HEIGHT - total * HEIGHT / top))]
    points.append((WIDTH, height))
    return " ".join(f"{x},{y}" for x, y in points)


# -- sensitivity ------------------------------------------------------------------------------


def sensitivity(inputs):
    """The yearly cost of each option where the discount rate or the price is another."""
    rates = [
        (
            f"{(inputs.discount + step) * 100:.2f}%",
            changed(inputs, discount=inputs.discount + step),
            step == 0,
        )
        for step in RATE_STEPS
        if inputs.discount + step >= 0
    ]
    prices = [
        (f"{inputs.price50 * share:.2f}", changed(inputs, price50=inputs.price50 * share), share == 1)
        for share in PRICE_STEPS
    ]
    return [
        {"label": _("企业折现率"), "rows": rates},
        {"label": _("50 年单价（万元/亩）"), "rows": prices},
    ]


def changed(inputs: Inputs, **fields):
    return [each.option.eac for each in columns_of(dataclasses.replace(inputs, **fields))[0]]


def attempt(inputs):
    """The comparison, and the refusal where there is none: (figures or None, Refused or None)."""
    try:
        return comparison(inputs), None
    except Refused as refusal:
        return None, refusal
