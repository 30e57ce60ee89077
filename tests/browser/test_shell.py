"""The frame at work: keys, the panel, drafts, the progress bar, themes, the phone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import ChainFactory, LeadFactory, person

STAFF = "STAFF"


@pytest.fixture
def officer(db):
    ChainFactory()
    return person(STAFF, chains=["SENSOR"], name="李沐")


@pytest.fixture
def at_leads(visitor, officer):
    """An officer who looks at the list of two leads of his."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    LeadFactory(owner=officer, title="气体传感器产线", next_action_on=tomorrow)
    LeadFactory(owner=officer, title="压力芯片封测", next_action_on=tomorrow + dt.timedelta(days=1))
    guest = visitor()
    guest.sign_in(officer)
    guest.go("/leads/")
    return guest


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_slash_goes_to_the_search_box_and_letters_stay_letters(at_leads):
    page = at_leads.page
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.type("n?j")
    assert page.input_value("#q") == "n?j"
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_n_opens_the_panel_and_escape_gives_the_focus_back(at_leads):
    page = at_leads.page
    page.keyboard.press("n")
    panel = page.locator("dialog#panel[open]")
    expect(panel).to_be_visible()
    assert page.evaluate("document.querySelector('#panel').contains(document.activeElement)")
    assert at_leads.violations() == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.evaluate("document.activeElement.hasAttribute('data-new')")
    assert at_leads.errors == []


