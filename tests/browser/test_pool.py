"""The pool in a real browser: claim with one click, come late, and go on."""

import pytest

from accounts.roles import Role
from leads.actions import assign
from leads.models import Lead, PoolRule
from leads.stages import LeadStatus
from tests.factories import NOON, ChainFactory, LeadFactory, person


@pytest.fixture
def officer():
    return person(Role.STAFF, chains=[ChainFactory().code])


def pooled(**fields):
    creator = person()
    return LeadFactory(status=LeadStatus.POOL, owner=None, team=None, created_by=creator, grade="A", **fields)


def test_claim_without_leaving_the_list_and_come_late(visitor, officer):
    PoolRule.objects.create(grade="A", idle_days=15, capacity=3, basis="x")
    mine, lost, left = (pooled() for _ in range(3))
    winner = person(Role.STAFF)
    guest = visitor()
    guest.sign_in(officer)
    guest.go("/leads/pool/")
    page = guest.page
    assert "A 级 0/3" in page.inner_text("#pool-room")

    page.focus(f"#claim-{mine.pk} button")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#claim-{mine.pk} >> text=已认领")
    assert "A 级 1/3" in page.inner_text("#pool-room")
    assert page.evaluate("document.activeElement.textContent") == "打开"  # focus stays in the row
    assert Lead.objects.get(pk=mine.pk).owner == officer

    assign(lead=lost, by=winner, at=NOON, owner=winner)
    page.click(f"#claim-{lost.pk} button")
    page.wait_for_selector(f"#claim-{lost.pk} >> text=已由 {winner.team} 认领")
    page.click(f"#claim-{left.pk} button")
    page.wait_for_selector(f"#claim-{left.pk} >> text=已认领")
    assert page.url.endswith("/leads/pool/")
    assert guest.violations() == []
    assert [error for error in guest.errors if "409" not in error] == []


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_filtering_keeps_the_page_and_its_address(visitor, officer, width):
    best = pooled()
    guest = visitor(width=width)
    guest.sign_in(officer)
    guest.go("/leads/pool/")
    guest.page.select_option("select[name=grade]", "C")
    guest.page.wait_for_selector("text=公海里没有符合条件的线索")
    assert guest.page.url.endswith("grade=C")
    guest.page.click("text=去掉“等级 C”")
    guest.page.wait_for_selector(f"#claim-{best.pk}")
    assert guest.overflow() == 0
    assert guest.errors == []
