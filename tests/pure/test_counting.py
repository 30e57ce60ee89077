"""The count of signings holds whatever the rows are; half is rounded up, and only for display."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.models import ProjectKind
from leads.stages import ProjectStage
from reports.counting import Case, Kind, Paper, Period, Rate, count, counted, total

DAYS = st.dates(dt.date(2024, 12, 1), dt.date(2025, 9, 1))
AMOUNTS = st.decimals(0, 1_000_000, places=2)
PERIOD = Period(dt.date(2025, 1, 1), dt.date(2025, 7, 31), dt.date(2025, 7, 31))
CASES = st.builds(
    Case,
    pk=st.integers(1, 6),
    kind=st.sampled_from(ProjectKind.values),
    stage=st.sampled_from(ProjectStage.values),
    prior=st.none() | AMOUNTS,
    terminated_on=st.none() | DAYS,
    planned_start_on=st.none() | DAYS,
    planned_production_on=st.none() | DAYS,
    arrived=AMOUNTS,
)
ALL_CASES = st.lists(CASES, max_size=6, unique_by=lambda case: case.pk)
PAPERS = st.lists(
    st.builds(
        Paper,
        pk=st.integers(1, 100),
        project=st.integers(1, 6),
        kind=st.sampled_from(Kind.values),
        signed_on=DAYS,
        amount=AMOUNTS,
    ),
    max_size=12,
    unique_by=lambda paper: paper.pk,
)


@given(ALL_CASES, PAPERS)
def test_gross_is_net_and_what_is_deducted(cases, papers):
    found = count(cases, papers, PERIOD)
    assert len(found.signed) == len(found.kept) + len(found.deducted)
    assert total(found.signed) == total(found.kept) + total(found.deducted)


@given(ALL_CASES, PAPERS)
def test_a_project_is_counted_once(cases, papers):
    found = count(cases, papers, PERIOD)
    keys = [row.case.pk for row in found.signed]
    assert len(keys) == len(set(keys))


@given(ALL_CASES, PAPERS, AMOUNTS)
def test_a_second_formal_agreement_changes_nothing(cases, papers, amount):
    formal = [paper for paper in papers if paper.kind == Kind.FORMAL]
    again = [
        dataclasses.replace(
            paper, pk=paper.pk + 1000, amount=amount, signed_on=paper.signed_on + dt.timedelta(9)
        )
        for paper in formal
    ]
    assert count(cases, papers + again, PERIOD) == count(cases, papers, PERIOD)


@given(ALL_CASES, PAPERS, st.randoms())
def test_the_order_of_rows_does_not_matter(cases, papers, random):
    before = count(cases, papers, PERIOD)
    random.shuffle(cases)
    random.shuffle(papers)
    assert count(cases, papers, PERIOD) == before


@given(ALL_CASES, PAPERS)
def test_framework_and_supplements_add_nothing_to_the_signings(cases, papers):
    formal = [paper for paper in papers if paper.kind == Kind.FORMAL]
    assert count(cases, papers, PERIOD).signed == count(cases, formal, PERIOD).signed


@given(ALL_CASES, PAPERS, DAYS)
def test_two_parts_of_a_period_are_the_whole(cases, papers, cut):
    """As seen on one day: no signing falls between, none counts twice."""
    first = Period(dt.date(2024, 12, 1), cut, dt.date(2025, 9, 1))
    second = Period(cut + dt.timedelta(1), dt.date(2025, 9, 1), dt.date(2025, 9, 1))
    whole = Period(dt.date(2024, 12, 1), dt.date(2025, 9, 1), dt.date(2025, 9, 1))
    parts = count(cases, papers, first).signed + count(cases, papers, second).signed
    assert total(parts) == total(count(cases, papers, whole).signed)


@given(ALL_CASES, PAPERS)
def test_no_rate_is_more_than_whole(cases, papers):
    found = count(cases, papers, PERIOD)
    for rate in (found.performance, found.start_due, found.start_overall, found.production):
        assert 0 <= rate.numerator <= rate.denominator


@pytest.mark.parametrize(
    ("kind", "amount", "prior", "expected"),
    [
        ("NEW", 50_000, None, 50_000),
        ("HQ", 50_000, 30_000, 50_000),
        ("INCREASE", 50_000, 30_000, 20_000),
        ("INCREASE", 50_000, None, 50_000),
        ("INCREASE", 20_000, 30_000, 0),
        ("RELOCATE", 50_000, None, 50_000),
        ("NEW", None, None, 0),
    ],
)
def test_an_increase_counts_what_comes_on_top(kind, amount, prior, expected):
    as_decimal = [None if value is None else Decimal(value) for value in (amount, prior)]
    assert counted(Case(pk=1, kind=kind, prior=as_decimal[1]), as_decimal[0]) == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (2, 3, "66.67"),
        (Decimal("4.0"), Decimal(37), "10.81"),
        (1, 1, "100.00"),
        (Decimal("0.125"), Decimal(100), "0.13"),  # half up, where a banker would take the even 0.12
        (0, 4, "0.00"),
        (0, 0, None),
    ],
)
def test_a_percentage_is_rounded_half_up(numerator, denominator, percent):
    found = Rate(numerator, denominator).percent
    assert (None if found is None else str(found)) == percent


@pytest.mark.parametrize(
    ("terminated_on", "is_deducted"),
    [(None, False), (dt.date(2025, 7, 31), True), (dt.date(2025, 8, 1), False)],
)
def test_a_termination_counts_up_to_the_as_of_date(terminated_on, is_deducted):
    case = Case(pk=1, terminated_on=terminated_on)
    paper = Paper(1, 1, Kind.FORMAL, dt.date(2025, 3, 1), Decimal(1))
    assert bool(count([case], [paper], PERIOD).deducted) == is_deducted


def test_a_project_signed_before_the_period_is_not_new():
    papers = [
        Paper(1, 1, Kind.FORMAL, dt.date(2024, 12, 31), Decimal(1)),
        Paper(2, 1, Kind.FORMAL, dt.date(2025, 1, 1), Decimal(9)),
    ]
    assert count([Case(pk=1)], papers, PERIOD).signed == ()
