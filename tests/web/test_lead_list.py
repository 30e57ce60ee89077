"""The lead list: page and fragment, chips, count, errors, empty states, number of queries, masked numbers."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.models import Grade
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory, SegmentFactory, TeamFactory, person

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true", "HX-Target": "lead-list"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def test_a_row_says_what_and_when(browser, staff, sensor):
    segment = SegmentFactory(chain=sensor, name="设计")
    LeadFactory(
        company=CompanyFactory(name="曜芯微电子有限公司", short_name="曜芯微"),
        chain=sensor,
        segment=segment,
        owner=staff,
        title="毫米波雷达芯片",
        grade=Grade.A,
        investment_wan=Decimal(22_000),
        next_action_text="补充尽调资料",
        next_action_on=TODAY - dt.timedelta(days=2),
    )
    page = text(browser.get("/leads/"))
    for said in (
        "曜芯微",
        "毫米波雷达芯片",
        "传感器 · 设计",
        "22,000",
        "补充尽调资料",
        "逾期 2 天",
        "跟进中",
        "李沐",
    ):
        assert said in page
    assert "1 条，预计投资合计 2.20 亿元" in page


def test_what_people_typed_is_shown_as_text(browser, staff, sensor):
    evil = '"><img src=x onerror=alert(1)>'
    company = CompanyFactory(name=f"甲{evil}", short_name=f"乙{evil}")
    LeadFactory(company=company, chain=sensor, owner=staff, title=evil, next_action_text=evil)
    page = text(browser.get("/leads/?q=&owner=me"))
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_lead_without_next_step_says_so(browser, staff, sensor):
    LeadFactory(chain=sensor, owner=staff, next_action_on=None)
    assert "无下一步" in text(browser.get("/leads/?owner=me&light=missing"))


def test_htmx_gets_the_fragment_and_the_address(browser, staff, sensor):
    LeadFactory(chain=sensor, owner=staff)
    response = browser.get("/leads/?status=open&unknown=1&grade=", headers=FRAGMENT)
    said = text(response)
    assert said.lstrip().startswith('<div id="lead-list"')
    assert "<html" not in said
    assert 'hx-swap-oob="innerHTML:#lead-count"' in said
    assert response["HX-Push-Url"] == "/leads/?status=open"
    assert "HX-Request" in response["Vary"]


def test_another_page_gets_the_list_without_chips_and_keeps_its_address(browser, staff, sensor):
    LeadFactory(chain=sensor, owner=staff)
    response = browser.get("/leads/?owner=any", headers={"HX-Request": "true", "HX-Target": "company-leads"})
    assert "hx-swap-oob" not in text(response)
    assert "HX-Push-Url" not in response


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_an_invalid_filter_shows_the_error_and_no_row(browser, staff, sensor, headers):
    LeadFactory(company=CompanyFactory(name="不该出现有限公司"), chain=sensor, owner=staff)
    response = browser.get("/leads/?investment_min=abc", headers=headers)
    assert response.status_code == 422
    assert "不该出现" not in text(response)
    assert "筛选条件有误" in text(response)
    assert "HX-Push-Url" not in response


def test_an_empty_list_says_which_filter_to_drop(browser, staff, sensor):
    LeadFactory.create_batch(2, chain=sensor, owner=staff)
    page = text(browser.get("/leads/?owner=me&status=NEW"))
    assert "没有符合条件的线索" in page
    assert "去掉“状态 待响应”，有 2 条。" in page


def test_an_empty_zone_says_what_to_do(browser):
    page = text(browser.get("/leads/?owner=any"))
    assert "没有可见的线索" in page
    assert "/leads/new/" in page


def test_a_stranger_sees_none_of_the_rows(signed_in, outsider, sensor):
    LeadFactory(chain=sensor, company=CompanyFactory(name="保密示例有限公司"))
    page = text(signed_in(outsider).get("/leads/?owner=any"))
    assert "保密示例" not in page


def test_the_sorted_head_says_so_and_sorts_the_other_way(browser, staff, sensor):
    LeadFactory(chain=sensor, owner=staff)
    page = text(browser.get("/leads/?owner=me&sort=investment"))
    assert 'aria-sort="ascending"' in page
    assert "/leads/?owner=me&amp;sort=-investment" in page


def test_paging_keeps_the_filter(browser, staff, sensor):
    LeadFactory.create_batch(51, chain=sensor, owner=staff, company=CompanyFactory())
    page = text(browser.get("/leads/?owner=me"))
    assert "1–50，共 51 条" in page
    assert "/leads/?owner=me&amp;page=2" in page
    assert "51–51，共 51 条" in text(browser.get("/leads/?owner=me&page=2"))


def test_the_filter_panel_is_a_fragment_and_a_page(browser, staff, superhard):
    panel = text(browser.get("/leads/filter/?owner=any&chain=SUPERHARD", headers=FRAGMENT))
    assert panel.lstrip().startswith('<form class="filter-form"')
    assert 'value="SUPERHARD"' in panel
    assert "李沐" in panel
    assert "<html" in text(browser.get("/leads/filter/"))


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_the_number_of_queries_does_not_grow_with_the_rows(browser, staff, sensor, headers):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/leads/?status=open&owner={staff.pk}", headers=headers)
        return len(captured)

    for _ in range(3):
        LeadFactory(chain=sensor, owner=staff, segment=SegmentFactory(chain=sensor))
    few = queries()
    for _ in range(27):
        LeadFactory(chain=sensor, owner=staff, segment=SegmentFactory(chain=sensor))
    assert queries() == few <= 12


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN])
def test_management_accounts_are_refused_with_the_reason(signed_in, role):
    response = signed_in(person(role)).get("/leads/")
    assert response.status_code == 403
    assert "看不到招商业务数据" in text(response)


def test_english_names_of_chains(signed_in, staff, sensor):
    staff.language = "en"
    staff.save(update_fields=["language"])
    LeadFactory(chain=sensor, owner=staff)
    assert "Sensors" in text(signed_in(staff).get("/leads/"))


def test_a_leader_opens_on_all_that_is_open(signed_in, sensor):
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code], team=TeamFactory())
    LeadFactory(chain=sensor, company=CompanyFactory(name="在办示例有限公司"))
    LeadFactory(chain=sensor, company=CompanyFactory(name="无效示例有限公司"), status=LeadStatus.INVALID)
    page = text(signed_in(leader).get("/leads/"))
    assert "在办示例" in page
    assert "无效示例" not in page


def test_search_box_of_the_list_keeps_the_other_filters(signed_in, staff):
    page = signed_in(staff).get("/leads/?owner=me&status=NEW&status=FOLLOWING&q=光电").content.decode()
    kept = re.findall(r'<input type="hidden" form="list-search" name="(\w+)" value="(\w+)">', page)
    assert kept == [("owner", "me"), ("status", "NEW"), ("status", "FOLLOWING")]
