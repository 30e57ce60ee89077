"""U1: a lead of Wednesday 30 April 2025, before the holiday: what each person finds in the inbox, by day."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Notice
from accounts.roles import Role
from chains.models import Segment
from core import history
from core.holidays import load_holidays
from leads.actions import assign, edit_lead, give_feedback, log_lead, take_step, write_follow_up
from leads.checklist import next_states
from leads.models import ActionType, Grade
from leads.stages import STEPS, LeadStatus
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import person

pytestmark = pytest.mark.django_db
STEP = {step.verb: step for step in STEPS}


def at(text):
    return dt.datetime.fromisoformat(f"2025-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def inbox(user):
    """{(what, due)} of what stands in the inbox of a person."""
    rows = Reminder.objects.visible_to(user).standing()
    return {(row.what, f"{row.due_on:%m-%d}") for row in rows}


def test_u1(staff, sensor):
    load_holidays()
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明")
    second = person(Role.STAFF, chains=[sensor.code], name="许辰")

    lead = log_lead(
        by=staff,
        at=at("04-30 10:00"),
        name="星澜传感有限公司",
        intention="压力传感器产线",
        chain=sensor,
        investment_wan=30_000,
        introducer="河南省商会",
    )
    assert (lead.status, lead.grade) == (LeadStatus.NEW, Grade.B)
    sweep(at=at("04-30 10:01"))
    assert inbox(staff) == {("待首次响应", "05-06")}

    for day in ("05-01", "05-05", "05-06"):  # the holiday, and the day on which it is due
        assert sweep(at=at(f"{day} 18:00"))["escalated"] == 0
    assert inbox(office) == inbox(leader) == set()

    sweep(at=at("05-07 09:00"))
    assert inbox(office) == {("李沐 负责，待首次响应", "05-06")}
    assert inbox(leader) == set()

    sweep(at=at("05-09 09:00"))
    assert inbox(leader) == {("李沐 负责，待首次响应", "05-06")}

    # The office gives the lead to another officer, who answers: everybody is let go.
    assign(lead=lead, by=office, at=at("05-09 10:00"), owner=second)
    next_step = {"next_action_text": "约见面", "next_action_on": dt.date(2025, 5, 20)}
    write_follow_up(lead=lead, by=second, at=at("05-09 11:00"), summary="问了用地和用电", **next_step)
    sweep(at=at("05-09 11:01"))
    assert lead.judgement_due_on == dt.date(2025, 5, 14)
    assert inbox(staff) == inbox(leader) == set()
    assert inbox(second) == {("何静 指派给你", "05-09"), ("待研判", "05-14")}
    assert inbox(office) == {("许辰 负责，待研判", "05-14")}

    # Judged in time by the office; the introducer hears of it later.
    facts = {"segment": Segment.objects.create(chain=sensor, name="封装"), "action_type": ActionType.FILL}
    edit_lead(lead=lead, by=second, at=at("05-12 09:30"), version=lead.version, **facts)
    judge = next(state for state in next_states(lead, user=office, at=at("05-13 10:00")))
    assert judge.is_allowed
    assert judge.is_ready
    take_step(lead=lead, step=STEP["judge"], by=office, at=at("05-13 10:00"), **next_step)
    Notice.objects.update(read_at=at("05-13 10:00"))
    sweep(at=at("05-13 10:01"))
    assert inbox(second) == {("待反馈引荐人", "05-20")}
    assert inbox(office) == set()

    give_feedback(lead=lead, by=second, at=at("05-19 16:00"), text="已立案，20 日见面")
    sweep(at=at("05-20 09:00"))
    assert inbox(second) == {("约见面", "05-20")}
    assert [event.verb for event in history.of(lead).order_by("pk")] == [
        "log_lead",
        "assign_lead",
        "follow_up",
        "edit_lead",
        "step_lead",
        "give_feedback",
    ]
    assert not Reminder.objects.standing().filter(level__gte=2).exists()


def test_u1_answered_in_time_nobody_above_hears_of_it(staff, sensor):
    load_holidays()
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")
    lead = log_lead(by=staff, at=at("04-30 10:00"), name="星澜传感有限公司", chain=sensor)
    sweep(at=at("04-30 10:01"))
    next_step = {"next_action_text": "约见面", "next_action_on": dt.date(2025, 5, 20)}
    write_follow_up(lead=lead, by=staff, at=at("05-06 17:00"), summary="问了用地", **next_step)
    sweep(at=at("05-07 09:00"))
    assert lead.judgement_due_on == dt.date(2025, 5, 9)
    assert inbox(staff) == {("待研判", "05-09")}
    assert inbox(office) == {("李沐 负责，待研判", "05-09")}


def test_u1_a_lead_of_friday_25_april_counts_the_sunday_that_is_worked(staff, sensor):
    load_holidays()
    lead = log_lead(by=staff, at=at("04-25 10:00"), name="星澜传感有限公司", chain=sensor)
    next_step = {"next_action_text": "约见面", "next_action_on": dt.date(2025, 5, 20)}
    assert lead.response_due_on == dt.date(2025, 4, 27)
    write_follow_up(lead=lead, by=staff, at=at("04-25 11:00"), summary="问了用地", **next_step)
    assert lead.judgement_due_on == dt.date(2025, 4, 29)
