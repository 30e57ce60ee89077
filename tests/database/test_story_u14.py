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
from chains.actions import register_company
from chains.matching import USCC_ALPHABET, USCC_WEIGHTS
from chains.models import Company, Contact
from core import history
from leads.actions import log_lead
from leads.actions.import_undo import undo_import
from leads.actions.imports import NotReady, start, upload, work
from leads.intake.errors import sentences
from leads.models import FollowUp, ImportBatch, ImportRow, Lead
from tests.factories import NOON, person
from tests.sheets import line, xlsx

pytestmark = pytest.mark.django_db
FIRST_ROW = 2  # below the head
WRONG_ROWS = (9, 41, 77, 118, 150, 199)
DAY = dt.timedelta(hours=24)
BRANDS = [
    "岚谷",
    "星澜",
    "曜芯",
    "岩桐",
    "朗汐",
    "澄观",
    "汀屿",
    "霁川",
    "微澜",
    "临汐",
    "棠溪",
    "禾渊",
    "钧衡",
    "望屿",
    "朗砺",
    "沐岭",
    "云栖",
    "墨石",
    "青禾",
    "远帆",
]
TRADES = ["传感", "光电", "微电子", "精密", "智能", "测控", "新材", "氢能", "算力", "仪器"]
KNOWN = {
    # row: the name on record, as the sheet writes it, whether the sheet gives the code
    12: ("洛阳晨曜轴承有限公司", "洛阳晨曜轴承有限公司", False),
    25: ("许昌澜图电气有限公司", "许昌澜图电气 有限公司", False),
    38: ("新乡辰砚医药有限公司", "新乡辰硯醫藥有限公司", False),
    52: ("开封禾木机械（集团）有限公司", "开封禾木机械(集团)有限公司", False),
    66: ("焦作启明超硬材料有限公司", "焦作启明超硬材料股份有限公司", False),
    81: ("南阳镜湖光电有限公司", "镜湖光电", True),
    95: ("安阳云舒软件有限公司", "安阳云舒数字", True),
    109: ("平顶山墨川储能有限公司", "平顶山墨川储能", False),
    133: ("商丘北辰制冷有限公司", "商丘北辰制冷有限公司", True),
    160: ("信阳星野机器人有限公司", "信阳星野机器人有限公司", False),
    181: ("周口雁栖新材料有限公司", "周口雁栖新材料有限公司", True),
}


def code(number):
    """A fictional code with its right check character."""
    body = f"91410100MA{number:07d}"
    total = sum(USCC_ALPHABET.index(sign) * weight for sign, weight in zip(body, USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[-total % 31]


def wrong(good):
    """The same code with another check character."""
    return good[:17] + USCC_ALPHABET[(USCC_ALPHABET.index(good[17]) + 1) % 31]


def old_lead(row):
    """One row of the sheet: what the offices noted years ago."""
    number = row - FIRST_ROW
    brand = BRANDS[number % 20] + TRADES[number // 20]
    cells = {
        "contact": f"联系人{number}",
        "phone": f"199{number:08d}",
        "date": f"2023-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "money": str(1000 + number),
        "chain": "传感器",
        "remark": f"第 {number} 条旧台账",
    }
    if row in KNOWN:
        _on_record, written, has_code = KNOWN[row]
        return line(written, **cells, uscc=code(row) if has_code else "")
    right = code(1000 + number)
    return line(f"郑州{brand}有限公司", **cells, uscc=wrong(right) if row in WRONG_ROWS else right)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def officer(sensor):
    """Who already deals with the 11 companies."""
    officer = person(Role.STAFF, chains=[sensor.code], name="李沐")
    for row, (name, _written, has_code) in KNOWN.items():
        company = register_company(by=officer, at=NOON, name=name, uscc=code(row) if has_code else "")
        log_lead(by=officer, at=NOON, company=company, intention="在谈", chain=sensor)
    return officer


@pytest.fixture
def checked(admin, officer, tmp_path):
    """The sheet, uploaded by the administrator and read."""
    path = xlsx(tmp_path / "旧台账.xlsx", [old_lead(row) for row in range(FIRST_ROW, FIRST_ROW + 200)])
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
