"""Idle leads: warned first, then moved to the pool, by the rule of chain and grade (domain, I-4)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import assign, pool_idle_leads, write_follow_up
from leads.models import Lead, PoolRule, Transfer
from leads.pool_rules import pool_rules
from leads.seed import seed_pool_rules
from leads.stages import LeadStatus
from leads.stream import stream
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(db):
    seed_pool_rules(at=NOON)


def idle(days, **fields):
    """A lead with its last activity `days` days ago, late in the evening."""
    evening = NOON.replace(hour=23, minute=59) - days * DAY
    return LeadFactory(last_activity_at=evening, created_at=NOON - 400 * DAY, **fields)


def state(lead):
    lead.refresh_from_db()
    return lead.status, lead.pool_due_on


def days_until_gone(lead):
    """Sweep day by day from today: (day of the warning, day of the pool), counted from today."""
    warned = None
    for day in range(120):
        pool_idle_leads(at=NOON + day * DAY)
        lead.refresh_from_db()
        if warned is None and lead.pool_warned_at:
            warned = day
        if lead.status == LeadStatus.POOL:
            return warned, day
    return warned, None


@pytest.mark.parametrize(("grade", "limit"), [("A", 15), ("B", 30), ("C", 60)])
def test_a_lead_is_warned_seven_days_before_and_pooled_on_its_day(grade, limit):
    lead = idle(0, grade=grade)
    assert pool_rules().pool_on(lead) == TODAY + limit * DAY
    assert days_until_gone(lead) == (limit - 7, limit)


def test_the_rule_of_the_chain_comes_before_the_rule_of_the_zone(sensor, superhard):
    PoolRule.objects.create(chain=sensor, grade="B", idle_days=10, warn_days=2, basis="链长会")
    here, elsewhere, nowhere = (idle(0, grade="B", chain=chain) for chain in (sensor, superhard, None))
    rules = pool_rules()
    assert [(rules.pool_on(lead) - TODAY).days for lead in (here, elsewhere, nowhere)] == [10, 30, 30]
    assert days_until_gone(here) == (8, 10)
    assert state(elsewhere) == state(nowhere) == (LeadStatus.FOLLOWING, None)
    assert days_until_gone(nowhere) == (23, 30)


@pytest.mark.parametrize("status", [LeadStatus.NEW, LeadStatus.ASSESSING, LeadStatus.FOLLOWING])
def test_every_open_lead_goes(status):
    assert days_until_gone(idle(90, status=status)) == (0, 7)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": LeadStatus.SHELVED},
        {"status": LeadStatus.CONVERTED},
        {"status": LeadStatus.INVALID},
        {"archived_at": NOON},
    ],
    ids=str,
)
def test_what_nobody_has_to_work_on_stays(fields):
    lead = idle(300, **fields)
    before = Lead.objects.filter(pk=lead.pk).values().get()
    assert days_until_gone(lead) == (None, None)
    assert Lead.objects.filter(pk=lead.pk).values().get() == before


def test_without_any_activity_the_day_of_logging_counts():
    lead = LeadFactory(grade="A", last_activity_at=None, created_at=NOON)
    assert pool_rules().pool_on(lead) == TODAY + 15 * DAY
    assert days_until_gone(lead) == (8, 15)


def test_without_a_rule_a_lead_stays():
    PoolRule.objects.all().delete()
    lead = idle(300)
    assert pool_rules().pool_on(lead) is None
    assert days_until_gone(lead) == (None, None)


def test_days_are_local_days():
    """Nearly midnight here is the afternoon in UTC: the day is the local one, to the minute."""
    before = LeadFactory(grade="A", last_activity_at=NOON.replace(hour=23, minute=59) - 8 * DAY - DAY)
    after = LeadFactory(grade="A", last_activity_at=NOON.replace(hour=0, minute=1) - 7 * DAY)
    pool_idle_leads(at=NOON.replace(hour=0, minute=5))
    assert state(before) == (LeadStatus.FOLLOWING, TODAY + 7 * DAY)
    assert state(after) == (LeadStatus.FOLLOWING, None)
    pool_idle_leads(at=NOON.replace(hour=0, minute=0) + DAY - dt.timedelta(minutes=1))
    assert state(after) == (LeadStatus.FOLLOWING, None)


def test_after_weeks_without_the_system_everybody_is_warned_first():
    leads = [idle(100 + number) for number in range(5)]
    assert pool_idle_leads(at=NOON) == 0
    assert {state(lead) for lead in leads} == {(LeadStatus.FOLLOWING, TODAY + 7 * DAY)}
    assert pool_idle_leads(at=NOON + 7 * DAY - dt.timedelta(hours=12, minutes=1)) == 0
    assert pool_idle_leads(at=NOON + 7 * DAY - dt.timedelta(hours=12)) == 5


def test_a_warning_that_was_slept_through_still_leaves_its_days():
    """Warned in time, then the system was down for a month: the day named has passed, so it goes at once."""
    lead = idle(53)
    pool_idle_leads(at=NOON)
    assert pool_idle_leads(at=NOON + 30 * DAY) == 1
    assert state(lead) == (LeadStatus.POOL, None)


def test_any_activity_makes_a_warning_void():
    lead = idle(53)
    pool_idle_leads(at=NOON)
    assert lead.pool_due_on is None
    lead.refresh_from_db()
    assert lead.is_warned
    step = {"next_action_text": "回访", "next_action_on": TODAY + DAY}
    write_follow_up(lead=lead, by=lead.owner, at=NOON + DAY, summary="谈了", **step)
    assert not lead.is_warned
    assert not Lead.objects.warned().exists()
    assert pool_idle_leads(at=NOON + 40 * DAY) == 0
    assert days_until_gone(lead) == (0, 61)  # the old mark stands, but counts for nothing


def test_a_new_owner_is_warned_anew(staff):
    lead = idle(59)
    pool_idle_leads(at=NOON)
    lead.refresh_from_db()
    assign(lead=lead, by=staff, at=NOON + 6 * DAY, owner=staff)
    assert lead.pool_warned_at is None
    assert pool_idle_leads(at=NOON + 7 * DAY) == 0
    assert state(lead) == (LeadStatus.FOLLOWING, TODAY + 14 * DAY)


def test_a_longer_rule_takes_the_warning_back_a_shorter_one_keeps_the_day_it_named():
    lead = idle(53)
    pool_idle_leads(at=NOON)
    PoolRule.objects.filter(grade="C").update(idle_days=40, warn_days=1)
    pool_idle_leads(at=NOON + DAY)
    assert state(lead) == (LeadStatus.FOLLOWING, TODAY + 7 * DAY)
    PoolRule.objects.filter(grade="C").update(idle_days=90, warn_days=7)
    pool_idle_leads(at=NOON + 2 * DAY)
    assert state(lead) == (LeadStatus.FOLLOWING, None)
    lead.refresh_from_db()
    assert not lead.is_warned


def test_a_pooled_lead_remembers_its_owner_and_says_why(sensor):
    lead = idle(60, chain=sensor, grade="C")
    owner, unit, version = lead.owner, lead.team, lead.version
    pool_idle_leads(at=NOON)
    Transfer.objects.create(
        lead=lead, from_owner=owner, to_owner=person(), by=owner, reason="x", created_at=NOON, answer_by=TODAY
    )
    gone_at = NOON + 7 * DAY
    assert pool_idle_leads(at=gone_at) == 1
    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.former_owner, lead.team) == (LeadStatus.POOL, None, owner, unit)
    assert (lead.released_at, lead.version, lead.pool_warned_at) == (gone_at, version + 1, None)
    event = history.of(lead).get()
    assert (event.verb, event.actor_id, event.at) == ("pool_lead", None, gone_at)
    assert event.data == {"owner": str(owner), "grade": "C", "days": 67, "limit": 60}
    [(_heading, [entry])] = stream(lead, user=owner, at=gone_at).days
    assert entry.actor == "系统"
    assert entry.text == f"67 天没有活动，退回公海（C 级满 60 天），原负责人 {owner}"
    assert Transfer.objects.get().status == Transfer.Status.VOID
    assert pool_idle_leads(at=gone_at) == 0
    assert history.of(lead).count() == 1


def test_owner_and_office_hear_of_it_once_in_one_line_each(sensor, superhard, staff):
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code])
    person(Role.CHAIN_OFFICE, chains=[superhard.code])
    leads = [idle(60, owner=staff, chain=sensor) for _ in range(3)]
    pool_idle_leads(at=NOON)
    warning = Notice.objects.get()
    assert (warning.recipient, warning.subject) == (office, "传感器 3 条线索")
    assert warning.text == "很久没有活动，最早 2025-06-18 退回公海。"
    Notice.objects.all().delete()

    for _ in range(2):
        pool_idle_leads(at=NOON + 7 * DAY)
    told = {(notice.recipient, notice.subject, notice.path) for notice in Notice.objects.all()}
    assert told == {
        (staff, "3 条线索", "/leads/pool/"),
        (office, "传感器 3 条线索", "/leads/pool/?chain=SENSOR"),
    }
    assert {lead.pk for lead in leads} == set(Lead.objects.filter(status="POOL").values_list("pk", flat=True))


def test_one_lead_alone_is_named_to_its_owner():
    lead = idle(60)
    pool_idle_leads(at=NOON)
    pool_idle_leads(at=NOON + 7 * DAY)
    notice = Notice.objects.get(recipient=lead.owner)
    assert (notice.subject, notice.path) == (str(lead), f"/leads/{lead.pk}/")


def test_nothing_is_told_of_what_was_rolled_back():
    idle(60)
    pool_idle_leads(at=NOON)
    Notice.objects.all().delete()
    with transaction.atomic():
        assert pool_idle_leads(at=NOON + 7 * DAY) == 1
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not history.Event.objects.filter(verb="pool_lead").exists()


def test_r6_names_the_day_and_settles_with_the_next_activity(sensor):
    lead = idle(53, chain=sensor, title="产线", next_action_on=TODAY + 90 * DAY)
    pool_idle_leads(at=NOON)
    sweep(at=NOON)
    reminder = Reminder.objects.get(rule="R6")
    assert (reminder.recipient, reminder.path) == (lead.owner, f"/leads/{lead.pk}/")
    assert (reminder.due_on, reminder.what) == (TODAY + 7 * DAY, "久无活动，到期退回公海")
    Lead.objects.filter(pk=lead.pk).update(last_activity_at=NOON + DAY)
    sweep(at=NOON + DAY)
    reminder.refresh_from_db()
    assert reminder.status == Reminder.Status.SETTLED


def test_a_warning_names_a_day():
    lead = LeadFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(pool_warned_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(pool_due_on=TODAY)


def statements(at):
    with CaptureQueriesContext(connection) as captured:
        pool_idle_leads(at=at)
    return len(captured)


def test_the_sweep_costs_the_same_statements_for_few_leads_and_for_many(sensor, staff):
    person(Role.CHAIN_OFFICE, chains=[sensor.code])
    idle(60, owner=staff, chain=sensor)
    few = [statements(NOON), statements(NOON + 7 * DAY)]
    for _ in range(20):
        idle(53, owner=staff, chain=sensor)
    assert [statements(NOON), statements(NOON + 7 * DAY)] == few
