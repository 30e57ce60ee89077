"""Two people, two screens, one lead: the question is readable and answerable on both."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from leads.models import Lead
from tests.factories import ChainFactory, LeadFactory, person

SMALLEST = {"width": 360, "height": 740}


@pytest.mark.parametrize(("size", "dark"), [(None, False), (SMALLEST, True)])
def test_the_second_of_two_is_asked_and_answers(visitor, size, dark):
    chain = ChainFactory()
    lead = LeadFactory(chain=chain, owner=person(Role.STAFF, chains=[chain.code]), title="旧题")
    first = visitor()
    second = visitor(size=size, dark=dark)
    for guest, user in ((first, lead.owner), (second, person(Role.CHAIN_OFFICE, chains=[chain.code]))):
        guest.sign_in(user)
        guest.go(f"/leads/{lead.pk}/edit/")
    for guest, title in ((first, "先到的题"), (second, "后到的题")):
        guest.page.fill("[name=title]", title)
    first.page.click("main [data-save]")
    expect(first.page.locator("#toasts")).to_contain_text("已保存。")

    page = second.page
    page.fill("[name=intention]", "租厂房")
    page.click("main [data-save]")
    expect(page.locator("h1")).to_have_text("两个人同时改了")
    expect(page.locator("[name=keep-title][value=mine]")).to_be_focused()
    assert (second.violations(), second.overflow()) == ([], 0)
    page.get_by_text("先到的题").last.click()
    page.click("main [data-save]")
    expect(page.locator("#toasts")).to_contain_text("已保存。")
    lead = Lead.objects.get()
    assert (lead.title, lead.intention) == ("先到的题", "租厂房")
