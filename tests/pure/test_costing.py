"""What land costs under each form of supply: the worked table to the cent, properties, a second reckoning."""

import dataclasses
from decimal import Decimal
from itertools import pairwise

import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from land.costing import compare, conversion_price, eac, k, lease_then_grant, npv, price_of
from land.limits import GRANT_RULE, LEASE_RULE, Refused
from land.terms import Conversion, Form, Inputs, Method, shown

WORKED = Inputs(
    area=Decimal(50),
    price50=Decimal(45),
    cap_rate=Decimal("0.06"),
    discount=Decimal("0.06"),
    rent=Decimal("1.8"),
)
LINEAR, DEDUCT = {"method": Method.LINEAR}, {"conversion": Conversion.DEDUCT_RENT}


def change(**fields):
    return dataclasses.replace(WORKED, **fields)


def option(form, **fields):
    options, _refused = compare(change(**fields))
    return next(each for each in options if each.form == form)


@pytest.mark.parametrize(
    ("form", "fields", "years", "figures"),
    [
        (Form.GRANT_FULL, {}, 50, "2250.00 2250.00 2250.00 142.75"),
        (Form.GRANT_FLEX, {}, 20, "1637.33 1637.33 1637.33 142.75"),
        (Form.GRANT_FLEX, LINEAR, 20, "900.00 900.00 900.00 78.47"),
        (Form.LEASE_THEN_GRANT, {}, 20, "1836.42 90.00 1437.87 125.36"),
        (Form.LEASE_THEN_GRANT, DEDUCT, 20, "1637.33 90.00 1289.10 112.39"),
        (Form.LEASE_THEN_GRANT, DEDUCT | {"grant_years": 45}, 50, "2250.00 90.00 1746.92 110.83"),
        (Form.LEASE_LONG, {}, 20, "1800.00 90.00 1094.23 95.40"),
    ],
    ids=["A", "B", "B-linear", "C", "C-deduct", "C-deduct-50", "D"],
)
def test_the_worked_table_to_the_cent(form, fields, years, figures):
    found = option(form, **fields)
    said = " ".join(map(shown, (found.total, found.first_year, found.npv, found.eac)))
    assert (found.years, said, found.warnings) == (years, figures, ())


@pytest.mark.parametrize(
    ("years", "share"), [(15, "0.616187"), (20, "0.727701"), (45, "0.980584"), (50, "1.000000")]
)
def test_the_year_correction_of_the_worked_table(years, share):
    assert f"{k(years, Decimal('0.06')):.6f}" == share


def test_what_is_left_after_twenty_years_makes_a_long_grant_cost_what_a_short_one_costs():
    long, short = (option(form, horizon=20) for form in (Form.GRANT_FULL, Form.GRANT_FLEX))
    assert (shown(long.residual), shown(short.residual)) == ("1964.92", "0.00")
    assert shown(long.npv_at_horizon) == shown(short.npv_at_horizon) == "1637.33"


def test_a_lease_leaves_nothing_and_a_conversion_leaves_its_grant():
    assert option(Form.LEASE_LONG, horizon=10).residual == 0
    before, after = (option(Form.LEASE_THEN_GRANT, horizon=year) for year in (4, 10))
    assert before.residual == 0
    assert shown(after.residual) == shown(price_of(10, WORKED))


def test_a_lease_that_is_not_converted_has_cost_its_rents_and_the_buildings():
    found = option(Form.LEASE_THEN_GRANT, building_cost=Decimal(300))
    assert found.loss_if_not_converted == 750
    rents = [(Decimal(year), Decimal(90)) for year in range(5)]
    assert shown(npv(rents, WORKED.discount)) == "401.86"
    assert option(Form.GRANT_FULL).loss_if_not_converted is None


