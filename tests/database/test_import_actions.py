"""From a sheet to leads: uploading, previewing, bringing in, undoing."""

import datetime as dt
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.roles import Role
from chains.actions import register_company
from chains.models import Alias, Company, CompanyTag, Contact
from core import history
from core.models import Event
from leads.actions.import_undo import undo_import
from leads.actions.imports import (
    LEASE,
    ClaimLost,
    NotReady,
    bring_in,
    choose,
    claim,
    correct_columns,
    discard,
    import_file,
    start,
    upload,
    work,
)
from leads.intake.gate import Refusal
from leads.models import FollowUp, ImportBatch, ImportRow, Lead
from leads.stages import LeadStatus
from tests.factories import NOON, ChainFactory, LeadFactory, TeamFactory, person
from tests.sheets import CODE, HEADS, OTHER_CODE, csv_text, line, xlsx

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
Status, Outcome = ImportBatch.Status, ImportRow.Outcome
FULL = line(
    "晨星传感科技有限公司",
    uscc=CODE,
    chain="传感器产业链",
    contact="王经理",
    phone="19900000001 / 0371-55550001",
    date="2024.3.1",
    money="1.2亿元",
    land="50亩",
    stage="洽谈",
    officer="招商一部",
    remark="=要求标准厂房",
)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def clerk(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="李沐")


@pytest.fixture
def sent(clerk):
    def send(*rows, name="线索.csv", by=clerk, heads=HEADS):
        file = SimpleUploadedFile(name, csv_text(rows, heads).encode())
        return upload(by=by, at=NOON, file=file)

    return send


@pytest.fixture
def checked(sent):
    def check(*rows, **how):
        batch = sent(*rows, **how)
        work(at=NOON)
        batch.refresh_from_db()
        return batch

    return check


@pytest.fixture
def done(checked, clerk):
    def bring(*rows, **how):
        batch = checked(*rows, **how)
        start(batch=batch, by=clerk, at=NOON)
        work(at=NOON)
        batch.refresh_from_db()
        return batch

    return bring


def stored_counts():
    models = (Lead, Company, FollowUp, Contact, CompanyTag, Alias)
    return [model.objects.count() for model in models]


def outcomes(batch):
    return list(batch.rows.order_by("row").values_list("row", "outcome"))


# -- upload and preview -----------------------------------------------------------------------


def test_upload_keeps_the_file_under_a_random_name(sent, clerk, tmp_path):
    batch = sent(FULL, name="../../线索.csv")

    assert batch.status == Status.READING
    assert [path.name for path in (tmp_path / "imports").iterdir()] == [batch.stored_name]
    assert len(batch.stored_name) == 32
    assert "/" not in batch.file_name


def test_a_refused_upload_leaves_nothing(clerk, tmp_path):
    with pytest.raises(Refusal):
        upload(by=clerk, at=NOON, file=SimpleUploadedFile("线索.xlsx", b"<html></html>"))

    assert not ImportBatch.objects.exists()
    assert not list((tmp_path / "imports").iterdir())


def test_preview_writes_no_lead(checked):
    batch = checked(FULL, line("", remark="来电"), line("远山光电有限公司", date="近期"))

    assert batch.status == Status.READY
    assert outcomes(batch) == [(2, "LEAD"), (3, "INVALID"), (4, "INVALID")]
    assert batch.counts["invalid_by_reason"] == {"missing_name": 1, "bad_date": 1}
    assert stored_counts() == [0] * 6


def test_a_sheet_without_a_table_is_refused_with_a_sentence(checked):
    batch = checked(heads=["甲"])

    assert batch.status == Status.REFUSED
    assert "表头" in batch.error


def test_columns_are_corrected_by_hand(checked, clerk):
    batch = checked(["晨星传感科技有限公司", "19900000001", "说明"], heads=["谁", "号", "其他情况"])
    assert batch.counts["importable"] == 0

    correct_columns(batch=batch, chosen={"": {"0": "name", "1": "phone", "2": ""}})
    work(at=NOON)
    batch.refresh_from_db()

    assert batch.counts["importable"] == 1
    assert batch.rows.get().values["phones"] == ["19900000001"]


def test_discarded_sheet_is_not_imported(checked, clerk):
    batch = checked(FULL)
    discard(batch=batch, by=clerk, at=NOON)

    with pytest.raises(NotReady):
        start(batch=batch, by=clerk, at=NOON)
    assert work(at=NOON) == 0


# -- what a row becomes -----------------------------------------------------------------------


