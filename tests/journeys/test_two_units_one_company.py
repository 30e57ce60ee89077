"""U2 as three people live it: one unit registers a company, another meets it under its full name, reads
who has it, objects with evidence, and the zone's administrator rules."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from leads.models import FirstContact, Lead
from tests.factories import ChainFactory, SegmentFactory, TeamFactory, person

USCC = "91410100MA0000000T"
Status = FirstContact.Status


@pytest.fixture
def people(db):
    SegmentFactory(chain=ChainFactory(), name="制造")
    SegmentFactory(chain=ChainFactory(code="ROBOT", name="机器人", sort=2), name="传感器")
    valley = TeamFactory(name="传感谷专班")
    here = person(Role.STAFF, chains=["SENSOR"], name="李沐", team=valley)
    there = person(Role.STAFF, chains=["ROBOT"], name="王岚", team=TeamFactory(name="招商一部"))
    return here, there, person(Role.ZONE_ADMIN, name="周主任")


def at_a_screen(visitor, who):
    guest = visitor()
    guest.sign_in(who)
    return guest


def fill_the_lead(page, name, place):
    page.fill("[name=name]", name)
    page.fill("[name=intention]", "MEMS 气体传感器产线")
    page.locator("[name=place]").select_option(label=place)
    page.get_by_text("改", exact=True).first.click()
    page.fill("[name=uscc]", USCC)


def log(guest, name, place, *, answer):
    """On the page of its own; the answer about the company is read before anything is saved."""
    page = guest.page
    guest.go("/leads/new/")
    fill_the_lead(page, name, place)
    expect(page.locator("#answer")).to_contain_text(answer)
    shown = page.locator("#answer").inner_text()
    page.get_by_role("button", name="保存", exact=False).first.click()
    page.wait_for_url("**/leads/*/")
    return shown


def evidence(page, words):
    page.fill("[name=contacted_on]", "2025-03-03")
    page.fill("[name=evidence]", words)


def test_the_second_unit_reads_who_was_first_objects_and_is_ruled_on(visitor, people):
    here, there, ruler = people
    first = at_a_screen(visitor, here)
    log(first, "星澜传感", "传感器 · 制造", answer="新企业")
    first.page.get_by_role("link", name="报备", exact=True).click()
    evidence(first.page, "3 月 3 日上门，会议纪要 12 号")
    first.page.get_by_role("button", name="报备", exact=True).click()
    expect(first.page.locator("#first-contact")).to_contain_text("有效")
    held = FirstContact.objects.get()
    assert (held.status, held.team.name) == (Status.VALID, "传感谷专班")

    second = at_a_screen(visitor, there)
    page = second.page
    shown = log(second, "星澜传感（郑州）有限公司", "机器人 · 传感器", answer="已登记：传感谷专班")
    assert "李沐" not in shown
    expect(page.locator("#first-contact")).to_contain_text("这条线索没有首谈保护")
    page.locator("#first-contact").get_by_role("link", name="提出异议").click()
    page.fill("[name=reason]", "2 月已在展会与董事长谈过")
    evidence(page, "2 月展会签到表")
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator("#main")).to_contain_text("冲突待裁定")
    conflict = FirstContact.objects.get(status=Status.CONFLICT)
    assert (conflict.team.name, conflict.rival) == ("招商一部", held)

    admin = at_a_screen(visitor, ruler)
    admin.go(f"/leads/first-contacts/{conflict.pk}/")
    expect(admin.page.locator("table.parties")).to_contain_text("2 月展会签到表")
    admin.page.get_by_label("维持原报备").check()
    admin.page.fill("[name=reason]", "有纪要在先")
    admin.page.locator(".ruling").get_by_role("button", name="裁定").click()
    expect(admin.page.locator("table.parties")).to_contain_text("有纪要在先")
    held.refresh_from_db()
    conflict.refresh_from_db()
    assert (held.status, conflict.status) == (Status.VALID, Status.REJECTED)

    for guest, owner in ((first, here), (second, there)):
        guest.go(Lead.objects.get(owner=owner).get_absolute_url())
        expect(guest.page.locator("#first-contact")).to_contain_text("有纪要在先")
    for guest in (first, second, admin):
        assert guest.errors == guest.outside == []
