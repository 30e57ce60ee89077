"""U14: a workbook of 200 old leads comes in. 6 codes are wrong, 11 rows name companies we already deal with.

183 new leads, 17 rows rejected or merged, each with its number and its reason; nothing half-written; the
import can be taken back for 24 hours.
"""

import datetime as dt
import io
from collections import Counter

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection

from accounts.roles import Role
from chains.models import Company, Contact
from core import history
from leads.actions.import_undo import undo_import
from leads.actions.imports import NotReady, start, upload, work
from leads.intake.errors import sentences
from leads.models import FollowUp, ImportBatch, ImportRow, Lead
from tests.factories import NOON, person
from tests.old_leads import FIRST_ROW, KNOWN, WRONG_ROWS, deal_with_known, old_lead, old_sheet

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(hours=24)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def officer(sensor):
    """Who already deals with the 11 companies."""
    officer = person(Role.STAFF, chains=[sensor.code], name="李沐")
    deal_with_known(officer, sensor)
    return officer


@pytest.fixture
def checked(admin, officer, tmp_path):
    """The sheet, uploaded by the administrator and read."""
    path = old_sheet(tmp_path)
    batch = upload(by=admin, at=NOON, file=SimpleUploadedFile(path.name, path.read_bytes()))
    work(at=NOON)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def done(checked, admin):
    start(batch=checked, by=admin, at=NOON)
    work(at=NOON)
    checked.refresh_from_db()
    return checked


def on_record():
    """Everything that the import could have left behind; what lies with archived leads is put away."""
    present = [model.objects.filter(archived_at=None) for model in (Lead, Company, Contact)]
    fields = ("pk", "investment_wan", "contact", "received_on", "intention", "chain", "version")
    leads = Lead.objects.filter(archived_at=None).order_by("pk").values_list(*fields[:-1])
    notes = FollowUp.objects.filter(lead__archived_at=None)
    return [rows.count() for rows in present], notes.count(), list(leads)


def rows_of(batch, outcome):
    return {row.row: row for row in batch.rows.filter(outcome=outcome)}


def test_183_come_in_6_are_rejected_and_11_join_what_is_known(done, officer):
    outcomes = Counter(done.rows.values_list("outcome", flat=True))
    assert outcomes == {
        ImportRow.Outcome.LEAD: 183,
        ImportRow.Outcome.INVALID: 6,
        ImportRow.Outcome.ATTACH: 11,
    }
    assert Lead.objects.present().count() == 183 + 11  # the 11 leads that were there are all there is of them
    assert Company.objects.present().count() == 183 + 11
    assert Lead.objects.present().exclude(owner=officer).count() == 183


def test_each_rejected_row_has_its_number_and_its_reason(done, admin, signed_in):
    rejected = rows_of(done, ImportRow.Outcome.INVALID)
    assert tuple(sorted(rejected)) == WRONG_ROWS
    for number, row in rejected.items():
        said = old_lead(number)[1]
        assert sentences(row.problems) == [
            f"统一社会信用代码“{said}”的第 18 位校验不对，请对照营业执照改正。"
        ]
    page = signed_in(admin).get(f"/imports/{done.pk}/errors/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(page.streaming_content))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [f"线索 {number}" for number in WRONG_ROWS]


def test_each_merged_row_names_the_company_and_why_it_is_the_same(done):
    merged = rows_of(done, ImportRow.Outcome.ATTACH)
    assert {number: row.of["name"] for number, row in merged.items()} == {
        number: name for number, (name, _written, _has_code) in KNOWN.items()
    }
    assert all(row.evidence and row.level in {"certain", "likely"} for row in merged.values())
    assert {row.level for number, row in merged.items() if KNOWN[number][2]} == {"certain"}
    for number, row in merged.items():
        note = FollowUp.objects.get(pk=row.made["follow_up"])
        assert note.lead.company.name == KNOWN[number][0]
        assert f"第 {number - FIRST_ROW} 条旧台账" in note.summary


def test_the_preview_says_the_same_before_anything_is_written(checked):
    assert checked.status == ImportBatch.Status.READY
    assert [checked.counts[name] for name in ("leads", "attached", "invalid_rows")] == [183, 11, 6]
    assert Lead.objects.count() == 11


@pytest.mark.parametrize("table", ["leads_lead", "leads_followup", "core_event", "leads_importrow"])
def test_a_database_that_fails_in_the_middle_leaves_nothing_half_written(checked, admin, table):
    start(batch=checked, by=admin, at=NOON)
    before = on_record()

    def failing(execute, sql, params, many, context):
        if table in sql and sql.startswith(("INSERT", "UPDATE")):
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(failing):
        work(at=NOON)
    checked.refresh_from_db()
    assert (checked.status, checked.error) == (
        ImportBatch.Status.REFUSED,
        "导入时出错，没有写入任何内容。请把文件交给管理员。",
    )
    assert on_record() == before


def test_undo_within_24_hours_restores_what_was(checked, admin):
    before = on_record()
    start(batch=checked, by=admin, at=NOON)
    work(at=NOON)
    checked.refresh_from_db()
    outcome = undo_import(batch=checked, by=admin, at=NOON + DAY)
    assert outcome == {"leads": 183, "companies": 183, "kept": []}
    assert on_record() == before
    assert history.of(checked).filter(verb="undo_import", actor_id=admin.pk).count() == 1


def test_undo_after_24_hours_is_refused_and_changes_nothing(done, admin):
    before = on_record()
    with pytest.raises(NotReady):
        undo_import(batch=done, by=admin, at=NOON + DAY + dt.timedelta(seconds=1))
    done.refresh_from_db()
    assert (done.status, on_record()) == (ImportBatch.Status.DONE, before)
