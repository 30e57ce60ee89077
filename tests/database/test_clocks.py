"""The clocks of a lead in working days, and who hears of it when one runs out (domain, §4.3, §4.5; U1)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from accounts.roles import Role
from core import history
from core.calendar import work_calendar
from core.holidays import load_holidays
from leads import clocks
from leads.actions import (
    NotOwed,
    assign,
    call_specialists,
    give_feedback,
    log_lead,
    take_step,
    write_follow_up,
)
from leads.models import Grade, Lead
from leads.stages import STEPS, LeadStatus
from reminders.actions import AlreadyClosed, dismiss_reminder, restore_reminder
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import LeadFactory, NewLeadFactory, UserFactory, person

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
STEP = {step.verb: step for step in STEPS}
NEXT = {"next_action_text": "发厂房清单", "next_action_on": dt.date(2025, 5, 30)}


@pytest.fixture(autouse=True)
def holidays(db):
    load_holidays()


def day(text):
    """04-30 is the date in 2025."""
    return dt.date.fromisoformat(f"2025-{text}")


def moment(text):
    """04-30 10:00 in the zone's time."""
    return dt.datetime.fromisoformat(f"2025-{text}").replace(tzinfo=ZONE)


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


@pytest.fixture
def leader(sensor):
    return person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明")


@pytest.fixture
def people(staff, office, leader, superhard):
    """{person: word}; the office and leader of another chain are never told."""
    return {
        staff: "owner",
        office: "office",
        leader: "leader",
        person(Role.CHAIN_OFFICE, chains=[superhard.code]): "another office",
        person(Role.CHAIN_LEADER, chains=[superhard.code]): "another leader",
        person(Role.ZONE_ADMIN): "admin",
    }


def logged(staff, sensor, at="04-30 10:00", **fields):
    details = {"name": "星澜传感有限公司", "chain": sensor, "intention": "压力传感器产线"} | fields
    return log_lead(by=staff, at=moment(at), **details)


def answered(staff, sensor, at="05-06 10:00", **fields):
    lead = logged(staff, sensor, **fields)
    write_follow_up(lead=lead, by=staff, at=moment(at), summary="问了用地", **NEXT)
    return lead


def judged(staff, sensor, at="05-09 10:00", feedback="", **fields):
    lead = answered(staff, sensor, **fields)
    take_step(lead=lead, step=STEP["judge"], by=staff, at=moment(at), feedback=feedback, **NEXT)
    return lead


def told_by_day(people, first, last):
    """{04-30: what the sweep at noon of that day raises}, for the days on which it raises anything."""
    found = {}
    for today in days(first, last):
        if raised := told(people, noon(today)):
            found[f"{today:%m-%d}"] = raised
    return found


def noon(date):
    return dt.datetime.combine(date, dt.time(12), ZONE)


def days(first, last):
    start = day(first)
    return [start + dt.timedelta(days=n) for n in range((day(last) - start).days + 1)]


def told(people, at):
    """What a sweep raises: {(rule, level, word for the person)}."""
    before = set(Reminder.objects.values_list("pk", flat=True))
    sweep(at=at)
    rows = Reminder.objects.exclude(pk__in=before)
    words = {user.pk: word for user, word in people.items()}
    return {(row.rule, row.level, words[row.recipient_id]) for row in rows}


def standing():
    return set(Reminder.objects.standing().values_list("rule", "level", "recipient__name"))


# -- dates ------------------------------------------------------------------------------------

RESPONSES = [
    # logged, response due, three working days after it was logged
    ("04-30", "05-06", "05-08"),  # Wednesday before the holiday of Labour Day
    ("04-25", "04-27", "04-29"),  # Friday; the Sunday after is worked
    ("04-27", "04-28", "04-30"),  # that Sunday
    ("05-01", "05-06", "05-08"),  # in the holiday
    ("05-05", "05-06", "05-08"),
    ("05-09", "05-12", "05-14"),  # a plain Friday
    ("05-10", "05-12", "05-14"),  # Saturday
]


@pytest.mark.parametrize(("start", "response", "third"), RESPONSES)
def test_the_dates_follow_the_working_day_calendar(start, response, third):
    calendar = work_calendar()
    assert clocks.response_due(day(start), calendar) == day(response)
    assert clocks.judgement_due(day(start), calendar) == day(third)


