"""Paste to lead: the boxes filled from a text, each with its words; nothing saved before it is confirmed."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from chains.matching import company_keys
from chains.models import Alias
from core.models import Event
from leads.models import Lead, LeadSource
from tests.factories import NOON, CompanyFactory, LeadFactory, SegmentFactory, person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NAME = "苏州岚谷传感科技有限公司"
TEXT = (
    f"李科你好，我是{NAME}的陈一舟，我们想建一条气体传感器封装产线，总投资 3-5 亿元，"
    "需要 50 亩地和标准厂房 6000 平，另投 500 万美元，下周三来园区看看。我电话 138 0000 1234，"
    "同事周敏经理 139 0000 5678。"
)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def paste(browser, words=TEXT, **fields):
    headers = fields.pop("headers", {})
    return browser.post("/leads/new/paste/", {"text": words} | fields, headers=headers)


def box(page, name):
    """The value that the form holds in a box."""
    place = page.split(f'name="{name}"', 1)[1]
    if name == "intention":
        return place.split(">", 1)[1].split("</textarea>")[0].strip()
    return re.search(r'value="([^"]*)"', place)[1]


def beneath(page, name):
    """What stands beneath a box, as words."""
    part = page.split(f'id="id_{name}_said"', 1)[1].split("</div>", 1)[0]
    return re.sub(r"<[^>]+>|\s+", " ", part).replace("  ", " ")


def test_the_boxes_are_filled_each_with_its_words(browser):
    page = text(paste(browser))
    assert {
        name: box(page, name) for name in ("name", "contact", "investment_wan", "land_mu", "next_action_on")
    } == {
        "name": NAME,
        "contact": "陈一舟 13800001234",
        "investment_wan": "30000",
        "land_mu": "50",
        "next_action_on": "2025-06-18",
    }
    assert box(page, "intention").startswith("我们想建一条气体传感器封装产线")
    assert NAME in beneath(page, "name")
    assert "3-5 亿元" in beneath(page, "investment_wan")
    assert "按较小的数填" in beneath(page, "investment_wan")
    assert "下周三" in beneath(page, "next_action_on")
    assert "周敏 经理 13900005678" in beneath(page, "contact")
    assert f"<mark>{NAME}<small>企业</small></mark>" in page
    assert "“500 万美元”是外币，没有换算" in page
    assert "“6000 平”是厂房或办公面积" in page


def test_chain_and_segment_come_from_the_record(browser, sensor):
    segment = SegmentFactory(chain=sensor, name="封装")
    page = text(paste(browser))
    assert f'<option value="SENSOR:{segment.pk}" selected>' in page
    assert "传感器封装" in beneath(page, "place")


def test_nothing_is_saved_and_nothing_recorded(browser):
    before = Event.objects.count()
    paste(browser)
    assert (Lead.objects.count(), Event.objects.count()) == (0, before)


def test_the_answer_about_the_company_shows_at_once(browser, superhard):
    company = CompanyFactory(name=NAME, **company_keys(NAME))
    LeadFactory(company=company, chain=superhard)
    page = text(paste(browser))
    assert "已登记" in page
    assert f'<input type="hidden" name="answered" value="{NAME}">' in page


def test_a_name_on_record_is_recognized(browser):
    company = CompanyFactory(name="富耐克", name_key="富耐克", core_key="富耐克")
    Alias.objects.create(company=company, name="老富", name_key="老富头", core_key="老富头")
    page = text(paste(browser, "富耐克想扩产，再要 20 亩"))
    assert box(page, "name") == "富耐克"
    assert "这个名称已在企业库里" in beneath(page, "name")
    assert box(text(paste(browser, "老富头想扩产")), "name") == "老富头"


def test_what_was_typed_before_is_offered_and_not_lost(browser):
    page = text(
        paste(browser, name="旧名字有限公司", intention="先看看", form_token="0" * 32, visibility="TEAM")
    )
    assert "旧名字有限公司" in beneath(page, "name")
    assert "先看看" in beneath(page, "intention")
    assert box(page, "form_token") == "0" * 32
    assert '<option value="TEAM" selected>' in page
    kept = text(paste(browser, "好的收到", name="旧名字有限公司"))
    assert box(kept, "name") == "旧名字有限公司"
    assert "没有读出企业" in kept


def test_source_and_code_are_read_too(browser):
    page = text(paste(browser, f"走访时认识{NAME}，信用代码 91410100YT17GJ7J0J，想扩产"))
    assert f'<option value="{LeadSource.VISIT}" selected>' in page
    assert box(page, "uscc") == "91410100YT17GJ7J0J"
    assert '<details class="more" data-fold open>' in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "先把一段话粘贴进来"),
        ("  \n ", "先把一段话粘贴进来"),
        ("字" * 5001, "一次最多 5,000 字，现在是 5,001 字"),
    ],
)
def test_no_text_and_too_much_of_it_are_said_and_nothing_typed_is_lost(browser, words, sentence):
    response = paste(browser, words, name="旧名字有限公司")
    page = text(response)
    assert response.status_code == 422
    assert sentence in page
    assert box(page, "name") == "旧名字有限公司"
    assert words.strip() in page


def test_without_script_it_is_a_page_and_with_it_a_fragment(browser):
    page = text(browser.get("/leads/new/paste/"))
    assert "<html" in page
    assert '<details class="paste" data-paste open>' in page
    assert "<html" in text(paste(browser))
    fragment = text(paste(browser, headers=HTMX, panel="1"))
    assert fragment.lstrip().startswith('<div class="panel-inner')
    assert "data-panel-close" in fragment
    assert 'data-draft="lead" data-draft-fresh' in fragment


def test_the_filled_form_is_saved_by_the_ordinary_form(browser, sensor):
    page = text(paste(browser))
    fields = (
        "name",
        "intention",
        "contact",
        "investment_wan",
        "land_mu",
        "next_action_on",
        "form_token",
        "pasted",
    )
    values = {name: box(page, name) for name in fields}
    browser.post("/leads/new/", values | {"place": "SENSOR", "next_action_text": "看园区"})
    lead = Lead.objects.get()
    assert (str(lead.company), lead.investment_wan, lead.land_mu) == (NAME, 30000, 50)
    assert (lead.contact.name, lead.contact.phone) == ("陈一舟", "13800001234")
    assert str(lead.next_action_on) == "2025-06-18"


def test_the_words_stay_beneath_the_boxes_when_the_form_comes_back(browser):
    response = browser.post(
        "/leads/new/", {"name": NAME, "intention": "", "place": "SENSOR", "pasted": TEXT, "land_mu": "60"}
    )
    page = text(response)
    assert response.status_code == 422
    assert NAME in beneath(page, "name")
    assert "也可能是 50" in beneath(page, "land_mu")
    assert "原文" not in beneath(page, "land_mu")


def test_markup_in_the_text_is_text(browser):
    page = text(paste(browser, "<script>alert(1)</script>我是<b>苏州岚谷传感科技有限公司</b>的"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_who_may_not_log_leads_may_not_paste(signed_in, db):
    assert signed_in(person(Role.AUDITOR)).post("/leads/new/paste/", {"text": TEXT}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_record(browser, sensor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            paste(browser)
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        name = f"示例{number}传感器有限公司"
        CompanyFactory(name=name, **company_keys(name))
        SegmentFactory(chain=sensor)
    assert cost() == few