@pytest.mark.parametrize(
    ("fields", "form", "field", "sentence", "rule"),
    [
        (
            {"lease_years": 6, "grant_years": 45},
            Form.LEASE_THEN_GRANT,
            "grant_years",
            "先租 6 年再出让 45 年，合计 51 年，最长 50 年。",
            GRANT_RULE,
        ),
        (
            {"long_lease_years": 21},
            Form.LEASE_LONG,
            "long_lease_years",
            "租赁年限 21 年，最长 20 年。",
            LEASE_RULE,
        ),
        (
            {"lease_years": 21},
            Form.LEASE_THEN_GRANT,
            "lease_years",
            "租赁年限 21 年，最长 20 年。",
            LEASE_RULE,
        ),
        ({"flex_years": 50}, Form.GRANT_FLEX, "flex_years", "出让年限 50 年，最长 49 年。", GRANT_RULE),
        ({"flex_years": 0}, Form.GRANT_FLEX, "flex_years", "出让年限至少 1 年。", ""),
        ({"long_lease_years": 0}, Form.LEASE_LONG, "long_lease_years", "租赁年限至少 1 年。", ""),
        (
            {"method": Method.MANUAL},
            Form.GRANT_FLEX,
            "manual_price",
            "按手工价计算时要填总价。",
            "",
        ),
    ],
)
def test_what_no_rule_allows_is_refused_with_sentence_and_rule(fields, form, field, sentence, rule):
    options, refused = compare(change(**fields))
    assert form not in {each.form for each in options}
    assert (field, sentence, str(rule)) in {
        (each.field, str(each.sentence), str(each.rule)) for each in refused
    }


@pytest.mark.parametrize(
    ("fields", "form", "warning"),
    [
        (
            {"lease_years": 6, "grant_years": 14},
            Form.LEASE_THEN_GRANT,
            "先租年限 6 年，超过通常的 5 年。",
        ),
        ({"long_lease_years": 4}, Form.LEASE_LONG, "长期租赁 4 年，通常不少于 5 年。"),
    ],
)
def test_what_is_odd_is_reckoned_with_a_warning(fields, form, warning):
    assert [str(each) for each in option(form, **fields).warnings] == [warning]


@pytest.mark.parametrize(
    "fields",
    [
        {"area": Decimal(0)},
        {"price50": Decimal(-1)},
        {"rent": Decimal(-1)},
        {"discount": Decimal("-0.01")},
        {"instalments": ((Decimal(0), Decimal("0.5")),)},
    ],
)
def test_nothing_is_reckoned_from_impossible_inputs(fields):
    with pytest.raises(Refused) as refused:
        compare(change(**fields))
    assert refused.value.field == next(iter(fields))


def test_prices_by_hand_are_taken_as_they_are():
    by_hand = {"method": Method.MANUAL, "manual_price": Decimal(1500)}
    assert option(Form.GRANT_FLEX, **by_hand).total == 1500
    found = option(Form.LEASE_THEN_GRANT, conversion=Conversion.MANUAL, manual_conversion=Decimal(1000))
    assert found.total == 1450


def test_instalments_deposit_and_deed_tax_stand_at_their_moments():
    half = ((Decimal(0), Decimal("0.5")), (Decimal(1), Decimal("0.5")))
    found = option(Form.GRANT_FULL, instalments=half, deposit=Decimal(100), deed_tax=Decimal("0.04"))
    assert found.flows == ((0, 1125 + 90 + 100), (1, 1125 - 100))
    assert (found.total, found.first_year) == (2340, 1315)


def test_a_site_partly_granted_partly_leased_is_the_sum_of_its_parts():
    mixed = option(Form.LEASE_GRANT_MIX, granted_area=Decimal(20), horizon=10)
    granted = option(Form.GRANT_FLEX, area=Decimal(20), horizon=10)
    leased = option(Form.LEASE_LONG, area=Decimal(30), horizon=10)
    for name in ("total", "first_year", "npv", "eac", "residual", "npv_at_horizon"):
        assert shown(getattr(mixed, name)) == shown(getattr(granted, name) + getattr(leased, name))
    assert mixed.area == 50
    with pytest.raises(StopIteration):
        option(Form.LEASE_GRANT_MIX, granted_area=Decimal(50))


def test_the_formula_of_a_total_says_its_sum():
    assert option(Form.LEASE_THEN_GRANT).formulas["total"] == "5 × 90.00 + 2250.00 × K(15) 0.616187"