def test_judgement_with_specialists_and_feedback_have_five_working_days():
    calendar = work_calendar()
    assert clocks.judgement_due(day("05-06"), calendar) == day("05-09")
    assert clocks.judgement_due_with_specialists(day("05-06"), calendar) == day("05-13")
    assert clocks.feedback_due(day("05-09"), calendar) == day("05-16")


@pytest.mark.parametrize("workdays", [0, 1, 3, 5])
def test_before_is_the_last_day_from_which_so_many_working_days_have_passed(workdays):
    calendar = work_calendar()
    for n in range(30):
        today = day("04-20") + dt.timedelta(days=n)
        due = calendar.before(today, workdays)
        assert calendar.after(due, workdays) <= today < calendar.after(due + dt.timedelta(days=1), workdays)
        assert calendar.between(due, today) == workdays or workdays == 0


# -- on the lead ------------------------------------------------------------------------------


def test_a_logged_lead_is_to_be_answered_in_one_working_day(staff, sensor):
    lead = logged(staff, sensor)
    assert (lead.response_due_on, lead.next_action_on) == (day("05-06"), day("05-06"))
    assert (lead.judgement_due_on, lead.feedback_due_on) == (None, None)


def test_the_response_starts_the_clock_of_the_judgement(staff, sensor):
    lead = answered(staff, sensor)
    assert (lead.status, lead.judgement_due_on) == (LeadStatus.ASSESSING, day("05-09"))


def test_a_colleagues_note_starts_no_clock(staff, sensor):
    lead = logged(staff, sensor)
    write_follow_up(lead=lead, by=UserFactory(), at=moment("05-06 10:00"), summary="问了用地", **NEXT)
    assert (lead.status, lead.judgement_due_on) == (LeadStatus.NEW, None)


def test_specialists_move_the_judgement_once(staff, sensor):
    lead = answered(staff, sensor)
    call_specialists(lead=lead, by=staff, at=moment("05-07 10:00"), reason="工艺要专家看")
    assert lead.judgement_due_on == day("05-13")
    event = history.of(lead).first()
    assert (event.verb, event.data) == (
        "call_specialists",
        {"reason": "工艺要专家看", "due_on": "2025-05-13"},
    )
    with pytest.raises(NotOwed):
        call_specialists(lead=lead, by=staff, at=moment("05-08 10:00"), reason="再看一次")


@pytest.mark.parametrize("status", [LeadStatus.NEW, LeadStatus.FOLLOWING])
def test_specialists_are_called_in_only_while_the_lead_is_assessed(staff, sensor, status):
    lead = LeadFactory(owner=staff, chain=sensor, status=status)
    with pytest.raises(NotOwed):
        call_specialists(lead=lead, by=staff, at=moment("05-08 10:00"), reason="工艺要专家看")
    assert not history.of(lead).exists()


def test_without_an_introducer_nobody_waits_for_feedback(staff, sensor):
    lead = judged(staff, sensor)
    assert (lead.judged_at, lead.feedback_due_on, lead.feedback_at) == (moment("05-09 10:00"), None, None)
    with pytest.raises(NotOwed):
        give_feedback(lead=lead, by=staff, at=moment("05-12 10:00"), text="已立案")


def test_feedback_at_the_judgement_is_feedback(staff, sensor):
    lead = judged(staff, sensor, introducer="商会", feedback="已立案，下周见面")
    assert (lead.feedback_due_on, lead.feedback_at) == (day("05-16"), moment("05-09 10:00"))
    assert history.of(lead).first().data["reason"] == "已立案，下周见面"


def test_feedback_may_be_given_later_once(staff, sensor):
    lead = judged(staff, sensor, introducer="商会")
    assert (lead.feedback_due_on, lead.feedback_at) == (day("05-16"), None)
    stale = Lead.objects.get(pk=lead.pk)
    give_feedback(lead=lead, by=staff, at=moment("05-12 10:00"), text="已立案")
    assert lead.feedback_at == moment("05-12 10:00")
    with pytest.raises(NotOwed):
        give_feedback(lead=stale, by=staff, at=moment("05-12 10:01"), text="已立案")
    assert [event.data for event in history.of(lead).filter(verb="give_feedback")] == [{"text": "已立案"}]


