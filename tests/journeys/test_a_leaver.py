"""U12 as people live it: the account of a leaver stays open until the office has handed over everything."""

from playwright.sync_api import expect

from accounts.roles import Role
from leads.models import Lead, Project
from leads.stages import LeadStatus
from tests.factories import FollowUpFactory, LeadFactory, ProjectFactory, person


def test_a_leaver_hands_over_in_one_step_and_stays_in_the_history(visitor, sensor, admin):
    leaver = person(Role.STAFF, chains=[sensor.code], name="李明")
    taker = person(Role.STAFF, chains=[sensor.code], name="王芳")
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")
    leads = LeadFactory.create_batch(13, owner=leaver, chain=sensor)
    leads.append(LeadFactory(owner=leaver, chain=sensor, status=LeadStatus.SHELVED))
    projects = ProjectFactory.create_batch(3, owner=leaver, chain=sensor)
    FollowUpFactory(lead=leads[0], by=leaver, summary="谈了用地")

    boss = visitor()
    boss.sign_in(admin)
    boss.go(f"/people/{leaver.pk}/")
    expect(boss.page.get_by_role("button", name="停用账号")).to_be_disabled()

    guest = visitor()
    guest.sign_in(office)
    page = guest.page
    guest.go(f"/people/{leaver.pk}/hand-over/")
    page.locator("[name=recipient]").select_option(str(taker.pk))
    page.fill("[name=reason]", "调离")
    page.get_by_role("button", name="全部移交").click()
    expect(page.locator("#toasts")).to_contain_text("已移交 17 件在办事项。")
    assert set(Lead.objects.filter(owner=taker)) == set(leads)
    assert set(Project.objects.filter(owner=taker)) == set(projects)
    guest.go(leads[0].get_absolute_url())
    expect(page.locator("#timeline")).to_contain_text("李明 电话：谈了用地")
    expect(page.locator("#timeline")).to_contain_text("负责人从 李明 改为 王芳，调离")

    boss.go(f"/people/{leaver.pk}/")
    boss.page.get_by_role("button", name="停用账号").click()
    expect(boss.page.locator("#main")).to_contain_text("已停用")
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert guest.errors == boss.errors == []