def test_a_row_becomes_a_lead_with_its_own_date_and_officer(done, clerk):
    batch = done(FULL)

    lead = Lead.objects.get()
    company = lead.company
    assert (batch.status, batch.counts["leads"]) == (Status.DONE, 1)
    assert (company.name, company.uscc, company.core_key) == ("晨星传感科技有限公司", CODE, "晨星传感科技")
    assert (lead.chain_id, lead.investment_wan, lead.land_mu) == ("SENSOR", Decimal(12000), Decimal(50))
    assert (lead.received_on, lead.officer, lead.owner) == (dt.date(2024, 3, 1), "招商一部", clerk)
    assert (lead.status, lead.next_action_on) == (LeadStatus.FOLLOWING, None)
    assert (lead.contact.phone, lead.contact.phone_alt) == ("19900000001", "0371-55550001")
    note = lead.follow_ups.get()
    assert (note.at.astimezone(NOON.tzinfo).date(), note.method) == (dt.date(2024, 3, 1), "SHEET")
    assert (note.officer, "=要求标准厂房" in note.summary) == ("招商一部", True)
    assert [event.verb for event in history.of(lead)] == ["import_lead"]
    assert [event.verb for event in history.of(company)] == ["import_company"]


def test_officer_who_is_a_person_or_a_unit_gets_the_lead(done, clerk):
    wang = person(Role.STAFF, chains=["SENSOR"], name="王岚")
    unit = TeamFactory(name="招商二部")

    done(line("晨星传感科技有限公司", officer="王岚"), line("远山光电有限公司", officer="招商二部"))

    of_wang, of_unit = Lead.objects.order_by("pk")
    assert (of_wang.owner, of_wang.team) == (wang, wang.team)
    assert (of_unit.owner, of_unit.team) == (clerk, unit)


def test_a_duplicate_in_the_sheet_joins_the_first_lead_and_fills_what_is_empty(done):
    batch = done(
        line("晨星传感科技有限公司", money="500"),
        line("晨星传感科技股份有限公司", uscc=CODE, money="800", land="20", remark="再次来电"),
    )

    lead = Lead.objects.get()
    assert outcomes(batch) == [(2, "LEAD"), (3, "ATTACH")]
    assert (lead.investment_wan, lead.land_mu, lead.company.uscc) == (Decimal(500), Decimal(20), CODE)
    assert "再次来电" in lead.follow_ups.get().summary
    assert [alias.name for alias in lead.company.aliases.all()] != []


def test_a_duplicate_of_a_lead_on_record_joins_it(done, clerk):
    company = register_company(by=clerk, at=NOON, name="晨星传感科技有限公司")
    lead = LeadFactory(company=company, owner=clerk, investment_wan=300)

    done(line("晨星传感科技有限公司", uscc=CODE, money="500", land="20", date="2024.3.1"))

    lead.refresh_from_db()
    assert Lead.objects.get() == lead
    assert (lead.investment_wan, lead.land_mu, lead.received_on) == (
        Decimal(300),
        Decimal(20),
        dt.date(2024, 3, 1),
    )
    assert lead.company.uscc == CODE
    assert "500.00 万元" in lead.follow_ups.get().summary


def test_a_lead_that_the_importer_may_not_see_gets_the_note_and_keeps_its_fields(done, outsider):
    company = register_company(by=outsider, at=NOON, name="晨星传感科技有限公司")
    hidden = LeadFactory(company=company, owner=outsider, chain=ChainFactory(code="SUPERHARD"), land_mu=None)

    done(line("晨星传感科技有限公司", land="20", remark="再次来电"))

    hidden.refresh_from_db()
    assert Lead.objects.get() == hidden
    assert hidden.land_mu is None
    assert hidden.follow_ups.count() == 1


@pytest.mark.parametrize(
    ("choice", "leads", "outcome"), [("LEAD", 2, "LEAD"), ("SKIP", 1, "SKIP"), ("", 1, "ATTACH")]
)
def test_a_person_decides_about_a_duplicate(checked, clerk, choice, leads, outcome):
    batch = checked(line("晨星传感科技有限公司"), line("晨星传感科技有限公司", land="20"))
    row = batch.rows.get(row=3)

    choose(row=row, choice=choice)
    start(batch=batch, by=clerk, at=NOON)
    work(at=NOON)

    row.refresh_from_db()
    assert (Lead.objects.count(), Company.objects.count(), row.outcome) == (leads, 1, outcome)


def test_what_only_resembles_is_kept_apart_until_a_person_joins_it(checked, clerk):
    rows = line("郑州晨星传感科技有限公司"), line("晨星传感科技")
    apart = checked(*rows)
    assert [(row.level, row.outcome) for row in apart.rows.order_by("row")] == [
        ("", "LEAD"),
        ("review", "LEAD"),
    ]

    choose(row=apart.rows.get(row=3), choice="ATTACH")
    start(batch=apart, by=clerk, at=NOON)
    work(at=NOON)

    assert [company.name for company in Company.objects.all()] == ["郑州晨星传感科技有限公司"]
    assert Alias.objects.get().name == "晨星传感科技"
    assert Lead.objects.count() == 1


