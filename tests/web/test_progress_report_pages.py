"""The page of the monthly reports of one project."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.models import Document
from leads.months import plus_months
from tests import files
from tests.factories import NOON, ProgressReportFactory, ProjectFactory, person

pytestmark = pytest.mark.django_db
MAY, JUNE = dt.date(2025, 5, 1), dt.date(2025, 6, 1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR, settings.PREVIEW_DIR = tmp_path / "documents", tmp_path / "previews"


@pytest.fixture
def project(staff, sensor):
    signed = {"signed_on": dt.date(2022, 4, 20), "signed_wan": 1_000}
    return ProjectFactory(owner=staff, chain=sensor, stage="STARTED", created_at=NOON, **signed)


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def address(project, month=None):
    return f"/projects/{project.pk}/reports/" + (f"?month={month:%Y-%m}" if month else "")


def box(page, name):
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page).group(0)
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else None


def test_a_month_is_reported_with_its_proof_and_stands_in_the_table(mine, project):
    page = text(mine.get(address(project)))
    assert "还没有填报" in page
    assert box(page, "month") == "2025-06"
    sent = {"month": "2025-05", "arrived_wan": "120", "done_percent": "20", "planned_percent": "30"}
    sent |= {"is_in_statistics": "on", "problems": "雨季停工", "file": files.upload("单.pdf", files.pdf())}
    answer = mine.post(address(project), sent)
    assert answer.headers["Location"] == address(project)
    page = text(mine.get(address(project)))
    row = re.sub(r"<[^>]+>|\s+", " ", re.search(r"<tbody>.*?</tbody>", page, re.DOTALL).group(0)).split()
    assert row[:8] == ["2025-05", "改", "2025-05", "120", "120", "20", "/", "30"]
    assert row[8:] == ["已纳统", "雨季停工", "单.pdf", "李沐"]
    assert f"/documents/{Document.objects.get().pk}/" in page
    assert box(page, "month") == "2025-06"


def test_newest_month_first_with_what_came_in_since(mine, project):
    for month, amount in ((MAY, 100), (JUNE, 130)):
        ProgressReportFactory(project=project, month=month, arrived_wan=amount)
    page = text(mine.get(address(project)))
    assert re.findall(r'<td class="num">([\d,]+)</td>', page) == ["130", "30", "100", "100"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(mine, project):
    ProgressReportFactory(project=project, month=MAY, arrived_wan=500)
    sent = {"month": "2025-06", "arrived_wan": "400", "problems": "雨季停工"}
    answer = mine.post(address(project), sent | {"file": files.upload("单.pdf", files.pdf())})
    page = text(answer)
    assert answer.status_code == 422
    assert "比 2025-05 填报的累计 500.00 万元少，写明更正原因。" in page
    assert (box(page, "month"), box(page, "arrived_wan")) == ("2025-06", "400")
    assert "雨季停工" in page
    assert "请重新选择一次" in page
    assert not Document.objects.exists()
    assert mine.post(address(project), {"month": "六月"}).status_code == 422
    assert project.reports.count() == 1


def test_a_month_is_changed_from_its_row(mine, project):
    row = ProgressReportFactory(project=project, month=MAY, arrived_wan=0, problems="缺电")
    assert 'href="?month=2025-05#report"' in text(mine.get(address(project)))
    page = text(mine.get(address(project, MAY)))
    assert "缺电" in page
    sent = {"version": box(page, "version"), "arrived_wan": "0", "problems": "缺水", "month": "2025-06"}
    assert mine.post(address(project, MAY), sent).status_code == 302
    row.refresh_from_db()
    assert (row.problems, row.month, project.reports.count()) == ("缺水", MAY, 1)


def test_who_comes_second_reads_what_stands_and_may_save_over_it(mine, project, sensor):
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")
    ProgressReportFactory(project=project, month=JUNE, arrived_wan=0, by=office, problems="缺电")
    sent = {"month": "2025-06", "arrived_wan": "0", "problems": "缺水"}
    answer = mine.post(address(project), sent)
    page = text(answer)
    assert answer.status_code == 409
    assert "何静 已填报 2025-06：累计到位 0.00 万元" in page
    assert "缺水</textarea>" in page
    assert project.reports.get().problems == "缺电"
    again = sent | {"version": box(page, "version")}
    assert mine.post(address(project, JUNE), again).status_code == 302
    assert project.reports.get().problems == "缺水"


def test_before_the_signing_it_says_why_there_is_nothing(mine, staff, sensor):
    project = ProjectFactory(owner=staff, chain=sensor)
    page = text(mine.get(address(project)))
    assert "签约以后按月填报" in page
    assert 'name="arrived_wan"' not in page
    assert mine.post(address(project), {}).status_code == 403


def test_who_only_reads_sees_the_months_and_no_form(signed_in, project):
    ProgressReportFactory(project=project, month=MAY)
    auditor = signed_in(person(Role.AUDITOR))
    page = text(auditor.get(address(project)))
    assert "2025-05" in page
    assert 'name="arrived_wan"' not in page
    assert auditor.post(address(project), {}).status_code == 403


def test_a_stranger_finds_nothing(signed_in, outsider, project):
    assert signed_in(outsider).get(address(project)).status_code == 404


def test_the_page_costs_the_same_with_three_months_and_thirty(mine, project):
    def add(start, count):
        for number in range(start, start + count):
            month, by = plus_months(JUNE, -number), person(Role.STAFF, name=f"人{number}")
            kept = {"name": "x.pdf", "stored_name": str(number), "size": 1, "media_type": "application/pdf"}
            proof = Document.objects.create(lead=project.lead, by=by, at=NOON, **kept)
            ProgressReportFactory(project=project, month=month, by=by, proof=proof)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert mine.get(address(project)).status_code == 200
        return len(queries)

    add(0, 3)
    mine.get(address(project))
    few = cost()
    add(3, 27)
    assert cost() == few
