"""An officer without a mouse: thirty overdue leads, and a table like a sheet."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from leads.light import Light
from leads.models import FollowUp, Lead
from tests.factories import PASSWORD, ChainFactory, LeadFactory, person

OVERDUE = 30
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(db):
    return person(Role.STAFF, chains=[ChainFactory().code], name="李沐")


@pytest.fixture
def overdue(officer):
    """Thirty leads, each a day more overdue than the next."""
    today = timezone.localdate()
    return [
        LeadFactory(owner=officer, title=f"第 {number} 条", next_action_on=today - (OVERDUE - number) * DAY)
        for number in range(OVERDUE)
    ]


def tab_to(page, selector):
    """Tab until what `selector` names has the focus, as a person does who sees where the ring is."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def sign_in_by_keyboard(guest, user):
    page = guest.page
    guest.go("/accounts/login/")
    if page.evaluate("document.activeElement.name") != "login":
        tab_to(page, "input[name=login]")
    page.keyboard.type(user.username)
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def test_thirty_overdue_leads_without_a_mouse(visitor, officer, overdue):
    guest = visitor()
    page = guest.page
    sign_in_by_keyboard(guest, officer)
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/leads/")
    tab_to(page, '[href*="light=overdue"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**light=overdue**")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(OVERDUE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    for number, lead in enumerate(overdue):
        page.wait_for_url(f"**/leads/{lead.pk}/?in=**")
        expect(page.locator("#lead-place")).to_contain_text(f"第 1 条，共 {OVERDUE - number} 条")
        page.keyboard.press("r")
        page.keyboard.type(f"电话里谈了第 {number} 条")
        if number == 0:  # Esc leaves the box, what was written stays, and the single keys are keys again
            page.keyboard.press("Escape")
            page.keyboard.press("r")
        tab_to(page, "[name=next_action_text]")
        page.keyboard.type("发厂房清单")
        tab_to(page, "[name=next_action_on]")  # a week from today already stands there
        page.keyboard.press("Control+Enter")
        expect(page.locator(".log li").first).to_contain_text(f"电话里谈了第 {number} 条")
        expect(page.locator(".log-page")).to_be_focused()
        page.keyboard.press("]")

    expect(page.locator("[data-step]")).to_have_count(0)
    assert not Lead.objects.showing(Light.OVERDUE, timezone.localdate()).exists()
    assert FollowUp.objects.filter(by=officer).count() == OVERDUE
    assert guest.errors == []


@pytest.fixture
def at_list(visitor, officer):
    """An officer before three leads of his."""
    today = timezone.localdate()
    leads = [
        LeadFactory(owner=officer, title=f"第 {number} 条", next_action_on=today + number * DAY)
        for number in range(3)
    ]
    guest = visitor()
    guest.sign_in(officer)
    guest.go("/leads/")
    guest.leads = leads
    return guest


def box(page, name):
    found = page.locator(f"td.is-open [name={name}]")
    expect(found).to_be_focused()
    return found


def test_e_type_enter_and_on_to_the_next_row(at_list):
    page = at_list.page
    page.keyboard.press("j")
    for number, lead in enumerate(at_list.leads):
        page.keyboard.press("e")
        box(page, "next_action_text")
        page.keyboard.type(f"约见面 {number}")
        page.keyboard.press("Enter")
        cell = page.locator("tbody tr").nth(number).locator("[data-col=step]")
        expect(cell).to_contain_text(f"约见面 {number}")
        expect(cell.locator(".saved")).to_have_text("已保存")
        below = page.locator("tbody tr").nth(min(number + 1, 2)).locator("[data-col=step] a.cell")
        expect(below).to_be_focused()
        lead.refresh_from_db()
        assert (lead.next_action_text, lead.version) == (f"约见面 {number}", 2)
    expect(page.locator("p[role=status]")).to_have_text("已保存")
    assert at_list.errors == []


def test_what_is_typed_before_the_cell_opens_is_not_lost(at_list):
    page = at_list.page
    page.keyboard.press("j")
    page.route("**/cell/**", lambda route: page.wait_for_timeout(200) or route.continue_())
    page.keyboard.type("enew")  # e opens; the rest would be keys of their own
    expect(box(page, "next_action_text")).to_have_value("new")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_tab_saves_and_goes_to_the_next_cell_and_escape_restores(at_list):
    page = at_list.page
    lead = at_list.leads[0]
    page.keyboard.press("j")
    page.keyboard.press("e")
    box(page, "next_action_text")
    page.keyboard.type("补材料")
    page.keyboard.press("Tab")
    box(page, "next_action_on").fill((timezone.localdate() + 9 * DAY).isoformat())
    page.keyboard.press("Escape")
    due = page.locator("tbody tr").first.locator("[data-col=due]")
    expect(due).to_have_text("今天")
    expect(due.locator("a.cell")).to_be_focused()
    lead.refresh_from_db()
    assert (lead.next_action_text, lead.next_action_on) == ("补材料", timezone.localdate())


def test_a_refusal_stays_in_the_cell_with_its_reason(at_list):
    page = at_list.page
    lead = at_list.leads[0]
    page.keyboard.press("j")
    page.keyboard.press("e")
    box(page, "next_action_text")
    page.keyboard.press("Tab")
    box(page, "next_action_on").fill((timezone.localdate() - DAY).isoformat())
    page.keyboard.press("Enter")
    expect(page.locator("td.is-open [role=alert]")).to_have_text(
        "下次跟进不能早于今天，请改成今天或以后的日期。"
    )
    expect(box(page, "next_action_on")).to_have_value((timezone.localdate() - DAY).isoformat())
    assert at_list.violations() == []
    page.keyboard.press("Escape")
    lead.refresh_from_db()
    assert lead.version == 1


def test_the_mouse_opens_a_cell_and_going_elsewhere_saves(at_list):
    page = at_list.page
    page.click("tbody tr:first-child [data-col=step] a.cell")
    box(page, "next_action_text").fill("见总经理")
    page.click("h1")
    expect(page.locator("tbody tr").first.locator("[data-col=step]")).to_contain_text("见总经理")
    at_list.leads[0].refresh_from_db()
    assert at_list.leads[0].next_action_text == "见总经理"


def test_keys_rest_in_a_cell_while_an_input_method_composes(at_list):
    page = at_list.page
    page.keyboard.press("j")
    page.keyboard.press("e")
    box(page, "next_action_text")
    press = "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, isComposing: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({press})")
    box(page, "next_action_text")


def test_of_two_in_one_cell_the_second_is_asked(at_list, officer):
    page = at_list.page
    lead = at_list.leads[0]
    page.keyboard.press("j")
    page.keyboard.press("e")
    box(page, "next_action_text")
    page.keyboard.type("我的一步")
    Lead.objects.filter(pk=lead.pk).update(next_action_text="别人的一步", version=2)
    page.keyboard.press("Enter")
    question = page.locator("dialog[open]")
    expect(question).to_contain_text("别人的一步")
    assert at_list.violations() == []
    page.keyboard.press("Escape")  # nothing typed is lost
    expect(box(page, "next_action_text")).to_have_value("我的一步")
    page.keyboard.press("Enter")
    expect(question).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(page.locator("tbody tr").first.locator("[data-col=step]")).to_contain_text("别人的一步")
    lead.refresh_from_db()
    assert (lead.next_action_text, lead.version) == ("别人的一步", 2)
