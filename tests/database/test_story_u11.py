"""U11: what was signed by 31 July 2025, to the cent: each project once, increments, framework apart."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import StageChange, StatusRequest
from leads.stages import ProjectStage, ProjectStatus
from reports.counting import Period
from reports.kpi import kpi
from reports.readings import count_of
from reports.scope import Scope
from tests import u11
from tests.factories import NOON, AgreementFactory, ChainFactory, ProgressReportFactory, person

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 7, 31), dt.date(2025, 7, 31))
OPTIONS = ["--from", "2025-01-01", "--to", "2025-07-31", "--as-of", "2025-07-31"]


def run(*options):
    out = StringIO()
    call_command("kpi", *options, stdout=out)
    return out.getvalue()


def figures(*options):
    return json.loads(run(*(options or OPTIONS), "--json"))


def as_of(month, date):
    return Period(YEAR.first, YEAR.last, dt.date(2025, month, date))


def keys(signings):
    return {row.case.pk for row in signings}


@pytest.fixture
def projects(sensor):
    return u11.projects()


def test_u11(projects):
    found = figures()
    assert list(found) == [f"K{number}" for number in range(1, 21)]
    signed = found["K6"]
    assert (signed["value"], signed["count"], signed["unit"]) == ("450000.00", 5, "万元")
    assert signed["gross"] == {"count": 5, "amount": "450000.00"}
    assert signed["deducted"] == {"count": 1, "amount": "80000.00"}
    assert signed["net"] == {"count": 4, "amount": "370000.00"}
    assert signed["framework"] == {"count": 1, "amount": "300000.00"}
    start = found["K8"]
    assert (start["value"], start["numerator"], start["denominator"], start["basis"]) == (
        "66.67",
        2,
        3,
        "due",
    )
    overall = start["overall"]
    assert (overall["value"], overall["numerator"], overall["denominator"]) == ("50.00", 2, 4)
    arrival = found["K10"]
    assert (arrival["value"], arrival["numerator"], arrival["denominator"]) == (
        "10.81",
        "40000.00",
        "370000.00",
    )
    assert found["K12"]["value"] == "450000.00"


def test_each_project_of_u11_stands_where_it_belongs(projects):
    count = count_of(Scope(), YEAR)
    key = {name: project.pk for name, project in projects.items()}
    assert keys(count.signed) == {key[name] for name in ("P1", "P3", "P4", "P5", "P6")}
    assert keys(count.deducted) == {key["P6"]}
    assert keys(count.framework) == {key["P2"]}
    assert keys(count.due_to_start) == {key["P1"], key["P3"], key["P4"]}
    assert keys(count.due_not_started) == {key["P3"]}
    assert {row.case.pk: row.amount for row in count.signed}[key["P4"]] == 20_000
    assert sum(row.case.pk == key["P1"] for row in count.signed) == 1


def test_what_has_no_rows_is_null_with_a_reason(projects):
    found = figures()
    for code in ("K4", "K5", "K13", "K15", "K16", "K20"):
        assert found[code]["value"] is None
        assert found[code]["reason"]
    assert found["K4"]["reason"] == "no visits yet"


def test_nothing_signed_has_no_rate(sensor):
    found = figures()
    assert (found["K6"]["value"], found["K6"]["net"]) == ("0.00", {"count": 0, "amount": "0.00"})
    assert [found[code]["value"] for code in ("K7", "K8", "K9", "K10", "K11")] == [None] * 5


# -- as things stood --------------------------------------------------------------------------


def test_a_termination_is_deducted_from_its_day_on(projects):
    assert keys(count_of(Scope(), as_of(6, 29)).deducted) == set()
    assert keys(count_of(Scope(), as_of(6, 30)).deducted) == {projects["P6"].pk}


def test_a_signing_or_start_after_the_as_of_date_is_not_known(projects):
    before = count_of(Scope(), as_of(6, 19))
    assert projects["P5"].pk not in keys(before.signed)
    assert keys(before.reached(ProjectStage.STARTED)) == {projects["P4"].pk}


def test_funds_are_those_of_the_reports_up_to_the_month(projects):
    ProgressReportFactory(project=projects["P1"], month=dt.date(2025, 8, 1), arrived_wan=99_999)
    ProgressReportFactory(project=projects["P1"], month=dt.date(2025, 6, 1), arrived_wan=10_000)
    assert count_of(Scope(), YEAR).arrival.numerator == 40_000
    assert count_of(Scope(), as_of(6, 30)).arrival.numerator == 10_000


def test_a_project_taken_up_again_was_terminated_in_between(projects):
    project = projects["P5"]
    by, other = person(), person()
    said = {"project": project, "reason": "x", "by": by, "answer": "APPROVED", "answered_by": other}
    for status, month, date in ((ProjectStatus.TERMINATED, 7, 2), (ProjectStatus.ACTIVE, 7, 20)):
        at = NOON.replace(month=month, day=date)
        StatusRequest.objects.create(old=project.status, status=status, at=at, answered_at=at, **said)
    assert project.pk not in keys(count_of(Scope(), as_of(7, 1)).deducted)
    assert project.pk in keys(count_of(Scope(), as_of(7, 2)).deducted)
    assert project.pk not in keys(count_of(Scope(), as_of(7, 20)).deducted)


def test_a_stage_taken_back_counted_until_that_day(projects):
    back = {"old": ProjectStage.STARTED, "stage": ProjectStage.LANDED, "is_back": True, "reason": "误报"}
    project = projects["P4"]
    StageChange.objects.create(project=project, on=dt.date(2025, 7, 10), at=NOON, **back)
    project.stage, project.started_on = ProjectStage.LANDED, None
    project.save()
    assert project.pk in keys(count_of(Scope(), as_of(7, 9)).reached(ProjectStage.STARTED))
    assert project.pk not in keys(count_of(Scope(), as_of(7, 10)).reached(ProjectStage.STARTED))


def test_a_start_written_down_later_counts_from_its_own_day(projects):
    """The permit is of 28 July, the stage was approved in August."""
    project = projects["P3"]
    on = dt.date(2025, 8, 5)
    StageChange.objects.create(project=project, old="LANDED", stage=ProjectStage.STARTED, on=on, at=NOON)
    project.stage, project.started_on = ProjectStage.STARTED, dt.date(2025, 7, 28)
    project.save()
    assert project.pk in keys(count_of(Scope(), YEAR).due_and_started)
    assert project.pk not in keys(count_of(Scope(), as_of(7, 27)).due_and_started)


def test_supplements_stand_apart(projects):
    AgreementFactory(project=projects["P1"], supplement=True, amount_wan=-5_000, signed_on=u11.day(7, 1))
    found = figures()["K6"]
    assert found["supplements"] == {"count": 1, "amount": "-5000.00"}
    assert found["gross"] == {"count": 5, "amount": "450000.00"}


def test_a_draft_is_no_signing(projects):
    AgreementFactory(project=projects["P2"], draft=True)
    assert figures()["K6"]["count"] == 5


def test_a_chain_has_its_own_figures(projects):
    ChainFactory(code="ROBOT", name="机器人", sort=3)
    assert figures(*OPTIONS, "--chain", "SENSOR")["K6"]["count"] == 5
    assert figures(*OPTIONS, "--chain", "ROBOT")["K6"]["count"] == 0


def test_segments_with_a_signed_project_are_covered(projects):
    """Each project stands on a link of its own; that of P6 was given up, P2 is not signed."""
    found = figures()["K14"]
    assert (found["numerator"], found["denominator"], found["value"]) == (4, 6, "66.67")
    assert kpi(Scope(), as_of(6, 29))["K14"]["numerator"] == 5  # P6 stood
    assert kpi(Scope(), as_of(3, 4))["K14"]["numerator"] == 2  # P3 and P6


def test_the_number_of_queries_does_not_grow(projects):
    with CaptureQueriesContext(
        connection,
    ) as few:
        kpi(Scope(), YEAR)
    u11.projects()
    u11.projects()
    with CaptureQueriesContext(connection) as many:
        kpi(Scope(), YEAR)
    assert len(few) == len(many)
    assert len(many) < 30


# -- the command ------------------------------------------------------------------------------


def test_the_table_says_it_for_people(projects):
    lines = run(*OPTIONS).splitlines()
    assert any(line.split() == ["K8", "66.67", "%", "(2", "/", "3)"] for line in lines)
    assert any(line.split() == ["net", "4", "370000.00", "万元"] for line in lines)
    assert any(line.split() == ["K4", "-", "no", "visits", "yet"] for line in lines)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["31.7.2025", "2025-07-31", "2025-07-31"],
            "--from 31.7.2025 is no date; write it like 2025-07-31.",
        ),
        (["2025-07-31", "2025-07-01", "2025-07-31"], "--to 2025-07-01 is before --from 2025-07-31."),
        (
            ["2025-07-01", "2025-07-31", "2025-06-30"],
            "--as-of 2025-06-30 is before --from 2025-07-01: nothing of the period was known then.",
        ),
    ],
)
def test_a_wrong_date_gets_one_sentence(sensor, options, sentence):
    asked = [part for pair in zip(["--from", "--to", "--as-of"], options, strict=True) for part in pair]
    with pytest.raises(CommandError, match=r".") as refused:
        run(*asked)
    assert str(refused.value) == sentence
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("kpi", *asked, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"error": sentence}


def test_a_chain_nobody_knows_is_refused(sensor):
    with pytest.raises(CommandError, match="There is no chain NONE"):
        run(*OPTIONS, "--chain", "NONE")