def test_the_introducer_hears_of_an_invalid_lead_and_again_when_it_is_reopened(staff, sensor, office):
    lead = answered(staff, sensor, introducer="商会")
    take_step(
        lead=lead,
        step=STEP["invalidate"],
        by=office,
        at=moment("05-07 10:00"),
        reason="不符合产业方向",
        feedback="没有立案",
    )
    assert (lead.judged_at, lead.feedback_at) == (moment("05-07 10:00"), moment("05-07 10:00"))
    again = {"reason": "换了产品", "owner": staff} | NEXT
    take_step(lead=lead, step=STEP["reopen"], by=office, at=moment("05-12 10:00"), **again)
    assert (lead.judged_at, lead.feedback_due_on) == (moment("05-12 10:00"), day("05-19"))
    assert lead.feedback_at is None


# -- U1, to the day ---------------------------------------------------------------------------

UNANSWERED = {
    "04-30": {("R1", 1, "owner")},
    "05-07": {("R1", 2, "office")},
    "05-09": {("R1", 3, "leader")},
}
ANSWERED = {
    "04-30": {("R1", 1, "owner")},
    "05-06": {("R2", 1, "owner"), ("R2", 0, "office")},
    "05-12": {("R2", 2, "office")},
    "05-14": {("R2", 3, "leader")},
}


@pytest.mark.parametrize(("is_answered", "expected"), [(False, UNANSWERED), (True, ANSWERED)])
def test_u1_day_by_day(staff, sensor, people, is_answered, expected):
    lead = logged(staff, sensor, investment_wan=30_000)
    assert lead.grade == Grade.B
    found = {}
    for today in days("04-30", "05-14"):
        if is_answered and today == day("05-06"):
            write_follow_up(lead=lead, by=staff, at=moment("05-06 11:00"), summary="问了用地", **NEXT)
        if raised := told(people, noon(today)):
            found[f"{today:%m-%d}"] = raised
    assert found == expected


def test_nobody_above_is_told_before_nine(staff, sensor, people):
    logged(staff, sensor)
    sweep(at=moment("04-30 12:00"))
    assert told(people, moment("05-07 08:59")) == set()
    assert told(people, moment("05-07 09:00")) == {("R1", 2, "office")}


def test_a_sweep_that_comes_late_tells_everybody_at_once(staff, sensor, people):
    logged(staff, sensor)
    assert told(people, moment("05-30 12:00")) == {
        ("R1", 1, "owner"),
        ("R1", 2, "office"),
        ("R1", 3, "leader"),
    }


def test_whoever_is_told_reads_whose_lead_it_is(staff, sensor, people, office):
    logged(staff, sensor)
    sweep(at=moment("05-07 12:00"))
    row = Reminder.objects.get(recipient=office)
    assert (row.subject, row.what) == ("星澜传感有限公司 压力传感器产线", "李沐 负责，待首次响应")
    assert (row.kind, row.due_on, row.days_late(day("05-07"))) == ("升级", day("05-06"), 1)


# -- the other rules --------------------------------------------------------------------------


def test_r3_feedback_reaches_the_office_two_working_days_late(staff, sensor, people):
    judged(staff, sensor, introducer="商会")
    found = told_by_day(people, "05-09", "05-22")
    assert found == {
        "05-09": {("R3", 1, "owner")},  # due on Friday the 16th
        "05-20": {("R3", 2, "office")},
    }


@pytest.mark.parametrize(("grade", "on"), [(Grade.A, "05-14"), (Grade.B, "05-16")])
def test_r4_reaches_the_leader_sooner_for_grade_a(staff, sensor, people, grade, on):
    LeadFactory(owner=staff, chain=sensor, grade=grade, next_action_on=day("05-09"))
    found = told_by_day(people, "05-08", "05-20")
    expected = {"05-09": {("R4", 1, "owner")}, "05-14": {("R4", 2, "office")}}
    expected[on] = expected.get(on, set()) | {("R4", 3, "leader")}
    assert found == expected


@pytest.mark.parametrize(("grade", "on"), [("A", "05-08"), ("B", "05-15"), ("C", "05-31")])
def test_r5_speaks_when_a_lead_is_left_alone_for_too_long(staff, sensor, people, grade, on):
    active = moment("05-01 23:30")  # the date is that of the zone
    LeadFactory(
        owner=staff,
        chain=sensor,
        grade=grade,
        created_at=moment("04-01 10:00"),
        last_activity_at=active,
        next_action_on=day("07-01"),
    )
    found = told_by_day(people, "05-02", "06-10")
    assert found == {on: {("R5", 1, "owner")}}


