"""The comparison of land supply as a page: the figures of the story, refusals that keep what was typed."""

import re
import time

import pytest
from django.urls import reverse

from accounts.roles import Role
from land.comparison import comparison
from tests.factories import person
from tests.pure.test_costing import WORKED

PATH = "/land/compare/"
STORY = {"area": "50", "price50": "45", "rent": "1.8", "cap_rate": "6", "discount": "6"}


@pytest.fixture
def mine(client):
    client.force_login(person(Role.STAFF))
    return client


def text(response):
    return response.content.decode()


def row(page, label):
    """The amounts of one line of the first table."""
    line = re.search(rf'<tr><th scope="row">{label}.*?</tr>', page, re.DOTALL)[0]
    return re.findall(r">([\d,]+(?:\.\d+)?|不适用)<", line.replace('<small class="low">最低</small>', ""))


@pytest.mark.django_db
def test_the_page_shows_the_table_of_the_story(mine):
    page = text(mine.get(PATH, STORY))
    assert row(page, "首年支出") == ["2,250.00", "1,637.33", "90.00", "90.00", "90.00"]
    assert row(page, "年均成本 EAC") == ["142.75", "142.75", "125.36", "112.39", "95.40"]
    assert row(page, "现值 NPV") == ["2,250.00", "1,637.33", "1,437.87", "1,289.10", "1,094.23"]
    assert row(page, "总支出") == ["2,250.00", "1,637.33", "1,836.42", "1,637.33", "1,800.00"]
    assert row(page, "土地权利年限") == ["50", "20", "20", "20", "20"]
    assert row(page, "第 20 年末剩余价值") == ["1,964.92", "0.00", "0.00", "0.00", "0.00"]
    assert row(page, "转出让未通过的损失") == ["不适用", "不适用", "450.00", "450.00", "不适用"]
    assert "以公开出让结果为准" in page
    assert "K(15) = 0.616187" in page


@pytest.mark.django_db
def test_the_least_of_a_line_is_marked_where_they_differ(mine):
    page = text(mine.get(PATH, STORY))
    line = re.search(r'<tr><th scope="row">总支出.*?</tr>', page, re.DOTALL)[0]
    assert line.count("最低") == 2
    years = re.search(r'<tr><th scope="row">土地权利年限.*?</tr>', page, re.DOTALL)[0]
    assert "最低" not in years


@pytest.mark.django_db
def test_without_numbers_the_page_says_what_to_fill_in(mine):
    page = text(mine.get(PATH))
    assert "还没有可比的数" in page
    assert "<table" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lease_years": "6", "grant_years": "45"}, "先租 6 年再出让 45 年，合计 51 年，最长 50 年。"),
        ({"long_lease_years": "21"}, "租赁年限 21 年，最长 20 年。"),
        ({"flex_years": "50"}, "出让年限 50 年，最长 49 年。"),
    ],
)
def test_a_form_that_no_rule_allows_is_left_out_with_its_reason(mine, change, sentence):
    response = mine.get(PATH, STORY | change)
    assert response.status_code == 200
    assert sentence in text(response)
    assert "首年支出" in text(response)


@pytest.mark.django_db
def test_a_warning_does_not_stop(mine):
    page = text(mine.get(PATH, STORY | {"lease_years": "6", "grant_years": "14"}))
    assert "先租年限 6 年，超过通常的 5 年。" in page
    assert row(page, "土地权利年限") == ["50", "20", "20", "20", "20"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"area": "五十"}, "输入一个数字"),
        ({"area": "0"}, "0.0001"),
        ({"discount": "-1"}, "大于或等于"),
        ({"granted_area": "60"}, "租让结合时，出让面积要大于 0 并小于总面积。"),
    ],
)
def test_wrong_input_is_said_and_kept(mine, change, sentence):
    response = mine.get(PATH, STORY | change)
    page = text(response)
    assert sentence in page
    assert f'value="{next(iter(change.values()))}"' in page


@pytest.mark.django_db
def test_a_part_granted_is_a_sixth_column(mine):
    page = text(mine.get(PATH, STORY | {"granted_area": "20"}))
    assert len(row(page, "首年支出")) == 6
    assert "租让结合" in page


@pytest.mark.django_db
def test_a_script_gets_the_table_alone(mine):
    response = mine.get(PATH, STORY, headers={"HX-Request": "true"})
    assert text(response).startswith('<section id="comparison"')
    assert response.headers["Vary"].count("HX-Request") == 1


@pytest.mark.django_db
def test_the_way_there_stands_in_the_frame(mine):
    assert f'href="{reverse("land:compare")}"' in text(mine.get("/"))


def test_the_sensitivity_holds_the_figures_of_today():
    found = comparison(WORKED)
    now = [amounts for group in found["sensitivity"] for _label, amounts, is_now in group["rows"] if is_now]
    assert now == [[column.option.eac for column in found["columns"]]] * 2


def test_a_change_is_reckoned_within_a_tenth_of_a_second():
    began = time.perf_counter()
    for _time in range(10):
        comparison(WORKED)
    assert (time.perf_counter() - began) / 10 < 0.1
