"""The import pages, from upload to undo, with and without script."""

import io

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.actions.imports import work
from leads.models import ImportBatch, Lead
from tests.factories import NOON
from tests.sheets import CODE, csv_text, line

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ROWS = [
    line("晨星传感科技有限公司", uscc=CODE, money="500"),
    line("晨星传感科技股份有限公司", remark="再次来电"),
    line("远山光电有限公司", date="近期"),
]


@pytest.fixture(autouse=True)
def at_noon(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def send(browser, rows=ROWS, name="线索.csv", body=None):
    body = csv_text(rows).encode() if body is None else body
    return browser.post("/imports/upload/", {"file": SimpleUploadedFile(name, body)})


@pytest.fixture
def batch(browser):
    send(browser)
    work(at=NOON)
    return ImportBatch.objects.get()


def text(response):
    return response.content.decode()


def test_empty_list_says_what_to_do(browser):
    assert "还没有导入过" in text(browser.get("/imports/"))


def test_upload_leads_to_a_page_that_asks_again_until_it_is_read(browser):
    response = send(browser)
    batch = ImportBatch.objects.get()
    assert (response.status_code, response.url) == (302, f"/imports/{batch.pk}/")
    waiting = text(browser.get(response.url))
    assert "正在读取" in waiting
    assert 'hx-trigger="every 1s"' in waiting

    work(at=NOON)

    fragment = text(browser.get(response.url, headers=HTMX))
    assert "<html" not in fragment
    assert 'hx-trigger="every 1s"' not in fragment
    assert "导入 2 行" in fragment


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("线索.xlsx", b"<html></html>", "这个文件其实是网页（HTML）"),
        ("线索.xlsx", b"PK\x03\x04abc", "文件不完整或已损坏"),
        ("线索.doc", b"x", "只能导入"),
    ],
)
def test_a_refused_file_is_said_so_at_its_field(browser, name, body, sentence):
    response = send(browser, name=name, body=body)

    assert response.status_code == 422
    assert sentence in text(response)
    assert not ImportBatch.objects.exists()


def test_tabs_show_problems_duplicates_and_what_can_be_imported(browser, batch):
    url = batch.get_absolute_url()

    problems = text(browser.get(url))
    assert "“首次对接日期”里的“近期”不是一个日期" in problems
    duplicates = text(browser.get(f"{url}?tab=duplicates"))
    assert "去掉组织形式后名称相同" in duplicates
    assert "第 2 行" in duplicates
    ready = text(browser.get(f"{url}?tab=ready"))
    assert ready.count("晨星传感科技有限公司") == 2


def test_a_choice_answers_with_its_row(browser, batch):
    row = batch.rows.get(row=3)

    answer = browser.post(f"/imports/{batch.pk}/rows/{row.pk}/", {"choice": "LEAD"}, headers=HTMX)

    assert '<option value="LEAD" selected>' in text(answer)
    assert text(answer).strip().startswith("<tr")
    row.refresh_from_db()
    assert (row.choice, row.outcome) == ("LEAD", "LEAD")


def test_columns_are_corrected(browser, batch):
    page = text(browser.get(f"/imports/{batch.pk}/columns/"))
    assert "表头在第 1 行" in page

    wrong = browser.post(f"/imports/{batch.pk}/columns/", {"0-0": "", "0-1": "uscc"})
    assert wrong.status_code == 422
    assert "请指定哪一列是企业名称" in text(wrong)
    twice = browser.post(f"/imports/{batch.pk}/columns/", {"0-0": "name", "0-1": "name"})
    assert "选给了不止一列" in text(twice)

    browser.post(f"/imports/{batch.pk}/columns/", {"0-0": "name"})
    work(at=NOON)
    batch.refresh_from_db()
    assert batch.counts["invalid_rows"] == 0


def test_import_then_result_errors_and_undo(browser, batch):
    url = batch.get_absolute_url()
    browser.post(f"{url}start/")
    assert "已排队" in text(browser.get(url))
    work(at=NOON)

    done = text(browser.get(url))
    assert "撤销导入" in done
    assert "晨星传感科技有限公司" in text(browser.get("/leads/?light=missing"))
    assert 'href="/leads/?owner=me&amp;status=open&amp;light=missing"' in done
    assert Lead.objects.present().count() == 1
    errors = browser.get(f"{url}errors/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(errors.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:3] == ["原因", "原表位置", "企业名称"]
    assert sheet["C2"].value == "远山光电有限公司"
    assert "attachment" in errors["Content-Disposition"]

    browser.post(f"{url}undo/")

    assert not Lead.objects.present().exists()
    undone = text(browser.get(url))
    assert "1 条线索、1 家企业已收回" in undone
    assert "撤销导入" not in undone


def test_a_later_day_offers_no_undo(browser, batch):
    url = batch.get_absolute_url()
    browser.post(f"{url}start/")
    work(at=NOON)

    with time_machine.travel(NOON.replace(day=13), tick=False):
        browser.cookies.clear()
        assert not ImportBatch.objects.get().can_be_undone(NOON.replace(day=13))


def test_template_is_read_back_with_every_column_known(browser, tmp_path):
    from leads.intake.fields import Field
    from leads.intake.planning import read_sheet

    path = tmp_path / "模板.xlsx"
    path.write_bytes(b"".join(browser.get("/imports/template/").streaming_content))

    table = read_sheet(path, path.name, on=NOON.date()).tables[0]

    assert [column.field for column in table.columns] == list(Field)


def test_markup_in_a_sheet_is_shown_as_text(browser):
    evil = '"><img src=x onerror=window.__x=1>'
    send(browser, [line(f"{evil}有限公司", date=evil)])
    work(at=NOON)

    page = text(browser.get(ImportBatch.objects.get().get_absolute_url()))

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_strangers_see_no_batch(signed_in, outsider, batch):
    stranger = signed_in(outsider)

    assert "线索.csv" not in text(stranger.get("/imports/"))
    assert stranger.get(batch.get_absolute_url()).status_code == 404
    assert stranger.post(f"{batch.get_absolute_url()}start/").status_code == 404


def test_queries_do_not_grow_with_the_sheet(browser, django_assert_max_num_queries):
    send(browser, [line(f"晨星{number}号科技有限公司") for number in range(120)])
    work(at=NOON)

    with django_assert_max_num_queries(14):
        page = text(browser.get(f"{ImportBatch.objects.get().get_absolute_url()}?tab=ready"))
    assert "第 1 页，共 3 页" in page
