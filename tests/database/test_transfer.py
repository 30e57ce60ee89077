"""Hand-over of one lead: offered with a reason, accepted or not; the owner stays responsible until then."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import (
    TransferOver,
    TransferRefused,
    accept,
    assign,
    decline,
    offer_lead,
    take_step,
    withdraw,
)
from leads.models import Lead, Transfer, Visibility
from leads.permissions import can_answer, can_offer, can_withdraw_offer
from leads.stages import STEPS, LeadStatus
from leads.stream import stream
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
STEP = {step.verb: step for step in STEPS}
Status = Transfer.Status


@pytest.fixture
def taker(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="陈立")


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(owner=staff, chain=sensor)


def offer(lead, to, by=None):
    return offer_lead(lead=lead, by=by or lead.owner, at=NOON, to=to, reason="换岗")


def told():
    return {(notice.recipient, notice.text) for notice in Notice.objects.all()}


def sentences(lead):
    return [
        entry.text for _heading, entries in stream(lead, user=lead.owner, at=NOON).days for entry in entries
    ]


def test_an_offer_changes_nothing_but_waits_three_working_days(lead, staff, taker):
    transfer = offer(lead, taker)
    lead.refresh_from_db()
    assert (lead.owner, lead.version) == (staff, 1)
    assert (transfer.status, transfer.from_owner, transfer.to_owner) == (Status.WAITING, staff, taker)
    assert f"{transfer.answer_by}" == "2025-06-16"  # Wednesday, Thursday, Friday, Monday
    assert told() == {(taker, "李沐 想把这条线索移交给你，请在 2025-06-16 前答复：换岗")}
    assert sentences(lead) == ["想移交给 陈立：换岗"]


def test_accepting_changes_owner_and_unit_and_is_on_record(lead, staff, taker):
    transfer = accept(transfer=offer(lead, taker), by=taker, at=NOON)
    lead.refresh_from_db()
    assert (lead.owner, lead.team, lead.version) == (taker, taker.team, 2)
    assert (transfer.status, transfer.answered_at) == (Status.ACCEPTED, NOON)
    assert sentences(lead)[0] == "移交：负责人从 李沐 改为 陈立，换岗"
    assert (staff, "陈立 已接收，现在由他负责。") in told()


def test_declining_needs_a_reason_and_leaves_the_lead(lead, staff, taker):
    transfer = decline(transfer=offer(lead, taker), by=taker, at=NOON, reason="手上太多")
    lead.refresh_from_db()
    assert (lead.owner, transfer.status, transfer.answer) == (staff, Status.DECLINED, "手上太多")
    assert (staff, "陈立 退回了移交：手上太多") in told()


def test_the_office_that_offered_hears_the_answer_too(lead, staff, taker, sensor):
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code])
    accept(transfer=offer(lead, taker, by=office), by=taker, at=NOON)
    answered = {recipient for recipient, text in told() if "已接收" in text}
    assert answered == {staff, office}


def test_withdrawn_it_waits_no_longer_and_another_offer_is_possible(lead, staff, taker):
    transfer = withdraw(transfer=offer(lead, taker), by=staff, at=NOON)
    assert transfer.status == Status.WITHDRAWN
    assert (taker, "李沐 撤回了移交，不用答复了。") in told()
    assert offer(lead, taker).status == Status.WAITING


def test_one_offer_at_a_time(lead, taker, sensor):
    offer(lead, taker)
    with pytest.raises(TransferRefused, match="已在移交中"):
        offer(lead, person(Role.STAFF, chains=[sensor.code]))
    assert Transfer.objects.count() == Notice.objects.count() == history.of(lead).count() == 1


def test_who_cannot_work_on_the_chain_is_not_offered_it(lead, staff, outsider):
    with pytest.raises(TransferRefused, match="王岚 没有“传感器”的招商角色，接不了这条线索。"):
        offer(lead, outsider)
    with pytest.raises(TransferRefused, match="已经是负责人"):
        offer(lead, staff)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("answer", [accept, withdraw])
def test_an_answer_counts_once(lead, staff, taker, answer):
    transfer = offer(lead, taker)
    stale = Transfer.objects.get(pk=transfer.pk)
    answer(transfer=transfer, by=taker, at=NOON)
    for late in (accept, withdraw):
        with pytest.raises(TransferOver):
            late(transfer=stale, by=taker, at=NOON)
    assert Notice.objects.filter(recipient=staff).count() <= 1


def test_an_offer_from_somebody_who_is_no_longer_owner_is_void(lead, staff, taker, sensor):
    transfer = offer(lead, taker)
    third = person(Role.STAFF, chains=[sensor.code])
    Lead.objects.filter(pk=lead.pk).update(owner=third)  # a change of owner that nobody told the offer of
    with pytest.raises(TransferOver) as over:
        accept(transfer=transfer, by=taker, at=NOON)
    lead.refresh_from_db()
    assert (lead.owner, over.value.transfer.status) == (third, Status.VOID)
    assert not history.of(lead).filter(verb="accept_lead").exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda lead, staff, other: assign(lead=lead, by=staff, at=NOON, owner=other),
        lambda lead, staff, other: take_step(
            lead=lead, step=STEP["release"], by=staff, at=NOON, reason="顾不过来"
        ),
    ],
    ids=["assigned by the office", "released into the pool"],
)
def test_when_the_lead_goes_another_way_the_offer_is_void(lead, staff, taker, sensor, act):
    transfer = offer(lead, taker)
    act(lead, staff, person(Role.STAFF, chains=[sensor.code]))
    transfer.refresh_from_db()
    assert (transfer.status, transfer.answered_at) == (Status.VOID, NOON)


def test_a_step_that_keeps_the_owner_keeps_the_offer(lead, staff, taker):
    transfer = offer(lead, taker)
    take_step(lead=lead, step=STEP["shelve"], by=staff, at=NOON, reason="等指标", restart_on=TODAY)
    accept(transfer=transfer, by=taker, at=NOON)
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == (LeadStatus.SHELVED, taker)


def test_nothing_is_told_of_what_was_rolled_back(lead, taker):
    with transaction.atomic():
        offer(lead, taker)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Transfer.objects.exists()


def test_the_recipient_reads_what_is_offered_to_him_and_only_as_long_as_it_waits(staff, sensor, outsider):
    lead = LeadFactory(owner=staff, chain=None, visibility=Visibility.SECRET)
    anywhere = person(Role.STAFF)
    assert not Lead.objects.openable_by(anywhere).filter(pk=lead.pk).exists()
    transfer = offer(lead, anywhere)
    assert Lead.objects.openable_by(anywhere).filter(pk=lead.pk).exists()
    assert not Lead.objects.openable_by(outsider).filter(pk=lead.pk).exists()
    withdraw(transfer=transfer, by=staff, at=NOON)
    assert not Lead.objects.openable_by(anywhere).filter(pk=lead.pk).exists()


OFFER = [
    # who, may offer, may answer, may withdraw
    ("owner", True, False, True),
    ("taker", False, True, False),
    ("colleague", False, False, False),
    ("office", True, False, True),
    ("office elsewhere", False, False, False),
    ("leader", True, False, True),
    ("admin", True, False, True),
    ("auditor", False, False, False),
]


@pytest.mark.parametrize(("who", *"oaw"), OFFER, ids=[row[0] for row in OFFER])
def test_who_may_offer_answer_and_withdraw(lead, staff, taker, sensor, superhard, who, o, a, w):
    user = {
        "owner": staff,
        "taker": taker,
        "colleague": person(Role.STAFF, chains=[sensor.code]),
        "office": person(Role.CHAIN_OFFICE, chains=[sensor.code]),
        "office elsewhere": person(Role.CHAIN_OFFICE, chains=[superhard.code]),
        "leader": person(Role.CHAIN_LEADER, chains=[sensor.code]),
        "admin": person(Role.ZONE_ADMIN),
        "auditor": person(Role.AUDITOR),
    }[who]
    transfer = offer(lead, taker)
    verdicts = [can_offer(user, lead), can_answer(user, transfer, TODAY), can_withdraw_offer(user, transfer)]
    assert [allowed for allowed, _reason in verdicts] == [o, a, w]
    assert all(reason.endswith("。") for allowed, reason in verdicts if not allowed)


@pytest.mark.parametrize("status", [LeadStatus.POOL, LeadStatus.CONVERTED, LeadStatus.INVALID])
def test_nobody_hands_over_what_nobody_has(staff, sensor, status):
    lead = LeadFactory(owner=staff, chain=sensor, status=status)
    assert not can_offer(staff, lead)[0]


def test_who_lost_the_role_since_can_no_longer_accept(lead, taker):
    transfer = offer(lead, taker)
    taker.grants.update(ends_on=TODAY.replace(day=10))
    assert not can_answer(taker, transfer, TODAY)[0]


def test_an_offer_without_an_answer_is_reminded_of_on_its_last_day(lead, taker):
    transfer = offer(lead, taker)
    last = dt.datetime.combine(transfer.answer_by, dt.time(10), NOON.tzinfo)
    sweep(at=last - dt.timedelta(days=1))
    assert not Reminder.objects.filter(rule="OFFER").exists()
    sweep(at=last)
    reminder = Reminder.objects.get(rule="OFFER")
    assert (reminder.recipient, reminder.path) == (taker, f"/leads/{lead.pk}/")
    accept(transfer=transfer, by=taker, at=last)
    sweep(at=last)
    reminder.refresh_from_db()
    assert reminder.status == Reminder.Status.SETTLED


def test_taking_over_is_no_activity(lead, taker):
    accept(transfer=offer(lead, taker), by=taker, at=NOON)
    before, after = lead.last_activity_at, Lead.objects.get(pk=lead.pk).last_activity_at
    assert before == after
