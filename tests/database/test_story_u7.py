"""U7: the talks with a robot maker move on last on 10 March 2025; its officer notes calls weekly."""

import datetime as dt

import pytest

from accounts.roles import Role
from leads.actions import write_follow_up
from leads.models import Project
from leads.project_light import light, proposing_removal
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, ChainFactory, ProjectFactory, person

pytestmark = pytest.mark.django_db
LAST = dt.date(2025, 3, 10)
SWEPT = [dt.date(2025, 5, 9), dt.date(2025, 5, 10), dt.date(2025, 6, 8), dt.date(2025, 6, 9)]
SWEPT += [dt.date(2025, 6, 10), dt.date(2025, 9, 7)]


def noon(day):
    return NOON + (day - NOON.date())


def test_the_robot_project_stands_still(db):
    robot = ChainFactory(code="ROBOT", name="机器人", sort=3)
    owner = person(Role.STAFF, chains=["ROBOT"], name="李沐")
    office = person(Role.CHAIN_OFFICE, chains=["ROBOT"])
    leader = person(Role.CHAIN_LEADER, chains=["ROBOT"])
    project = ProjectFactory(
        chain=robot, owner=owner, idle_from_on=LAST, next_action_on=dt.date(2025, 12, 31)
    )
    heard = {}
    for n in range(183):
        day = LAST + dt.timedelta(n)
        if n % 7 == 0:
            step = {"next_action_text": "再联系", "next_action_on": day + dt.timedelta(days=7)}
            write_follow_up(lead=project.lead, by=owner, at=noon(day), summary="电话催办", **step)
        if day in SWEPT:
            sweep(at=noon(day))
            rows = Reminder.objects.filter(rule__in=["R13", "R14"], subject_id=project.pk)
            heard[day] = set(rows.values_list("rule", "recipient", "status"))
        project = Project.objects.get(pk=project.pk)
        assert light(project, day).colour == colour_of(day), day
        assert Project.objects.filter(proposing_removal(day)).exists() is (day >= dt.date(2025, 9, 7))

    assert heard[dt.date(2025, 5, 9)] == set()
    yellow = {("R13", each.pk, "OPEN") for each in (owner, office)}
    assert heard[dt.date(2025, 5, 10)] == heard[dt.date(2025, 6, 8)] == yellow
    red = {("R14", each.pk, "OPEN") for each in (owner, office, leader)}
    assert heard[dt.date(2025, 6, 9)] == {(rule, who, "SETTLED") for rule, who, _ in yellow} | red
    told = Reminder.objects.get(recipient=leader)
    assert (told.rule, told.due_on, told.what) == (
        "R14",
        dt.date(2025, 6, 9),
        "李沐 负责，红灯，建议督办",
    )


def colour_of(day):
    if day <= dt.date(2025, 5, 9):
        return "GREEN"
    return "YELLOW" if day <= dt.date(2025, 6, 8) else "RED"
