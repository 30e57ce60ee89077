"""U2 to the day: A registers 星澜传感, B enters it again, objects, is ruled on; visits prolong, days end."""

import datetime as dt

import pytest
import time_machine

from accounts.models import Notice
from accounts.roles import Role
from chains.actions import register_company
from core import history
from leads.actions import lapse_first_contacts, write_follow_up
from leads.models import FirstContact, FollowUp, Lead
from leads.stages import LeadStatus
from tests.factories import LeadFactory, person

pytestmark = pytest.mark.django_db
CHINA = dt.timezone(dt.timedelta(hours=8))
USCC = "91410100MA0000000T"
Status = FirstContact.Status


def moment(month, day, hour=9):
    return dt.datetime(2025, month, day, hour, tzinfo=CHINA)


def day(month, number):
    return dt.date(2025, month, number)


@pytest.fixture
def clock():
    with time_machine.travel(moment(3, 3), tick=False) as traveller:
        yield traveller


@pytest.fixture
def a(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="甲一")


@pytest.fixture
def b(superhard):
    return person(Role.STAFF, chains=[superhard.code], name="乙二")


@pytest.fixture
def registered(clock, a, sensor, admin, signed_in):
    """A's lead, registered through the page on 3 March at 09:00 with a meeting record."""
    company = register_company(by=a, at=moment(3, 3), name="星澜传感", uscc=USCC)
    lead = LeadFactory(company=company, owner=a, chain=sensor)
    signed_in(a).post(f"/leads/{lead.pk}/first-contact/", evidence("3 月 3 日会议纪要"))
    return lead.first_contacts.get()


def evidence(text, on="2025-03-03", **more):
    return {"evidence": text, "contacted_on": on, **more}


def follow(lead, at, method=FollowUp.Method.FACE):
    step = {"next_action_text": "回访", "next_action_on": at.date() + dt.timedelta(days=7)}
    write_follow_up(lead=lead, by=lead.owner, at=at, summary="见面", method=method, **step)


def text(response):
    return response.content.decode()


def test_a_is_protected_for_sixty_days_and_a_visit_prolongs(registered):
    assert (registered.status, registered.protected_until) == (Status.VALID, day(5, 2))
    assert registered.last_day == day(8, 30)
    follow(registered.lead, moment(4, 20))
    registered.refresh_from_db()
    assert registered.protected_until == day(5, 20)


def test_a_call_prolongs_nothing_and_an_early_visit_does_not_shorten(registered):
    follow(registered.lead, moment(3, 10))
    follow(registered.lead, moment(4, 20), method=FollowUp.Method.PHONE)
    registered.refresh_from_db()
    assert registered.protected_until == day(5, 2)


def test_no_visit_protects_past_the_180th_day(registered, clock):
    for at in (moment(4, 20), moment(5, 20), moment(6, 19), moment(7, 19), moment(8, 18)):
        clock.move_to(at)
        follow(registered.lead, at)
    registered.refresh_from_db()
    assert registered.protected_until == day(8, 30)
    assert lapse_first_contacts(at=moment(8, 30, 23)) == 0
    assert lapse_first_contacts(at=moment(8, 31, 0)) == 1
    registered.refresh_from_db()
    assert registered.status == Status.EXPIRED
    assert history.of(registered.lead).filter(verb="end_contact").get().data["how"] == "EXPIRED"


def test_a_protection_that_ran_out_lapses_and_the_owner_and_the_admin_are_told(registered, a, b, admin):
    assert lapse_first_contacts(at=moment(5, 3, 0)) == 1
    assert lapse_first_contacts(at=moment(5, 3, 1)) == 0
    told = Notice.objects.filter(subject__contains="星澜传感").values_list("recipient", flat=True)
    assert sorted(told) == sorted([a.pk, admin.pk])


def entered_by_b(b, clock, signed_in):
    """What B is answered on 10 March, before and after saving anyway; and B's lead."""
    clock.move_to(moment(3, 10))
    browser = signed_in(b)
    form = {
        "name": "星澜传感（郑州）有限公司",
        "uscc": USCC,
        "intention": "建厂",
        "place": "SUPERHARD",
        "contact": "陈工 13900002222",
    }
    warned = browser.post("/leads/new/", form)
    assert not Lead.objects.filter(owner=b).exists()
    browser.post("/leads/new/", form | {"answered": form["name"]})
    return browser, warned, Lead.objects.get(owner=b)


def test_b_is_warned_before_saving_and_sees_the_unit_alone(registered, a, b, clock, signed_in):
    _browser, warned, _lead = entered_by_b(b, clock, signed_in)
    assert warned.status_code == 422
    assert f"已登记：{a.team}，保护至 05-02" in text(warned)
    assert "甲一" not in text(warned)