def test_one_name_with_two_codes_is_put_before_a_person(done):
    batch = done(line("晨星传感科技有限公司", uscc=CODE), line("晨星传感科技有限公司", uscc=OTHER_CODE))

    assert (Company.objects.get().uscc, Lead.objects.count()) == (CODE, 2)
    assert batch.rows.get(row=3).level == "review"


def test_titles_of_a_company_are_kept_with_their_basis(done):
    done(["晨星传感科技有限公司", "专精特新小巨人"], heads=["企业名称", "企业类别"], name="汇总.csv")

    tag = CompanyTag.objects.get()
    assert (tag.tag, tag.basis) == ("LITTLE_GIANT", "导入：汇总.csv")


def test_the_same_rows_again_change_nothing(done, checked, clerk):
    rows = FULL, line("远山光电有限公司", remark="初次")
    done(*rows)
    before = stored_counts()

    again = checked(*reversed(rows), name="又一次.csv")

    with pytest.raises(NotReady):
        start(batch=again, by=clerk, at=NOON)
    assert stored_counts() == before
    assert {outcome for _row, outcome in outcomes(again)} == {"KNOWN"}


def test_an_identical_row_in_one_sheet_is_written_once(done):
    batch = done(FULL, FULL)

    assert outcomes(batch) == [(2, "LEAD"), (3, "COPY")]
    assert (Lead.objects.count(), FollowUp.objects.count()) == (1, 1)


# -- workers ----------------------------------------------------------------------------------


def test_two_workers_bring_a_batch_in_once(checked, clerk):
    batch = checked(FULL)
    start(batch=batch, by=clerk, at=NOON)

    first, second = claim(batch.pk, NOON), claim(batch.pk, NOON)

    assert first is not None
    assert second is None
    bring_in(first, at=NOON)
    assert (Lead.objects.count(), work(at=NOON)) == (1, 0)


def test_a_batch_of_a_dead_worker_is_taken_again_and_the_late_one_writes_nothing(checked, clerk):
    batch = checked(FULL)
    start(batch=batch, by=clerk, at=NOON)
    late = claim(batch.pk, NOON)

    assert work(at=NOON + LEASE / 2) == 0
    assert work(at=NOON + LEASE * 2) == 1
    with pytest.raises(ClaimLost):
        bring_in(late, at=NOON + LEASE * 3)
    batch.refresh_from_db()
    assert (batch.status, Lead.objects.count()) == (Status.DONE, 1)


def test_start_twice_is_refused(checked, clerk):
    batch = checked(FULL)
    start(batch=batch, by=clerk, at=NOON)

    with pytest.raises(NotReady):
        start(batch=batch, by=clerk, at=NOON)


def test_a_lost_file_ends_in_a_sentence_and_not_in_a_loop(checked, clerk, tmp_path):
    batch = checked(FULL)
    start(batch=batch, by=clerk, at=NOON)
    (tmp_path / "imports" / batch.stored_name).unlink()

    work(at=NOON)

    batch.refresh_from_db()
    assert batch.status == Status.REFUSED
    assert "没有写入任何内容" in batch.error
    assert work(at=LATER) == 0


# -- undo -------------------------------------------------------------------------------------


def test_undo_takes_everything_back_and_the_sheet_can_come_again(done, clerk):
    batch = done(FULL, line("晨星传感科技股份有限公司", remark="再次来电"))

    outcome = undo_import(batch=batch, by=clerk, at=LATER)

    assert outcome == {"leads": 1, "companies": 1, "kept": []}
    assert not Lead.objects.present().exists()
    assert not Company.objects.present().exists()
    assert not Contact.objects.filter(archived_at__isnull=True).exists()
    assert not Alias.objects.exists()
    assert Event.objects.filter(verb="undo_import").count() == 3
    again = done(FULL)
    assert again.counts["leads"] == 1
    assert Company.objects.present().get().uscc == CODE


def test_undo_keeps_and_names_what_a_person_has_worked_on(done, clerk):
    batch = done(line("晨星传感科技有限公司"), line("远山光电有限公司"))
    touched = Lead.objects.get(company__name="晨星传感科技有限公司")
    FollowUp.objects.create(lead=touched, by=clerk, at=LATER, summary="电话")

    outcome = undo_import(batch=batch, by=clerk, at=LATER)

    assert outcome["leads"] == 1
    assert outcome["kept"] == ["晨星传感科技有限公司", "晨星传感科技有限公司"]
    assert Lead.objects.present().get() == touched


