"""Rows are ticked, acted on and put back without touching the mouse; with it too, and without script."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions import choose_columns, save_view
from accounts.models import SavedView
from accounts.roles import Role
from leads.models import BulkChange, Lead
from tests.factories import ContactFactory, LeadFactory, SegmentFactory, person

LIST = "/leads/?owner=me&status=open"


@pytest.fixture
def officer(sensor):
    """An officer with four late leads, in the order of their dates."""
    user = person(Role.STAFF, Role.CHAIN_OFFICE, chains=["SENSOR"], name="李沐")
    today = timezone.localdate()
    for days in (4, 3, 2, 1):
        LeadFactory(
            owner=user, chain=sensor, next_action_on=today - dt.timedelta(days=days), contact=ContactFactory()
        )
    return user


@pytest.fixture
def at_list(visitor, officer):
    guest = visitor()
    guest.sign_in(officer)
    guest.go(LIST)
    return guest


def press(guest, *keys):
    for key in keys:
        guest.page.keyboard.press(key)


def focus(guest):
    return guest.page.evaluate("document.activeElement.textContent.trim()")


def said(guest):
    return guest.page.locator("[data-selection-words]").inner_text()


def ticked(guest):
    return guest.page.locator("[data-tick]:checked").count()


def test_a_date_is_set_for_three_rows_and_taken_back_by_keys_alone(at_list):
    page = at_list.page
    before = list(Lead.objects.order_by("pk").values_list("next_action_on", flat=True))
    assert not page.locator("#selection").is_visible()
    press(at_list, "j", "x", "j", "x", "j", "x")
    assert said(at_list) == "已选 3 条"
    press(at_list, "x", "x")
    assert page.locator("tr[aria-selected=true]").count() == 3

    press(at_list, "b", "Tab")
    assert focus(at_list) == "定下次跟进"
    with page.expect_navigation():
        press(at_list, "Enter")
    assert page.locator("h1").inner_text() == "定下次跟进"
    assert at_list.violations() == []
    day = timezone.localdate() + dt.timedelta(days=9)
    assert page.evaluate("document.activeElement.name") == "next_action_on"
    page.fill(":focus", str(day))  # which digits to type first depends on the language of the system
    with page.expect_navigation():
        press(at_list, "Control+Enter")
    assert "会改的 3 条" in page.locator("main").inner_text()
    assert focus(at_list) == "定下次跟进 3 条"
    assert at_list.violations() == []
    with page.expect_navigation():
        press(at_list, "Enter")
    assert "已办 3 条" in page.locator("#toasts").inner_text()
    assert Lead.objects.filter(next_action_on=day).count() == 3

    press(at_list, "Shift+Tab", "Shift+Tab")
    assert focus(at_list) == "撤销"
    with page.expect_navigation():
        press(at_list, "Enter")
    assert at_list.violations() == []
    assert focus(at_list) == "恢复 3 条"
    with page.expect_navigation():
        press(at_list, "Enter")
    assert list(Lead.objects.order_by("pk").values_list("next_action_on", flat=True)) == before
    assert BulkChange.objects.get().undone_at
    assert at_list.errors == []


def test_escape_clears_the_selection_and_goes_back_to_the_row(at_list):
    press(at_list, "j", "x", "b")
    assert focus(at_list) == "指派"
    press(at_list, "Escape")
    assert (ticked(at_list), at_list.page.locator("#selection").is_visible()) == (0, False)
    assert at_list.page.evaluate("document.activeElement.matches('tbody tr:first-child a.main')")


def test_a_click_with_shift_takes_the_rows_between(at_list):
    boxes = at_list.page.locator("[data-tick]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert said(at_list) == "已选 3 条"
    boxes.nth(1).click(modifiers=["Shift"])
    assert [boxes.nth(number).is_checked() for number in range(4)] == [True, False, False, False]


def test_the_box_of_the_head_takes_the_page(at_list):
    head = at_list.page.locator("[data-tick-all]")
    head.click()
    assert (said(at_list), ticked(at_list)) == ("已选 4 条", 4)
    at_list.page.locator("[data-tick]").nth(0).click()
    assert at_list.page.evaluate("document.querySelector('[data-tick-all]').indeterminate")
    head.click()
    head.click()
    assert (ticked(at_list), at_list.page.locator("#selection").is_visible()) == (0, False)


def test_all_rows_of_the_filter_count_in_the_bar(visitor, officer, sensor):
    LeadFactory.create_batch(50, owner=officer, chain=sensor)
    guest = visitor()
    guest.sign_in(officer)
    guest.go(LIST)
    guest.page.locator("[data-tick]").nth(0).click()
    guest.page.locator("[data-whole]").check()
    assert (said(guest), ticked(guest)) == ("已选 54 条", 50)
    guest.page.locator("[data-tick]").nth(3).click()
    assert said(guest) == "已选 49 条"


def test_a_file_of_the_ticked_rows_leaves_the_page_as_it_is(at_list):
    press(at_list, "j", "x")
    with at_list.page.expect_download() as download:
        at_list.page.click("#selection >> text=导出")
    assert download.value.suggested_filename.endswith(".xlsx")
    at_list.page.wait_for_timeout(1200)
    assert not at_list.page.locator("#progress").is_visible()
    assert said(at_list) == "已选 1 条"


def test_a_new_filter_forgets_the_ticks(at_list):
    press(at_list, "j", "x")
    at_list.page.click("th a:has-text('等级')")
    at_list.page.wait_for_selector("th[aria-sort=ascending]:has-text('等级')")
    assert (ticked(at_list), at_list.page.locator("#selection").is_visible()) == (0, False)


def test_without_script_the_bar_is_a_form(chromium, live_server, officer, at_list):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    context.add_cookies(at_list.context.cookies())
    page = context.new_page()
    page.goto(live_server.url + LIST)
    page.locator("input[name=lead]").nth(1).check()
    page.click("#selection >> text=改等级")
    page.select_option("[name=grade]", "A")
    page.fill("[name=grade_reason]", "链主企业")
    page.click("text=看会改什么")
    page.click("[name=stage][value=do]")
    assert Lead.objects.get(grade="A").grade_reason == "链主企业"
    page.goto(live_server.url + "/leads/columns/")
    page.click("#up-action")
    page.click("text=保存")
    heads = page.locator("th[role=columnheader]").all_inner_texts()
    assert [head.strip() for head in heads][1:4] == ["企业与事项", "动作", "产业链 · 环节"]
    context.close()


def test_a_view_is_saved_from_the_panel(at_list):
    page = at_list.page
    page.click("text=另存为视图")
    page.fill("dialog[open] [name=name]", "我的未关闭")
    assert at_list.violations() == []
    press(at_list, "Control+Enter")
    page.wait_for_url("**view=*")
    assert page.locator("#lead-views [aria-current]").inner_text().strip() == "我的未关闭"
    assert SavedView.objects.get().query == "owner=me&status=open"
    assert at_list.errors == []


def test_columns_move_in_the_panel_and_focus_stays(at_list):
    page = at_list.page
    page.click("#lead-actions >> text=列")
    page.focus("#up-grade")
    for _turn in range(2):
        with page.expect_response("**/leads/columns/**"):
            press(at_list, "Enter")
        page.wait_for_function("document.activeElement.id === 'up-grade'")
    assert at_list.violations() == []
    press(at_list, "Control+Enter")
    page.wait_for_selector("#toasts :text('列已保存')")
    heads = page.locator("th[role=columnheader]").all_inner_texts()
    assert [head.strip() for head in heads][1:3] == ["企业与事项", "等级"]


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"width": "phone"}])
def test_a_list_with_every_column_and_view_is_clean(visitor, officer, sensor, look):
    SegmentFactory(chain=sensor, parent=SegmentFactory(chain=sensor))
    every = ["company", "unit", "contact", "grade", "state", "source", "land", "protected", "logged"]
    every += ["activity", "owner", "due", "step", "place", "investment", "action"]
    choose_columns(by=officer, list_name="leads", columns=every)
    for number in range(8):
        now = timezone.now()
        fields = {"list_name": "leads", "query": "owner=me", "columns": []}
        save_view(by=officer, at=now, name=f"第 {number} 个很长的视图名称", team=officer.team, **fields)
    guest = visitor(**look)
    guest.sign_in(officer)
    for path in (LIST, "/leads/filter/?owner=me"):
        guest.go(path)
        assert (guest.violations(), guest.overflow()) == ([], 0), path
    assert guest.errors == []