# -- properties -------------------------------------------------------------------------------

RATES = st.decimals("0", "0.2", places=4)
INPUTS = st.builds(
    Inputs,
    area=st.decimals("0.5", "500", places=2),
    price50=st.decimals("1", "200", places=2),
    cap_rate=RATES,
    discount=RATES,
    rent=st.decimals("0", "10", places=2),
    flex_years=st.integers(1, 49),
    lease_years=st.integers(1, 20),
    grant_years=st.integers(1, 30),
    long_lease_years=st.integers(1, 20),
    method=st.sampled_from([Method.YEAR_CORRECTION, Method.LINEAR]),
    conversion=st.sampled_from([Conversion.REMAINING_TERM, Conversion.DEDUCT_RENT]),
)


@given(INPUTS, st.integers(1, 49))
def test_equal_rates_make_every_grant_cost_the_same_a_year(inputs, years):
    inputs = dataclasses.replace(
        inputs, discount=inputs.cap_rate, flex_years=years, method=Method.YEAR_CORRECTION
    )
    full, flex = compare(inputs)[0][:2]
    assert shown(full.eac) == shown(flex.eac)


@given(RATES)
def test_the_year_correction_rises_to_one(rate):
    shares = [k(years, rate) for years in range(1, 51)]
    assert all(earlier < later for earlier, later in pairwise(shares))
    assert shares[-1] == 1


@given(INPUTS)
def test_deducted_rents_make_the_total_the_price_while_they_are_below_it(inputs):
    inputs = dataclasses.replace(inputs, conversion=Conversion.DEDUCT_RENT)
    price = price_of(inputs.lease_years + inputs.grant_years, inputs)
    rents = inputs.lease_years * inputs.rent_of_year
    assert shown(lease_then_grant(inputs).total) == shown(max(price, rents))


@settings(max_examples=2500)
@given(INPUTS)
def test_a_second_reckoning_agrees_to_the_cent(inputs):
    """Four options an example, so ten thousand comparisons: floats and another library."""
    rate = float(inputs.discount)
    for found in compare(inputs)[0]:
        yearly = [0.0] * (int(found.flows[-1][0]) + 1)
        for at, amount in second_flows(found.form, inputs):
            yearly[at] += amount
        value = numpy_financial.npv(rate, yearly)
        assert float(found.npv) == pytest.approx(value, abs=0.005)
        assert float(found.total) == pytest.approx(sum(yearly), abs=0.005)
        a_year = -numpy_financial.pmt(rate, found.years, value) if rate else value / found.years
        assert float(found.eac) == pytest.approx(a_year, abs=0.005)


def second_flows(form, inputs):
    """The payments, reckoned anew from the words of the rule."""
    rent = float(inputs.area) * float(inputs.rent)
    lease, grant = inputs.lease_years, inputs.grant_years
    if form == Form.GRANT_FULL:
        return [(0, second_price(50, inputs))]
    if form == Form.GRANT_FLEX:
        return [(0, second_price(inputs.flex_years, inputs))]
    if form == Form.LEASE_LONG:
        return [(year, rent) for year in range(inputs.long_lease_years)]
    if inputs.conversion == Conversion.DEDUCT_RENT:
        price = max(0.0, second_price(lease + grant, inputs) - rent * lease)
    else:
        price = second_price(grant, inputs)
    return [*((year, rent) for year in range(lease)), (lease, price)]


def second_price(years, inputs):
    """The present value of equal yearly sums over the years, against that over fifty."""
    whole = float(inputs.area) * float(inputs.price50)
    rate = float(inputs.cap_rate)
    if inputs.method == Method.LINEAR or rate == 0:
        return whole * years / 50
    return whole * numpy_financial.pv(rate, years, -1) / numpy_financial.pv(rate, 50, -1)


def test_zero_rates_are_the_limits():
    assert k(20, Decimal(0)) == Decimal("0.4")
    assert eac(Decimal(100), 20, Decimal(0)) == 5
    assert conversion_price(change(cap_rate=Decimal(0))) == Decimal(675)
