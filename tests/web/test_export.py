"""The export holds exactly what the list holds, masked alike; an invalid filter gives no file."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from accounts.actions import choose_columns
from accounts.roles import Role
from core import history
from leads import exports
from leads.lead_columns import COLUMNS
from leads.stages import LeadStatus
from tests.factories import NOON, CompanyFactory, ContactFactory, LeadFactory, TeamFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def body(response):
    return b"".join(response.streaming_content)


def csv_rows(response):
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def xlsx_rows(response):
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    heads, *rows = book.active.iter_rows()
    return [dict(zip((head.value for head in heads), row, strict=True)) for row in rows]


def lead_of(owner, chain, name, **fields):
    contact = ContactFactory(company=CompanyFactory(name=name), phone="13900001111")
    return LeadFactory(company=contact.company, contact=contact, owner=owner, chain=chain, **fields)


@pytest.fixture
def leads(staff, sensor, superhard):
    other = person(Role.STAFF, team=TeamFactory())
    return [
        lead_of(staff, sensor, "甲有限公司", investment_wan=Decimal("1234.50"), title="=1+1"),
        lead_of(staff, sensor, "乙有限公司", status=LeadStatus.INVALID),
        lead_of(other, sensor, "丙有限公司", title="+86 139 0000 1111"),
        lead_of(other, superhard, "丁有限公司"),
    ]


@pytest.mark.parametrize(
    "query", ["", "owner=any", "status=open", "q=有限&sort=-investment", "chain=SUPERHARD"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_what_the_list_holds_in_its_order(signed_in, staff, leads, kind, query):
    browser = signed_in(staff)
    shown = [row.company for row in browser.get(f"/leads/?{query}").context["page"].rows]
    response = browser.get(f"/leads/export/{kind}/?{query}")
    if kind == "csv":
        assert [row["企业"] for row in csv_rows(response)] == shown
    else:
        assert [row["企业"].value for row in xlsx_rows(response)] == shown


def test_numbers_of_phones_only_to_those_entitled(signed_in, staff, leads):
    phones = {
        row["企业"]: row["电话"] for row in csv_rows(signed_in(staff).get("/leads/export/csv/all/?owner=any"))
    }
    assert phones == {"甲有限公司": "13900001111", "乙有限公司": "13900001111", "丙有限公司": "139****1111"}


def test_an_auditor_gets_no_number(signed_in, leads):
    browser = signed_in(person(Role.AUDITOR))
    for kind in ("csv", "xlsx"):
        rows = (csv_rows if kind == "csv" else xlsx_rows)(browser.get(f"/leads/export/{kind}/all/?owner=any"))
        phones = {row["电话"] if kind == "csv" else row["电话"].value for row in rows}
        assert phones == {"139****1111"}


def test_no_cell_is_a_formula(signed_in, staff, leads):
    browser = signed_in(staff)
    titles = {row["事项"] for row in csv_rows(browser.get("/leads/export/csv/?owner=any"))}
    assert titles == {"'=1+1", "", "+86 139 0000 1111"}
    rows = xlsx_rows(browser.get("/leads/export/xlsx/?owner=any"))
    assert {row["事项"].value for row in rows} == {"=1+1", None, "+86 139 0000 1111"}
    assert {cell.data_type for row in rows for cell in row.values()} <= {"s", "n", "d"}


def test_amounts_are_numbers_and_days_are_days(signed_in, staff, leads):
    row = next(
        row
        for row in xlsx_rows(signed_in(staff).get("/leads/export/xlsx/"))
        if row["企业"].value == "甲有限公司"
    )
    assert row["预计投资（万元）"].value == 1234.5
    assert row["下次跟进"].value.date() == leads[0].next_action_on


@pytest.mark.parametrize("address", ["csv/?status=WRONG", "xlsx/?investment_min=x", "pdf/?owner=any"])
def test_an_invalid_filter_gives_no_file(signed_in, staff, leads, address):
    response = signed_in(staff).get(f"/leads/export/{address}")
    assert response.status_code == 400
    assert "Content-Disposition" not in response
    assert "甲有限公司" not in response.content.decode()
    assert not history.of(staff).exists()


def test_too_many_rows_are_refused_with_the_reason(signed_in, staff, leads, monkeypatch):
    monkeypatch.setattr("leads.views.exports.LIMIT", 1)
    response = signed_in(staff).get("/leads/export/csv/?owner=any")
    assert response.status_code == 400
    assert "有 3 条，一次最多导出 1 条" in response.content.decode()


def test_an_export_is_on_record_with_count_and_filter(signed_in, staff, leads):
    body(signed_in(staff).get("/leads/export/csv/?status=open&owner=me"))
    event = history.of(staff).get()
    assert (event.verb, event.at) == ("export_leads", NOON)
    assert event.data == {"kind": "csv", "rows": 1, "chosen": "负责人 我；状态 未关闭"}


def test_the_file_has_the_columns_of_the_list_in_their_order(signed_in, staff, leads):
    choose_columns(by=staff, list_name="leads", columns=["company", "unit", "grade", "logged"])
    row = csv_rows(signed_in(staff).get("/leads/export/csv/"))[0]
    assert list(row) == ["企业", "事项", "单位", "等级", "登记时间"]


def test_all_columns_are_there_whatever_the_list_shows(signed_in, staff, leads):
    choose_columns(by=staff, list_name="leads", columns=["company", "grade"])
    row = csv_rows(signed_in(staff).get("/leads/export/csv/all/"))[0]
    assert list(row) == [str(column.label) for column in exports.COLUMNS]


def test_every_column_of_the_list_is_in_the_file():
    assert set(COLUMNS) == {column.key for column in exports.COLUMNS} - {""}


def test_every_column_has_a_head_of_its_own():
    heads = [str(column.label) for column in exports.COLUMNS]
    assert len(heads) == len(set(heads))