QUIET = {
    "the next step comes first": {"next_action_on": day("05-15")},
    "nothing was done here": {"created_at": moment("05-02 10:00")},
    "shelved": {"status": LeadStatus.SHELVED},
}


@pytest.mark.parametrize("change", QUIET.values(), ids=QUIET.keys())
def test_r5_keeps_still_when(staff, sensor, people, change):
    fields = {"created_at": moment("04-01 10:00"), "next_action_on": day("07-01")} | change
    LeadFactory(owner=staff, chain=sensor, grade="B", last_activity_at=moment("05-01 10:00"), **fields)
    assert {rule for rule, *_rest in told(people, moment("06-10 12:00"))} <= {"R4"}


def test_leads_without_clocks_nag_nobody(staff, sensor, people):
    """Imported ones, and those from before there were clocks."""
    NewLeadFactory(owner=staff, chain=sensor, next_action_on=None)
    LeadFactory(owner=staff, chain=sensor, status=LeadStatus.ASSESSING, next_action_on=None)
    assert told(people, moment("06-10 12:00")) == set()


def test_a_lead_on_no_chain_is_brought_before_the_zone(staff, people):
    logged(staff, None)
    assert told(people, moment("05-09 12:00")) == {("R1", 1, "owner"), ("R1", 4, "admin")}


# -- who is told, how often, until when -------------------------------------------------------


def test_nobody_is_told_of_himself(sensor, leader, office):
    logged(office, sensor)
    sweep(at=moment("05-09 12:00"))
    assert standing() == {("R1", 1, "何静"), ("R1", 3, "周明")}


def test_every_holder_of_the_role_is_told(sensor, staff, office):
    second = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="陶然")
    person(Role.CHAIN_OFFICE, chains=[sensor.code], name="离职", is_active=False)
    RoleGrant.objects.create(user=second, role=Role.CHAIN_OFFICE, chain_code="", starts_on=day("01-01"))
    logged(staff, sensor)
    assert sweep(at=moment("05-07 12:00"))["escalated"] == 2
    assert standing() == {("R1", 1, "李沐"), ("R1", 2, "何静"), ("R1", 2, "陶然")}


def test_a_grant_counts_on_its_days_only(sensor, staff, office):
    office.grants.update(starts_on=day("05-08"))
    logged(staff, sensor)
    assert sweep(at=moment("05-07 12:00"))["escalated"] == 0
    assert sweep(at=moment("05-08 12:00"))["escalated"] == 1


def test_sweeping_twice_tells_once(staff, sensor, people):
    logged(staff, sensor)
    assert sweep(at=moment("05-09 12:00"))["escalated"] == 2
    again = sweep(at=moment("05-09 12:01"))
    assert (set(again["raised"].values()), again["settled"], again["escalated"]) == ({0}, 0, 0)


def test_a_response_settles_what_was_told_above(staff, sensor, people):
    lead = logged(staff, sensor)
    sweep(at=moment("05-09 12:00"))
    write_follow_up(lead=lead, by=staff, at=moment("05-09 12:01"), summary="问了用地", **NEXT)
    assert sweep(at=moment("05-09 12:02"))["settled"] == 3
    assert standing() == {("R2", 1, "李沐"), ("R2", 0, "何静")}


GONE = {
    "the role ended": lambda lead, office: office.grants.update(ends_on=day("05-06")),
    "the account was closed": lambda lead, office: User.objects.filter(pk=office.pk).update(is_active=False),
    "the lead moved to another chain": lambda lead, office: change(lead, chain="SUPERHARD"),
    "the date moved": lambda lead, office: change(lead, response_due_on=day("05-08")),
    "it was archived": lambda lead, office: change(lead, archived_at=moment("05-07 13:00")),
}


def change(lead, **fields):
    Lead.objects.filter(pk=lead.pk).update(**fields)


@pytest.mark.parametrize("happens", GONE.values(), ids=GONE.keys())
def test_an_escalation_settles_when(staff, sensor, superhard, office, happens):
    lead = logged(staff, sensor)
    sweep(at=moment("05-07 12:00"))
    happens(lead, office)
    sweep(at=moment("05-07 12:01"))
    assert Reminder.objects.get(recipient=office).status == "SETTLED"


