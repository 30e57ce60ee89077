"""U14 as the administrator lives it: 200 old leads come in out of a workbook, the page says of each row that
makes no lead why, and all can be taken back."""

import datetime as dt
import io
import re

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, connection
from playwright.sync_api import expect

from accounts.roles import Role
from leads.models import Lead
from leads.tasks import run_imports
from tests.factories import NOON, person
from tests.old_leads import KNOWN, WRONG_ROWS, deal_with_known, old_lead, old_sheet

DAY = dt.timedelta(hours=24)
NOTE_OF_ROW_12 = "第 10 条旧台账"
FAULT = "统一社会信用代码“{}”的第 18 位校验不对，请对照营业执照改正。"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def guest(clock, visitor, admin, sensor, settings, tmp_path):
    """The administrator at a screen, while an officer deals with 11 of the companies already."""
    settings.DATA_DIR = tmp_path
    deal_with_known(person(Role.STAFF, chains=[sensor.code], name="李沐"), sensor)
    guest = visitor()
    guest.sign_in(admin)
    yield guest
    assert guest.errors == guest.outside == []


def let_it_work(guest):
    """Nobody watches while it works: in a test on SQLite the page would look into the open transaction."""
    guest.go("/imports/")
    run_imports()
    guest.page.get_by_role("link", name="旧台账.xlsx").click()
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("旧台账.xlsx")


def upload(guest, folder):
    page = guest.page
    guest.go("/imports/")
    page.set_input_files("input[type=file]", old_sheet(folder))
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator("#import-batch")).to_contain_text("正在读取")
    let_it_work(guest)
    expect(page.get_by_role("button", name="导入 194 行")).to_be_visible()


def confirm(guest):
    guest.page.get_by_role("button", name="导入 194 行").click()
    expect(guest.page.locator("#import-batch")).to_contain_text("已排队")
    let_it_work(guest)


def strip(page):
    """{what is counted: how many} of the strip above the rows."""
    boxes = page.locator("dl.strip > div").all()
    return {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes}


def rows(page, tab, count):
    """The cells of the rows under a tab, as they can be read."""
    page.get_by_role("navigation", name="检查结果").get_by_role("link", name=tab).click()
    expect(page.locator("nav.views [aria-current=page]")).to_contain_text(tab)
    found = page.locator("#import-rows tbody tr")
    expect(found).to_have_count(count)
    return [[" ".join(cell.inner_text().split()) for cell in row.locator("td").all()] for row in found.all()]


def leads_listed(guest, count):
    guest.go("/leads/")
    expect(guest.page.locator("#lead-count")).to_have_text(re.compile(rf"^\s*{count} 条"))


def timeline_of_row_12(guest):
    """That of the lead which the row joins."""
    guest.go(Lead.objects.get(company__name=KNOWN[12][0]).get_absolute_url())
    return expect(guest.page.locator("#timeline"))


def check_rejected(page):
    expected = [[str(row), old_lead(row)[0], FAULT.format(old_lead(row)[1])] for row in WRONG_ROWS]
    assert rows(page, "有问题", 6) == expected


def check_merged(page):
    merged = rows(page, "重复", 11)
    assert {int(cells[0]): cells[2] for cells in merged} == {
        row: f"{name} 已登记" for row, (name, _written, _has_code) in KNOWN.items()
    }
    for row, _said, _of, why, _fate in merged:
        sureness, reasons = why.split()
        has_code = KNOWN[int(row)][2]
        assert sureness in ({"确定"} if has_code else {"确定", "很可能"})
        assert ("统一社会信用代码相同" in reasons) == has_code


def rejected_rows_of_the_file(page):
    with page.expect_download() as download:
        page.get_by_role("link", name="下载有问题的行").click()
    file = io.BytesIO(download.value.path().read_bytes())
    sheet = openpyxl.load_workbook(file).active
    return [row[1].value for row in sheet.iter_rows(min_row=2)]


def test_183_come_in_17_are_explained_row_by_row_and_all_can_be_taken_back(guest, tmp_path):
    page = guest.page
    upload(guest, tmp_path)
    counts = {"数据行": "200", "新线索": "183", "并入已有线索": "11", "新企业": "183", "有问题": "6"}
    assert strip(page) == counts
    check_rejected(page)
    check_merged(page)
    address = page.url.removeprefix(guest.base).partition("?")[0]
    leads_listed(guest, 11)  # so far it was a look

    guest.go(address)
    confirm(guest)
    expect(page.get_by_role("button", name="撤销导入")).to_be_visible()
    assert strip(page) == counts
    check_rejected(page)
    check_merged(page)
    assert rejected_rows_of_the_file(page) == [f"线索 {row}" for row in WRONG_ROWS]
    leads_listed(guest, 194)
    timeline_of_row_12(guest).to_contain_text(NOTE_OF_ROW_12)

    guest.go(address)
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("#import-batch")).to_contain_text("撤销：183 条线索、183 家企业已收回。")
    expect(page.get_by_role("button", name="撤销导入")).to_have_count(0)
    leads_listed(guest, 11)
    timeline_of_row_12(guest).not_to_contain_text(NOTE_OF_ROW_12)


def test_when_writing_fails_in_the_middle_the_page_says_that_nothing_was_written(guest, tmp_path):
    def full(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "leads_followup" in sql:  # companies and leads are written by then
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    upload(guest, tmp_path)
    with connection.execute_wrapper(full):
        confirm(guest)
    expect(guest.page.locator("#import-batch")).to_contain_text(
        "导入时出错，没有写入任何内容。请把文件交给管理员。"
    )
    leads_listed(guest, 11)


def test_a_day_later_the_way_back_is_closed(guest, clock, admin, tmp_path):
    upload(guest, tmp_path)
    confirm(guest)
    undo = guest.page.get_by_role("button", name="撤销导入")
    expect(undo).to_be_visible()
    address = guest.page.url

    clock.move_to(NOON + DAY + dt.timedelta(seconds=1))
    guest.sign_in(admin)
    guest.page.goto(address)
    expect(guest.page.locator("#import-batch")).to_contain_text("已导入")
    expect(undo).to_have_count(0)
    leads_listed(guest, 194)