def test_question_mark_lists_the_keys(at_leads):
    page = at_leads.page
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert at_leads.violations() == []
    page.keyboard.press("n")  # keys rest while a dialog is open
    expect(page.locator("#panel")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()


def test_j_and_k_walk_the_rows_and_enter_opens(at_leads):
    page = at_leads.page
    first, second = page.locator("[data-rows] tbody tr").all()
    page.keyboard.press("j")
    expect(first).to_have_class("here")
    page.keyboard.press("j")
    page.keyboard.press("j")  # the last row is the end
    expect(second).to_have_class("here")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    address = second.locator("a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_g_then_a_letter_goes_there(at_leads):
    at_leads.page.keyboard.press("g")
    at_leads.page.keyboard.press("c")
    at_leads.page.wait_for_url("**/chains/")


@pytest.mark.parametrize("keys", ["Control+n", "Alt+n"])
def test_keys_with_a_modifier_are_the_browser_s(at_leads, keys):
    at_leads.page.keyboard.press(keys)
    expect(at_leads.page.locator("#panel")).not_to_be_visible()


@pytest.mark.parametrize("mark", [{"isComposing": True}, {"keyCode": 229}])
def test_keys_rest_while_an_input_method_composes(at_leads, mark):
    page = at_leads.page
    press = "new KeyboardEvent('keydown', {key: '?', bubbles: true, ...mark})"
    page.evaluate(f"mark => document.body.dispatchEvent({press})", mark)
    expect(page.locator("#keys")).not_to_be_visible()


def test_who_switched_single_keys_off_has_none(visitor, officer):
    officer.has_shortcuts = False
    officer.save()
    guest = visitor()
    guest.sign_in(officer)
    guest.page.keyboard.press("?")
    expect(guest.page.locator("#keys")).not_to_be_visible()
    guest.page.click("[data-keys-help]")
    expect(guest.page.locator("#keys")).to_contain_text("单键快捷键已关闭。")


def test_a_draft_survives_a_reload_and_is_one_person_s(at_leads, visitor):
    page = at_leads.page
    page.keyboard.press("n")
    page.locator("#panel [name=intention]").fill("想要五十亩")
    expect(page.locator("#panel [data-draft-state]")).to_contain_text("草稿已存")
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#panel [name=intention]")).to_have_value("想要五十亩")
    expect(page.locator("#panel [data-draft-state]")).to_contain_text("已恢复")
    page.evaluate("document.body.dataset.user = '999'")
    assert page.evaluate("Object.keys(localStorage).every(key => !key.includes(':999:'))")


def test_a_saved_draft_is_gone(at_leads):
    page = at_leads.page
    page.keyboard.press("n")
    panel = page.locator("#panel")
    panel.locator("[name=name]").fill("示例青石传感科技有限公司")
    panel.locator("[name=intention]").fill("想要五十亩")
    expect(panel.locator("[data-draft-state]")).to_contain_text("草稿已存")
    panel.locator("[name=place]").select_option(index=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog#panel[open]")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("已登记 示例青石传感科技有限公司")
    page.keyboard.press("n")
    expect(panel.locator("[name=intention]")).to_have_value("")
    page.wait_for_timeout(600)  # longer than a draft waits for the typing to pause
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_dead_network_says_so_and_loses_nothing(at_leads):
    page = at_leads.page
    page.keyboard.press("n")
    page.locator("#panel [name=intention]").fill("想要五十亩")
    at_leads.context.set_offline(True)
    page.click("#panel [data-save]")
    expect(page.locator("#panel [data-problem]")).to_contain_text("连不上服务器")
    expect(page.locator("#panel [name=intention]")).to_have_value("想要五十亩")
    at_leads.context.set_offline(False)


def test_work_that_takes_longer_than_a_second_shows_a_bar(at_leads):
    page, held = at_leads.page, []
    page.route("**/leads/new/", lambda route: held.append(route))
    with page.expect_request("**/leads/new/"):
        page.click("[data-new]")
    # A page tells of its showing in a task of its own: it may come after work that began early.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(page.locator("#progress")).to_be_visible()
    held[0].continue_()
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#progress")).not_to_be_visible()


def test_a_page_taken_back_from_memory_waits_for_nothing(at_leads):
    page = at_leads.page
    page.route("**/leads/new/", lambda route: None)
    with page.expect_request("**/leads/new/"):
        page.click("[data-new]")
    expect(page.locator("#progress")).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("#progress")).not_to_be_visible()


def test_a_button_that_waits_says_so_and_is_not_pressed_twice(visitor, officer):
    guest, posts = visitor(), []
    guest.sign_in(officer)
    guest.go("/people/preferences/")

    def leave_on_the_page(route):
        posts.append(route.request.method)
        route.fulfill(status=204)

    guest.page.route("**/people/preferences/", leave_on_the_page)
    button = guest.page.locator("main form [type=submit]")
    button.click()
    expect(button).to_have_text("正在保存")
    button.click(force=True)
    guest.page.wait_for_timeout(100)  # a second request would have left by now
    assert posts == ["POST"]


@pytest.mark.parametrize(("choice", "system_is_dark", "theme"), [
    ("auto", True, "dark"), ("auto", False, "light"), ("light", True, "light"), ("dark", False, "dark"),
])  # fmt: skip
def test_the_look_follows_the_person_then_the_system(visitor, officer, choice, system_is_dark, theme):
    officer.theme = choice
    officer.save()
    guest = visitor(dark=system_is_dark)
    guest.sign_in(officer)
    assert guest.page.locator("html").get_attribute("data-theme") == theme


def test_the_phone_reaches_every_place(visitor, officer):
    guest = visitor(width="phone", size={"width": 360, "height": 740})
    guest.sign_in(officer)
    guest.go("/people/preferences/")
    rail = guest.page.locator("#rail")
    expect(rail).not_to_be_visible()
    guest.page.click(".bottom a[href='#rail']")
    expect(rail).to_be_visible()
    assert guest.violations() == []
    guest.page.click(".rail-close")
    expect(rail).not_to_be_visible()
    assert guest.overflow() == 0


OWN_PAGES = ["/people/preferences/", "/accounts/password/change/", "/accounts/logout/", "/nowhere/"]
DOORS = ["/accounts/login/", "/accounts/signup/", "/accounts/locked/"]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1100, True), (360, False), (360, True)])
def test_own_pages_are_accessible_and_fit(visitor, officer, width, dark):
    guest = visitor(dark=dark, size={"width": width, "height": 800})
    for path in DOORS:
        guest.go(path)
        assert (path, guest.violations(), guest.overflow()) == (path, [], 0)
    guest.sign_in(officer)
    for path in OWN_PAGES:
        guest.go(path)
        assert (path, guest.violations(), guest.overflow()) == (path, [], 0)
    assert guest.outside == []


def test_english_fits_a_phone(visitor, officer):
    officer.language = "en"
    officer.save()
    guest = visitor(width="phone", size={"width": 360, "height": 740})
    guest.sign_in(officer)
    for path in OWN_PAGES:
        guest.go(path)
        assert (path, guest.overflow()) == (path, 0)


def test_the_pages_work_without_script(chromium, live_server, officer):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", officer.username)
    page.fill("[name=password]", "correct-horse-7")
    page.click("form.door-form [type=submit]")
    page.goto(f"{live_server.url}/people/preferences/")
    page.select_option("[name=theme]", "dark")
    page.click("main form [type=submit]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.locator("[data-keys-help]")).not_to_be_visible()
    context.close()
