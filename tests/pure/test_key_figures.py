"""Figures per 亩 with their formulas."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from leads.key_figures import key_figures

NAMES = ("fixed_investment_wan", "annual_output_wan", "annual_tax_wan", "land_mu")


def figures(*values):
    amounts = [None if value is None else Decimal(value) for value in values]
    return key_figures(SimpleNamespace(**dict(zip(NAMES, amounts, strict=True))))


def test_each_is_its_amount_over_the_land_and_says_how():
    found = figures("21000", "50000", "1000", "60")
    assert [(figure.label, figure.value) for figure in found] == [
        ("投资强度", Decimal("350.00")),
        ("亩均产值", Decimal("833.33")),
        ("亩均税收", Decimal("16.67")),
    ]
    assert found[0].words == "350 万元/亩"
    assert found[0].formula == "投资强度 = 固定资产投资（21,000 万元）÷ 用地需求（60 亩）"


@pytest.mark.parametrize(("amount", "area"), [(None, "60"), ("100", None), ("100", "0"), (None, None)])
def test_without_both_numbers_there_is_no_figure(amount, area):
    figure = figures(amount, None, None, area)[0]
    assert (figure.value, figure.words) == (None, "—")
    assert "—" in figure.formula or "0 亩" in figure.formula


def test_zero_is_a_figure():
    assert figures("0", None, None, "60")[0].words == "0 万元/亩"
