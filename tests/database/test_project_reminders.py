"""R4P and R13 to R16 on their days; who may not read the lead does not hear of its project."""

import datetime as dt

import pytest

from accounts.roles import Role
from leads.actions import record_progress
from leads.models import Lead, ProgressEvent, ProgressReport, Project, Visibility
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, ProjectFactory, person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FAR = dt.date(2026, 6, 1)


def noon(day):
    return NOON + (day - TODAY)


def standing(rule):
    rows = Reminder.objects.standing().filter(rule=rule)
    return {(row.recipient_id, row.due_on) for row in rows}


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code])


@pytest.fixture
def leader(sensor):
    return person(Role.CHAIN_LEADER, chains=[sensor.code])


def project(sensor, **fields):
    return ProjectFactory(chain=sensor, **{"next_action_on": FAR} | fields)


def signed(sensor, **fields):
    return project(
        sensor,
        stage="SIGNED",
        signed_on=dt.date(2025, 6, 3),
        signed_wan=100,
        created_at=noon(dt.date(2025, 5, 3)),
        **fields,
    )


def test_a_late_sweep_tells_of_a_red_light_and_progress_settles_it(sensor, office, leader, admin):
    slow = project(sensor, idle_from_on=TODAY - 93 * DAY)
    sweep(at=NOON)
    turned = TODAY - 2 * DAY
    assert standing("R14") == {(who, turned) for who in (slow.owner_id, office.pk, leader.pk)}
    sweep(at=NOON + 14 * DAY)
    assert (admin.pk, turned) in standing("R14")
    more = {"kind": ProgressEvent.Kind.VISIT, "text": "走访", "by": slow.owner, "at": NOON}
    record_progress(project=slow, on=TODAY + 14 * DAY, source="test:1", **more)
    sweep(at=NOON + 14 * DAY)
    assert standing("R14") == set()


def test_of_a_secret_project_nobody_hears_who_may_not_read_it(sensor, office, leader):
    secret = project(sensor, idle_from_on=TODAY - 91 * DAY)
    Lead.objects.filter(pk=secret.lead_id).update(visibility=Visibility.SECRET)
    sweep(at=NOON)
    told = {who for who, _ in standing("R14")}
    assert told == {secret.owner_id} | {
        user.pk for user in (office, leader) if Project.objects.visible_to(user).exists()
    }
    assert office.pk not in told


def test_the_month_is_asked_for_from_the_25th_until_it_is_reported(sensor, office, leader):
    one = signed(sensor)
    june = dt.date(2025, 6, 30)
    sweep(at=noon(dt.date(2025, 6, 24)))
    assert standing("R15") == set()
    sweep(at=noon(dt.date(2025, 6, 25)))
    assert standing("R15") == {(one.owner_id, june)}
    sweep(at=noon(dt.date(2025, 7, 1)))
    assert standing("R15") == {(one.owner_id, june)}
    sweep(at=noon(dt.date(2025, 7, 2)))
    assert standing("R15") == {(one.owner_id, june), (office.pk, june)}
    sweep(at=noon(dt.date(2025, 7, 7)))
    assert standing("R15") == {(one.owner_id, june), (office.pk, june), (leader.pk, june)}
    ProgressReport.objects.create(project=one, month=dt.date(2025, 6, 1), arrived_wan=0, by=one.owner)
    sweep(at=noon(dt.date(2025, 7, 7)))
    assert standing("R15") == set()
    sweep(at=noon(dt.date(2025, 7, 25)))
    assert standing("R15") == {(one.owner_id, dt.date(2025, 7, 31))}


def test_months_from_before_the_project_was_entered_are_not_asked_for(sensor):
    old = signed(sensor)
    Project.objects.filter(pk=old.pk).update(signed_on=dt.date(2023, 1, 5))
    sweep(at=noon(dt.date(2025, 6, 11)))
    assert standing("R15") == {(old.owner_id, dt.date(2025, 5, 31))}


@pytest.mark.parametrize(
    ("stage", "field", "code"),
    [("SIGNED", "planned_start_on", "R16"), ("STARTED", "planned_production_on", "R16P")],
)
def test_a_planned_day_is_announced_30_and_7_days_before(sensor, stage, field, code):
    one = project(sensor, stage=stage, **{field: TODAY + 30 * DAY})
    sweep(at=NOON - DAY)
    assert standing(code) == set()
    sweep(at=NOON)
    assert standing(code) == {(one.owner_id, TODAY + 30 * DAY)}
    sweep(at=NOON + 23 * DAY)
    assert (standing(code), standing(f"{code}-7")) == (set(), {(one.owner_id, TODAY + 30 * DAY)})


def test_a_next_step_is_told_on_its_day_and_to_those_above_when_late(sensor, office, leader):
    one = project(sensor, next_action_on=TODAY, grade="C")
    sweep(at=NOON)
    assert standing("R4P") == {(one.owner_id, TODAY)}
    sweep(at=NOON + 8 * DAY)
    assert standing("R4P") == {(who, TODAY) for who in (one.owner_id, office.pk, leader.pk)}


def test_a_paused_project_is_silent(sensor):
    ProjectFactory(chain=sensor, paused=True, idle_from_on=TODAY - 200 * DAY)
    sweep(at=NOON)
    assert not Reminder.objects.exists()