def test_a_secret_lead_is_told_to_those_alone_who_may_read_it(staff, sensor, people):
    logged(staff, sensor, visibility="SECRET")
    assert told(people, moment("05-30 12:00")) == {("R1", 1, "owner"), ("R1", 3, "leader")}


def test_a_lead_made_secret_is_taken_from_the_office(staff, sensor, office, leader):
    lead = logged(staff, sensor)
    sweep(at=moment("05-09 12:00"))
    change(lead, visibility="SECRET")
    sweep(at=moment("05-09 12:01"))
    assert standing() == {("R1", 1, "李沐"), ("R1", 3, "周明")}


def test_a_lead_that_gets_a_chain_is_no_longer_a_matter_of_the_zone(staff, sensor, people):
    lead = logged(staff, None)
    sweep(at=moment("05-07 12:00"))
    change(lead, chain=sensor)
    sweep(at=moment("05-07 12:01"))
    assert {(rule, level) for rule, level, _name in standing()} == {("R1", 1), ("R1", 2)}


def test_a_lead_given_to_another_is_told_again_under_the_new_name(staff, sensor, office, outsider):
    lead = logged(staff, sensor)
    sweep(at=moment("05-07 12:00"))
    assign(lead=lead, by=office, at=moment("05-07 12:01"), owner=outsider)
    sweep(at=moment("05-07 12:02"))
    assert Reminder.objects.standing().get(recipient=office).what == "王岚 负责，待首次响应"


def test_the_office_is_informed_only_until_the_date(staff, sensor, office):
    answered(staff, sensor)
    sweep(at=moment("05-09 12:00"))
    informed = Reminder.objects.get(recipient=office)
    assert (informed.level, informed.kind, informed.status) == (0, "知会", "OPEN")
    sweep(at=moment("05-12 12:00"))
    informed.refresh_from_db()
    assert informed.status == "SETTLED"
    assert Reminder.objects.standing().get(recipient=office).level == 2


def test_one_escalation_is_open_per_lead_and_level(staff, sensor, office, leader):
    """Late with the judgement and with the next step: each person above hears of the lead once."""
    lead = answered(staff, sensor)
    Lead.objects.filter(pk=lead.pk).update(next_action_on=day("05-09"))
    sweep(at=moment("05-20 12:00"))
    assert standing() == {
        ("R2", 1, "李沐"),
        ("R4", 1, "李沐"),
        ("R2", 2, "何静"),
        ("R2", 3, "周明"),
    }
    lead.refresh_from_db()
    take_step(lead=lead, step=STEP["judge"], by=staff, at=moment("05-20 12:01"))
    sweep(at=moment("05-20 12:02"))
    assert standing() == {("R4", 1, "李沐"), ("R4", 2, "何静"), ("R4", 3, "周明")}


def test_a_dismissed_escalation_does_not_come_back_beside_another(staff, sensor, office):
    lead = answered(staff, sensor)
    Lead.objects.filter(pk=lead.pk).update(next_action_on=day("05-09"))
    sweep(at=moment("05-20 12:00"))
    mine = Reminder.objects.get(recipient=office, level=2)
    dismiss_reminder(reminder=mine, by=office, at=moment("05-20 12:01"))
    sweep(at=moment("05-20 12:02"))
    assert Reminder.objects.standing().get(recipient=office).rule == "R4"
    with pytest.raises(AlreadyClosed, match="已有一条升级提醒"):
        restore_reminder(reminder=mine, by=office, at=moment("05-20 12:03"))
    mine.refresh_from_db()
    assert mine.status == "DISMISSED"


def test_the_statements_are_the_same_for_ten_leads_and_for_three_hundred(staff, sensor, people):
    counts = []
    for number in (10, 290):
        due = {"response_due_on": day("05-06"), "created_at": moment("04-30 10:00")}
        NewLeadFactory.create_batch(number, owner=staff, chain=sensor, next_action_on=None, **due)
        with CaptureQueriesContext(connection) as queries:
            answer = sweep(at=moment("05-09 12:00"))
        assert (answer["raised"]["R1"], answer["escalated"]) == (number, 2 * number)
        counts.append(len(queries))
    assert counts[0] == counts[1]
