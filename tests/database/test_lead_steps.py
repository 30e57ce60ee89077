"""The life of a lead (domain, §4.3): who may move it where, and what must be known first."""

import datetime as dt

import pytest

from accounts.roles import Role
from core import history
from leads.actions import LeadChanged, take_step
from leads.checklist import next_states
from leads.models import ActionType, Lead
from leads.permissions import can_take
from leads.stages import STEPS, LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, SegmentFactory, person

pytestmark = pytest.mark.django_db
STEP = {step.verb: step for step in STEPS}
WEEK = dt.timedelta(days=7)
NEXT = {"next_action_text": "约见面", "next_action_on": TODAY}


def stands(status, **fields):
    if status in {LeadStatus.POOL, LeadStatus.INVALID}:
        fields = {"owner": None, "team": None, "created_by": person(Role.STAFF)} | fields
    return LeadFactory(status=status, **fields)


def test_the_steps_are_the_arrows_that_people_walk():
    walked = {(source, step.target) for step in STEPS for source in step.sources}
    assert {f"{source} {target}" for source, target in walked} == {
        "ASSESSING FOLLOWING",
        "ASSESSING INVALID",
        "FOLLOWING SHELVED",
        "FOLLOWING CONVERTED",
        "SHELVED FOLLOWING",
        "POOL FOLLOWING",
        "INVALID FOLLOWING",
        "NEW POOL",
        "ASSESSING POOL",
        "FOLLOWING POOL",
        "SHELVED POOL",
    }


TABLE = [
    # verb, state, staff of the chain, owner, office, office of another chain, admin
    ("judge", "ASSESSING", False, True, True, False, True),
    ("invalidate", "ASSESSING", False, False, True, False, True),
    ("convert", "FOLLOWING", False, False, True, False, True),
    ("shelve", "FOLLOWING", False, False, True, False, True),
    ("resume", "SHELVED", False, False, True, False, True),
    ("release", "FOLLOWING", False, True, True, False, True),
    ("claim", "POOL", True, True, True, False, True),
    ("reopen", "INVALID", False, False, False, False, True),
]


@pytest.mark.parametrize(("verb", "state", *"sofga"), TABLE)
def test_who_may_take_a_step(sensor, superhard, staff, verb, state, s, o, f, g, a):
    owner = person(Role.STAFF, chains=[sensor.code])
    fields = {"owner": owner} if state not in {"POOL", "INVALID"} else {}
    lead = stands(LeadStatus[state], chain=sensor, **fields)
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code])
    elsewhere = person(Role.CHAIN_OFFICE, chains=[superhard.code])
    people = [staff, owner, office, elsewhere, person(Role.ZONE_ADMIN)]
    verdicts = [can_take(user, lead, STEP[verb], NOON) for user in people]
    assert [allowed for allowed, _reason in verdicts] == [s, o, f, g, a]
    assert all(reason.endswith("。") for allowed, reason in verdicts if not allowed)


@pytest.mark.parametrize(("wan", "expected"), [(None, True), ("9999.99", True), ("10000.00", False)])
def test_the_owner_judges_small_leads_only(sensor, staff, wan, expected):
    lead = stands(LeadStatus.ASSESSING, owner=staff, chain=sensor, investment_wan=wan)
    lead.refresh_from_db()
    assert can_take(staff, lead, STEP["judge"], NOON)[0] is expected


def test_judging_waits_for_chain_segment_and_action(sensor, staff):
    lead = stands(LeadStatus.ASSESSING, owner=staff, chain=sensor)
    judge = next_states(lead, user=staff, at=NOON)[0]
    assert [fact.label for fact in judge.missing] == ["环节", "动作"]
    assert judge.missing[0].url == f"/leads/{lead.pk}/edit/#id_place"
    lead.segment, lead.action_type = SegmentFactory(chain=sensor), ActionType.FILL
    assert next_states(lead, user=staff, at=NOON)[0].is_ready


def test_a_step_moves_the_lead_and_says_so(sensor, staff):
    lead = stands(LeadStatus.FOLLOWING, owner=staff, chain=sensor)
    before = lead.version
    take_step(lead=lead, step=STEP["shelve"], by=staff, at=NOON, reason="等土地指标", restart_on=TODAY + WEEK)
    assert (lead.status, lead.restart_on, lead.version) == (LeadStatus.SHELVED, TODAY + WEEK, before + 1)
    event = history.of(lead).get()
    assert (event.verb, event.actor_id, event.at) == ("step_lead", staff.pk, NOON)
    assert event.data == {"step": "shelve", "old": "FOLLOWING", "new": "SHELVED", "reason": "等土地指标"}
    take_step(lead=lead, step=STEP["resume"], by=staff, at=NOON, **NEXT)
    assert (lead.status, lead.restart_on, lead.next_action_text) == (LeadStatus.FOLLOWING, None, "约见面")


def test_released_and_claimed(sensor, staff):
    other = person(Role.STAFF, chains=[sensor.code])
    lead = stands(LeadStatus.FOLLOWING, owner=staff, chain=sensor)
    take_step(lead=lead, step=STEP["release"], by=staff, at=NOON, reason="顾不过来")
    assert (lead.status, lead.owner, lead.former_owner) == (LeadStatus.POOL, None, staff)
    assert not can_take(staff, lead, STEP["claim"], NOON + WEEK - dt.timedelta(seconds=1))[0]
    assert can_take(staff, lead, STEP["claim"], NOON + WEEK)[0]
    assert can_take(other, lead, STEP["claim"], NOON)[0]
    take_step(lead=lead, step=STEP["claim"], by=other, at=NOON, **NEXT)
    assert (lead.status, lead.owner, lead.team) == (LeadStatus.FOLLOWING, other, other.team)


def test_a_lead_that_was_changed_meanwhile_is_not_moved(sensor, staff):
    lead = stands(LeadStatus.FOLLOWING, owner=staff, chain=sensor)
    Lead.objects.filter(pk=lead.pk).update(version=lead.version + 1)
    with pytest.raises(LeadChanged):
        take_step(lead=lead, step=STEP["release"], by=staff, at=NOON, reason="顾不过来")
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == (LeadStatus.FOLLOWING, staff)
    assert not history.of(lead).exists()