def test_undo_empties_again_what_the_sheet_filled(done, clerk):
    company = register_company(by=clerk, at=NOON, name="晨星传感科技有限公司")
    lead = LeadFactory(company=company, owner=clerk, chain=None)
    batch = done(FULL)

    undo_import(batch=batch, by=clerk, at=LATER)

    lead.refresh_from_db()
    company.refresh_from_db()
    assert (lead.archived_at, lead.chain, lead.contact, lead.land_mu) == (None, None, None, None)
    assert (company.archived_at, company.uscc) == (None, None)
    assert not lead.follow_ups.exists()


def test_undo_ends_after_a_day_and_happens_once(done, clerk):
    batch = done(FULL)
    with pytest.raises(NotReady):
        undo_import(batch=batch, by=clerk, at=NOON + dt.timedelta(hours=24, seconds=1))

    undo_import(batch=batch, by=clerk, at=LATER)
    with pytest.raises(NotReady):
        undo_import(batch=batch, by=clerk, at=LATER)
    assert batch.status == Status.UNDONE


# -- who sees what ----------------------------------------------------------------------------


def test_a_batch_is_seen_by_its_uploader_and_the_administrator(sent, clerk, admin, outsider):
    batch = sent(FULL)

    seen = {user: list(ImportBatch.objects.visible_to(user)) for user in (clerk, admin, outsider)}
    assert seen == {clerk: [batch], admin: [batch], outsider: []}


# -- the command ------------------------------------------------------------------------------


def run(capsys, *args, **options):
    call_command("import_leads", *args, **options)
    return capsys.readouterr().out


def test_command_reports_as_json(clerk, tmp_path, capsys):
    path = xlsx(
        tmp_path / "表.xlsx", [FULL, line(""), line("远山光电有限公司", uscc=CODE[:-1])], title=[["汇总"]]
    )
    errors = tmp_path / "错误.xlsx"

    found = json.loads(run(capsys, str(path), by=clerk.username, json=True, errors=errors))

    assert found["sheets"] == [
        {
            "name": "线索",
            "header_row": 2,
            "mapped": {
                "企业名称": "name",
                "统一社会信用代码": "uscc",
                "产业链": "chain",
                "联系人": "contact",
                "联系电话": "phone",
                "首次对接日期": "date",
                "拟投资额（万元）": "investment_wan",
                "用地需求（亩）": "land_mu",
                "跟进阶段": "stage",
                "招商专员": "officer",
                "备注": "remark",
            },
            "unmapped": [],
        }
    ]
    assert found["invalid"] == [{"sheet": "线索", "row": 5, "reasons": ["bad_uscc"]}]
    assert found["values"] == [
        {
            "sheet": "线索",
            "row": 3,
            "name": "晨星传感科技有限公司",
            "uscc": CODE,
            "date": "2024-03-01",
            "phones": ["19900000001", "0371-55550001"],
            "investment_wan": 12000,
            "land_mu": 50,
            "chain": "传感器",
        }
    ]
    page = openpyxl.load_workbook(errors).active
    assert page["A2"].value == f"统一社会信用代码“{CODE[:-1]}”不是 18 位，请对照营业执照改正。"
    assert page["B2"].value == "线索 5"


def test_command_writes_nothing_on_a_dry_run(clerk, tmp_path, capsys):
    path = xlsx(tmp_path / "表.xlsx", [FULL])

    found = json.loads(run(capsys, str(path), by=clerk.username, json=True, dry_run=True))

    assert (found["leads_created"], stored_counts(), ImportBatch.objects.count()) == (1, [0] * 6, 0)


def test_command_refuses_with_one_sentence(clerk, outsider, tmp_path, capsys):
    bad = tmp_path / "a.xlsx"
    bad.write_bytes(b"<html></html>")

    with pytest.raises(CommandError, match="网页"):
        run(capsys, str(bad), by=clerk.username)
    with pytest.raises(SystemExit) as end:
        run(capsys, str(bad), by=clerk.username, json=True)
    assert end.value.code == 1
    assert list(json.loads(capsys.readouterr().out)) == ["error"]
    with pytest.raises(CommandError, match="nobody"):
        run(capsys, str(bad), by="nobody")


def test_formulas_in_the_error_file_are_text(clerk, tmp_path, capsys):
    path = xlsx(
        tmp_path / "表.xlsx",
        [line("", remark="=1+1", phone="+86 19900000001"), line("-", remark="@x", officer="x")],
    )
    errors = tmp_path / "错误.xlsx"
    run(capsys, str(path), by=clerk.username, errors=errors)

    cells = [cell for row in openpyxl.load_workbook(errors).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "@x", "+86 19900000001"} <= {cell.value for cell in cells}


def test_import_file_with_no_name_column_is_refused(clerk, tmp_path):
    path = xlsx(tmp_path / "表.xlsx", [["一", "二", "三"]], heads=["甲", "乙", "丙"])

    with pytest.raises(Refusal, match="企业名称"):
        import_file(path=path, by=clerk, at=NOON)
