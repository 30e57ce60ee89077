"""Paste to lead with the keyboard alone, on both widths; the draft survives."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from leads.models import Lead
from tests.factories import SegmentFactory, person

NAME = "苏州岚谷传感科技有限公司"
TEXT = (
    f"李科你好，我是{NAME}的陈一舟，我们想建一条气体传感器产线，总投资 3-5 亿元，"
    "需要 50 亩地和标准厂房 6000 平。我电话 138 0000 1234，同事周敏经理 139 0000 5678。"
)


@pytest.fixture
def officer(sensor):
    SegmentFactory(chain=sensor, name="封装")
    return person(Role.STAFF, chains=[sensor.code], name="李沐")


@pytest.fixture
def page(visitor, officer):
    arrived = visitor()
    arrived.sign_in(officer)
    arrived.go("/leads/")
    return arrived.page


def tab_to(page, selector, most=40):
    """Press Tab until the thing is focused, as somebody without a mouse would."""
    for _press in range(most):
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def read_in(page):
    page.keyboard.press("n")
    page.wait_for_selector("#panel[open]")
    page.keyboard.press("Shift+Tab")
    tab_to(page, ".paste summary")
    page.keyboard.press("Enter")
    expect(page.locator("#paste-text")).to_be_focused()
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".pasted")


def test_a_paragraph_becomes_a_lead_without_the_mouse(page, officer):
    read_in(page)
    expect(page.locator("#id_name")).to_be_focused()
    assert page.input_value("#id_name") == NAME
    assert page.input_value("#id_contact") == "陈一舟 13800001234"
    assert page.input_value("#id_investment_wan") == "30000"
    assert not Lead.objects.exists()
    tab_to(page, "[data-fill='#id_contact']")
    page.keyboard.press("Enter")
    assert page.input_value("#id_contact") == "周敏 经理 13900005678"
    assert page.evaluate("document.activeElement.id") == "id_contact"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#panel:not([open])", state="attached")
    lead = Lead.objects.get()
    assert (str(lead.company), lead.owner, lead.land_mu) == (NAME, officer, 50)
    assert (lead.contact.name, lead.contact.phone) == ("周敏", "13900005678")


def test_the_filled_form_survives_a_reload_and_is_forgotten_once_saved(page):
    read_in(page)
    expect(page.locator("#panel [data-draft-state]").first).to_contain_text("草稿已存")
    page.reload()
    page.keyboard.press("n")
    page.wait_for_selector("#panel[open]")
    expect(page.locator("#id_name")).to_have_value(NAME)
    assert page.input_value("#id_land_mu") == "50"
    assert page.input_value("#paste-text") == TEXT
    page.focus("#id_contact")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#panel:not([open])", state="attached")
    page.keyboard.press("n")
    page.wait_for_selector("#panel[open]")
    assert page.input_value("#id_name") == ""
    assert page.input_value("#paste-text") == ""


def test_what_was_typed_before_is_kept_where_the_text_says_nothing(page):
    page.keyboard.press("n")
    page.wait_for_selector("#panel[open]")
    page.fill("#id_contact", "老王 13711112222")
    page.focus(".paste summary")
    page.keyboard.press("Enter")
    expect(page.locator("#paste-text")).to_be_focused()
    page.keyboard.insert_text("墨川储能想要块地，三十亩")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".pasted")
    assert page.input_value("#id_name") == "墨川储能"
    assert page.input_value("#id_contact") == "老王 13711112222"


def test_enter_in_a_box_saves_and_does_not_read_the_text_again(page):
    read_in(page)
    page.focus("#id_contact")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([open])", state="attached")
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("width", "dark"), [("desktop", False), ("desktop", True), ("phone", False), ("phone", True)]
)
def test_the_filled_form_is_accessible_and_fits(visitor, officer, width, dark):
    arrived = visitor(width=width, dark=dark)
    arrived.sign_in(officer)
    arrived.go("/leads/new/paste/")
    arrived.page.fill("#paste-text", TEXT)
    arrived.page.click("[data-read]")
    arrived.page.wait_for_selector(".pasted")
    assert arrived.violations() == []
    assert arrived.overflow() == 0
    assert arrived.errors == []
    assert arrived.outside == []