def test_b_has_no_protection_and_may_object(registered, a, b, clock, signed_in):
    browser, _warned, lead = entered_by_b(b, clock, signed_in)
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "这条线索没有首谈保护" in page
    assert f'href="/leads/{lead.pk}/appeal/"' in page
    refused = browser.post(f"/leads/{lead.pk}/first-contact/", evidence("微信记录", on="2025-03-10"))
    assert refused.status_code == 409
    assert f"已登记：{a.team}，保护至 05-02" in text(refused)
    assert f'href="/leads/{lead.pk}/appeal/"' in text(refused)
    assert "微信记录" in text(refused)  # nothing typed is lost
    assert "甲一" not in text(refused)
    assert not lead.first_contacts.exists()


@pytest.fixture
def objection(registered, b, clock, signed_in):
    browser, _warned, lead = entered_by_b(b, clock, signed_in)
    browser.post(
        f"/leads/{lead.pk}/appeal/",
        evidence("2 月 20 日在深圳拜访，有签到表", on="2025-02-20", reason="我们先见的面"),
    )
    return lead.first_contacts.get()


def test_an_objection_waits_three_working_days_and_tells_admin_and_owners(objection, registered, a, admin):
    assert (objection.status, objection.rival, objection.level) == (Status.CONFLICT, registered, "ENTITY")
    assert objection.ruling_due_on == day(3, 13)
    told = Notice.objects.filter(key__startswith="contact-appeal").values_list("recipient", flat=True)
    assert sorted(told) == sorted([a.pk, admin.pk])
    registered.refresh_from_db()
    assert (registered.status, registered.protected_until) == (Status.VALID, day(5, 2))


def rule(signed_in, admin, contact, supports):
    return signed_in(admin).post(
        f"/leads/first-contacts/{contact.pk}/rule/", {"supports": supports, "reason": "以签到表为准"}
    )


def test_a_ruling_for_a_leaves_the_protection_as_it_is(objection, registered, admin, signed_in, clock):
    clock.move_to(moment(3, 13))
    assert rule(signed_in, admin, objection, "RIVAL").status_code == 302
    objection.refresh_from_db()
    registered.refresh_from_db()
    assert (objection.status, objection.ruled_by, objection.ruled_at) == (
        Status.REJECTED,
        admin,
        moment(3, 13),
    )
    assert (registered.status, registered.protected_until) == (Status.VALID, day(5, 2))
    assert registered.keys.filter(is_held=True).exists()
    assert not objection.keys.filter(is_held=True).exists()


def test_a_ruling_for_b_moves_the_protection(objection, registered, a, b, admin, signed_in, clock):
    clock.move_to(moment(3, 13))
    assert rule(signed_in, admin, objection, "CHALLENGER").status_code == 302
    objection.refresh_from_db()
    registered.refresh_from_db()
    assert (objection.status, objection.protected_until) == (Status.VALID, day(5, 9))  # 10 March + 60 days
    assert registered.status == Status.REJECTED
    assert not registered.keys.filter(is_held=True).exists()
    assert not objection.keys.filter(is_held=False).exists()
    for person_, lead in ((a, registered.lead), (b, objection.lead)):
        page = text(signed_in(person_).get(f"/leads/{lead.pk}/"))
        assert "支持异议，保护改归异议方" in page
        assert "以签到表为准" in page
        assert "3 月 3 日会议纪要" in page
        assert "2 月 20 日在深圳拜访" in page
    told = Notice.objects.filter(key__startswith="contact-ruling").values_list("recipient", flat=True)
    assert sorted(told) == sorted([a.pk, b.pk])


def test_the_loser_of_a_ruling_may_object_in_turn(objection, registered, a, admin, signed_in, clock):
    clock.move_to(moment(3, 13))
    rule(signed_in, admin, objection, "CHALLENGER")
    signed_in(a).post(
        f"/leads/{registered.lead_id}/appeal/", evidence("1 月的函件", on="2025-01-06", reason="更早")
    )
    again = registered.lead.first_contacts.get(status=Status.CONFLICT)
    assert (again.rival, again.ruling_due_on) == (objection, day(3, 18))  # 13 March is a Thursday


def test_the_right_stays_with_the_unit_and_goes_with_the_pool(registered, a, sensor, admin, signed_in):
    lead = registered.lead
    successor = person(Role.STAFF, chains=[sensor.code])
    signed_in(admin).post(f"/leads/{lead.pk}/assign/", {"owner": successor.pk})
    registered.refresh_from_db()
    assert (registered.status, registered.team) == (Status.VALID, a.team)
    lead.refresh_from_db()
    follow(lead, moment(4, 20))  # another unit meets the company: that prolongs nothing
    registered.refresh_from_db()
    assert registered.protected_until == day(5, 2)
    lead.refresh_from_db()
    signed_in(admin).post(f"/leads/{lead.pk}/step/release/", {"reason": "顾不过来", "version": lead.version})
    registered.refresh_from_db()
    lead.refresh_from_db()
    assert (lead.status, registered.status) == (LeadStatus.POOL, Status.RELEASED)
    assert not registered.keys.filter(is_held=True).exists()
