"""The monthly report of a signed project: what I-9 refuses, and what the project keeps of it."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from core import history
from leads.actions.progress_report import NotReporting, ReportChanged, ReportRefused, report_progress
from leads.documents import DocumentRefused
from leads.models import Document, ProgressReport
from leads.project_light import light
from leads.timeline import of_event
from tests import files
from tests.factories import NOON, TODAY, ProjectFactory, person

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = (dt.date(2025, month, 1) for month in (4, 5, 6))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return settings.DOCUMENT_DIR


@pytest.fixture
def project(staff, sensor):
    signed = {"signed_on": dt.date(2025, 4, 20), "signed_wan": 1_000, "stage_on": dt.date(2025, 4, 20)}
    early = dt.date(2025, 4, 20)
    return ProjectFactory(owner=staff, chain=sensor, stage="STARTED", idle_from_on=early, **signed)


def proof():
    return files.upload("到账单.pdf", files.pdf())


def report(project, month=MAY, arrived_wan=0, *, by=None, at=NOON, **said):
    amount = Decimal(arrived_wan)
    return report_progress(
        project=project, by=by or project.owner, at=at, month=month, arrived_wan=amount, **said
    )


def refused(project, *args, **said):
    with pytest.raises(ReportRefused) as caught:
        report(project, *args, **said)
    return [field for field, _sentence in caught.value.faults]


def kept(project):
    project.refresh_from_db()
    return project.arrived_wan, project.behind_points, project.behind_on, project.in_statistics_on


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "NEGOTIATING"},
        {"stage": "TO_SIGN"},
        {"status": "TERMINATED", "terminated_on": TODAY},
        {"signed_on": None, "signed_wan": None},
    ],
)
def test_only_a_signed_project_that_goes_on_reports(project, fields):
    type(project).objects.filter(pk=project.pk).update(**fields)
    with pytest.raises(NotReporting):
        report(project)
    assert not project.reports.exists()
    assert not history.of(project).exists()


@pytest.mark.parametrize(
    ("month", "fields"),
    [(dt.date(2025, 7, 1), ["month"]), (dt.date(2025, 3, 1), ["month"]), (APRIL, []), (JUNE, [])],
)
def test_no_month_to_come_and_none_before_the_signing(project, month, fields):
    if fields:
        assert refused(project, month) == fields
    else:
        report(project, month)
    assert project.reports.count() == (0 if fields else 1)


def test_funds_fall_only_with_the_reason_of_the_correction(project):
    report(project, APRIL, 300, file=proof())
    assert refused(project, MAY, "299.99") == ["correction"]
    report(project, MAY, 200, correction="四月重复计了一笔")
    assert kept(project)[0] == 200
    assert refused(project, JUNE, 201) == ["file"]


def test_a_month_in_between_is_measured_against_both_sides_and_itself(project):
    report(project, APRIL, 100, file=proof())
    report(project, JUNE, 300, file=proof())
    assert refused(project, MAY, 301, file=proof()) == ["correction"]
    may = report(project, MAY, 200, file=proof())
    assert refused(project, MAY, 150, version=may.version) == ["correction"]
    report(project, MAY, 150, version=may.version, correction="多记了 50 万")
    assert kept(project)[0] == 300


def test_a_rise_needs_a_proof_and_an_equal_sum_none(project):
    assert refused(project, MAY, 1) == ["file"]
    row = report(project, MAY, 1, file=proof())
    assert row.proof == Document.objects.get()
    assert row.proof.lead == project.lead
    report(project, JUNE, 1)
    report(project, MAY, 1, version=row.version, problems="雨季")
    row.refresh_from_db()
    assert (row.problems, row.proof) == ("雨季", Document.objects.get())


@pytest.mark.parametrize(("amount", "fields"), [("1200", []), ("1200.01", ["is_confirmed"])])
def test_more_than_a_fifth_beyond_the_contract_is_confirmed(project, amount, fields):
    if fields:
        assert refused(project, MAY, amount, file=proof()) == fields
        assert not Document.objects.exists()
    report(project, MAY, amount, file=proof(), is_confirmed=bool(fields))
    assert kept(project)[0] == Decimal(amount)


def test_a_file_that_is_refused_leaves_nothing(project):
    with pytest.raises(DocumentRefused):
        report(project, MAY, 5, file=files.upload("单.pdf", files.HTML))
    assert not project.reports.exists()
    assert kept(project) == (None, None, None, None)


def test_the_same_month_twice_is_decided_by_the_constraint(project, office_person):
    first = report(project, MAY, 0, problems="缺电")
    with pytest.raises(ReportChanged) as caught:
        report(project, MAY, 0, by=office_person, problems="缺水")
    assert caught.value.theirs == first
    assert project.reports.get().problems == "缺电"
    changed = report(project, MAY, 0, by=office_person, version=first.version, problems="缺水")
    assert (changed.pk, changed.by, changed.version) == (first.pk, office_person, first.version + 1)
    with pytest.raises(ReportChanged):
        report(project, MAY, 0, version=first.version, problems="旧")
    assert project.reports.get().problems == "缺水"


@pytest.fixture
def office_person(sensor):
    return person("CHAIN_OFFICE", chains=[sensor.code], name="何静")


def test_the_same_form_sent_twice_is_one_report(project):
    token = uuid.uuid4()
    first = report(project, MAY, 10, file=proof(), form_token=token)
    assert report(project, MAY, 10, file=proof(), form_token=token) == first
    counts = (ProgressReport.objects.count(), Document.objects.count(), project.progress.count())
    assert counts == (1, 1, 1)
    assert history.of(project).count() == 1


def test_the_last_month_decides_the_light_and_since_when(project):
    later = NOON + dt.timedelta(days=3)
    report(project, APRIL, 0, done_percent=Decimal(10), planned_percent=Decimal(25))
    assert kept(project)[1:3] == (15, TODAY)
    assert light(project, TODAY).colour == "YELLOW"
    may = report(project, MAY, 0, at=later, done_percent=Decimal(20), planned_percent=Decimal(50))
    assert kept(project)[1:3] == (30, TODAY)
    assert light(project, later.date()).colour == "YELLOW"
    worse = {"done_percent": Decimal(19), "planned_percent": Decimal(50)}
    report(project, MAY, 0, at=later, version=may.version, **worse)
    assert kept(project)[1:3] == (31, later.date())
    assert light(project, later.date()).colour == "RED"
    report(project, JUNE, 0, at=later)
    assert kept(project)[1:3] == (None, None)


def test_an_earlier_month_brought_in_late_turns_no_light(project):
    report(project, MAY, 0, done_percent=Decimal(30), planned_percent=Decimal(30))
    report(project, APRIL, 0, done_percent=Decimal(0), planned_percent=Decimal(90))
    assert kept(project)[1:3] == (0, TODAY)


def test_in_statistics_since_the_first_month_that_says_so(project):
    report(project, APRIL, 0)
    assert kept(project)[3] is None
    report(project, JUNE, 0, is_in_statistics=True)
    assert kept(project)[3] == JUNE
    may = report(project, MAY, 0, is_in_statistics=True)
    assert kept(project)[3] == MAY
    report(project, MAY, 0, version=may.version)
    assert kept(project)[3] == JUNE


def test_money_that_came_in_is_progress_and_nothing_else_is(project):
    row = report(project, MAY, 10, file=proof())
    report(project, JUNE, 10)
    report(project, APRIL, 5, file=proof())
    event = project.progress.get()
    assert (event.kind, event.on, event.source) == (
        "ARRIVAL",
        dt.date(2025, 5, 31),
        f"leads.progressreport:{row.pk}:10.00",
    )
    project.refresh_from_db()
    assert project.idle_from_on == dt.date(2025, 5, 31)


def test_the_timeline_tells_it(project):
    row = report(project, MAY, 10, file=proof())
    report(project, MAY, 4, version=row.version, correction="记错")
    told = [of_event(event).text for event in history.of(project)]
    assert told == [
        "改了 2025-05 的填报，累计到位 4.00 万元：记错",
        "填报 2025-05 进度，累计到位 10.00 万元",
    ]
