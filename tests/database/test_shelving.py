"""The owner asks to shelve, the office agrees or declines; and a shelved lead comes back to mind."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import LeadChanged, assign, take_step
from leads.actions.shelving import (
    AlreadyAsked,
    NotWaiting,
    RestartPassed,
    agree_to_shelve,
    ask_to_shelve,
    decline_to_shelve,
)
from leads.models import ShelvingRequest, Visibility
from leads.permissions import can_answer_shelving, can_ask_to_shelve
from leads.shelving import waiting_request
from leads.stages import STEPS, LeadStatus
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
RESTART = TODAY + dt.timedelta(days=30)
LATER = NOON + dt.timedelta(hours=1)
STEP = {step.verb: step for step in STEPS}
Status = ShelvingRequest.Status


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(owner=staff, chain=sensor)


def ask(lead, by, **how):
    how = {"reason": "等土地指标", "restart_on": RESTART, "at": NOON} | how
    return ask_to_shelve(lead=lead, by=by, **how)


def notices():
    return list(Notice.objects.order_by("pk").values_list("recipient__name", "text", "path"))


def test_asking_moves_nothing_and_tells_the_office_of_the_chain(lead, staff, office, superhard):
    person(Role.CHAIN_OFFICE, chains=[superhard.code], name="别的链长办")
    request = ask(lead, staff)
    lead.refresh_from_db()
    assert (lead.status, waiting_request(lead)) == (LeadStatus.FOLLOWING, request)
    event = history.of(lead).get()
    assert (event.verb, event.actor_id, event.data) == (
        "ask_to_shelve",
        staff.pk,
        {"reason": "等土地指标", "restart_on": "2025-07-11"},
    )
    assert notices() == [("周岚", "李沐 申请暂缓，预计 2025-07-11 重启：等土地指标", f"/leads/{lead.pk}/")]


def test_without_an_office_the_leaders_are_told_and_nobody_who_may_not_read_the_lead(
    lead, staff, office, sensor
):
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code], name="链长")
    lead.visibility = Visibility.SECRET
    lead.save(update_fields=["visibility"])
    ask(lead, staff)
    assert [name for name, _text, _path in notices()] == [leader.name]


def test_one_request_waits_at_a_time(lead, staff, office):
    request = ask(lead, staff)
    with pytest.raises(AlreadyAsked):
        ask(lead, staff, at=LATER)
    assert list(ShelvingRequest.objects.all()) == [request]
    assert len(notices()) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ShelvingRequest.objects.create(lead=lead, by=staff, reason="x", restart_on=RESTART, created_at=NOON)


def test_the_office_agrees_and_the_owner_is_told(lead, staff, office):
    request = ask(lead, staff)
    agree_to_shelve(request=request, lead=lead, by=office, at=LATER)
    lead.refresh_from_db()
    assert (lead.status, lead.restart_on) == (LeadStatus.SHELVED, RESTART)
    assert (request.status, request.answered_by, request.answered_at) == (Status.AGREED, office, LATER)
    step = history.of(lead).filter(verb="step_lead").get()
    assert (step.actor_id, step.data["reason"]) == (office.pk, "等土地指标")
    assert notices()[-1] == ("李沐", "同意暂缓，预计 2025-07-11 重启。", f"/leads/{lead.pk}/")
    with pytest.raises(NotWaiting):
        decline_to_shelve(request=request, lead=lead, by=office, at=LATER, answer="晚了")


def test_the_office_declines_with_a_reason(lead, staff, office):
    request = ask(lead, staff)
    decline_to_shelve(request=request, lead=lead, by=office, at=LATER, answer="指标下月就有")
    lead.refresh_from_db()
    assert (lead.status, waiting_request(lead)) == (LeadStatus.FOLLOWING, None)
    assert (request.status, request.answer) == (Status.DECLINED, "指标下月就有")
    assert history.of(lead).filter(verb="decline_to_shelve").get().data == {"reason": "指标下月就有"}
    assert notices()[-1][:2] == ("李沐", "没有同意暂缓：指标下月就有")
    with pytest.raises(IntegrityError), transaction.atomic():
        ShelvingRequest.objects.filter(pk=request.pk).update(answer="")
    assert ask(lead, staff, at=LATER).status == Status.WAITING


def test_an_answer_after_the_day_of_restart_is_refused(lead, staff, office):
    request = ask(lead, staff, restart_on=TODAY + dt.timedelta(days=1))
    with pytest.raises(RestartPassed):
        agree_to_shelve(request=request, lead=lead, by=office, at=NOON + dt.timedelta(days=1))
    lead.refresh_from_db()
    assert (lead.status, waiting_request(lead)) == (LeadStatus.FOLLOWING, request)


def test_a_lead_changed_since_the_page_was_opened_is_not_shelved_and_the_request_still_waits(
    lead, staff, office
):
    request = ask(lead, staff)
    lead.version += 1
    with pytest.raises(LeadChanged), transaction.atomic():
        agree_to_shelve(request=request, lead=lead, by=office, at=LATER)
    lead.refresh_from_db()
    assert waiting_request(lead) == ShelvingRequest.objects.get(status=Status.WAITING)


@pytest.mark.parametrize("verb", ["release", "shelve"])
def test_a_request_is_void_once_the_lead_has_moved(lead, staff, office, verb):
    request = ask(lead, staff)
    take_step(lead=lead, step=STEP[verb], by=office, at=LATER, reason="x", restart_on=None)
    request.refresh_from_db()
    assert (request.status, request.answered_at) == (Status.VOID, LATER)
    with pytest.raises(NotWaiting):
        agree_to_shelve(request=request, lead=lead, by=office, at=LATER)


def test_what_a_former_owner_asked_for_does_not_bind_the_new_one(lead, staff, office, sensor):
    request = ask(lead, staff)
    successor = person(Role.STAFF, chains=[sensor.code])
    assign(lead=lead, by=office, at=LATER, owner=successor)
    assert waiting_request(lead) is None
    again = ask(lead, successor, at=LATER)
    request.refresh_from_db()
    assert (request.status, waiting_request(lead)) == (Status.VOID, again)


def test_who_may_ask_and_who_may_answer(lead, staff, office, sensor, admin, outsider):
    colleague = person(Role.STAFF, chains=[sensor.code])
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code])
    people = [staff, colleague, office, leader, admin, outsider]
    assert [can_ask_to_shelve(one, lead)[0] for one in people] == [True, False, False, False, False, False]
    assert [can_answer_shelving(one, lead)[0] for one in people] == [False, False, True, True, True, False]
    lead.owner = office
    assert not can_answer_shelving(office, lead)[0]
    lead.status = LeadStatus.SHELVED
    assert not can_ask_to_shelve(office, lead)[0]


def test_a_shelved_lead_comes_to_mind_on_the_day_of_restart_and_not_before(lead, staff, office):
    request = ask(lead, staff)
    agree_to_shelve(request=request, lead=lead, by=office, at=LATER)
    sweep(at=NOON.replace(month=7, day=10))
    assert not Reminder.objects.filter(rule="R4S").exists()
    sweep(at=NOON.replace(month=7, day=11))
    reminder = Reminder.objects.get(rule="R4S")
    assert (reminder.recipient, reminder.subject_id, reminder.due_on) == (staff, lead.pk, RESTART)
    assert str(reminder.rule_label) == "暂缓到预计重启日期"
    take_step(
        lead=lead, step=STEP["resume"], by=office, at=LATER, next_action_text="x", next_action_on=RESTART
    )
    sweep(at=NOON.replace(month=7, day=12))
    reminder.refresh_from_db()
    assert reminder.status == Reminder.Status.SETTLED
