"""Pause, terminate, resume, reopen: two people decide what rests, and no timer runs while it does."""

import datetime as dt

import pytest

from accounts.models import Notice
from accounts.roles import Role
from leads.actions import (
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    RestartTooEarly,
    StatusAlreadyAsked,
    TooLateToReopen,
    approve_status,
    ask_for_stage,
    ask_for_status,
    record_progress,
    refuse_status,
    register_first_contact,
    reopen,
    resume,
    withdraw_status_request,
)
from leads.models import FirstContact, FirstContactKey, Project, StatusRequest
from leads.stages import LeadStatus, ProjectStatus
from tests.factories import NOON, TODAY, LeadFactory, ProjectFactory, person
from tests.gate_facts import days_later, open_gate

pytestmark = pytest.mark.django_db
PAUSED, TERMINATED = ProjectStatus.PAUSED, ProjectStatus.TERMINATED


@pytest.fixture
def owner():
    return person(Role.STAFF, chains=["SENSOR"])


@pytest.fixture
def project(owner):
    return ProjectFactory(owner=owner)


@pytest.fixture
def office(project):
    return person(Role.CHAIN_OFFICE, chains=["SENSOR"])


@pytest.fixture
def leader(project):
    return person(Role.CHAIN_LEADER, chains=["SENSOR"])


@pytest.fixture
def admin(project):
    return person(Role.ZONE_ADMIN)


def to_pause(project, by, *, at=NOON, days=90):
    said = {"kind": "MARKET", "reason": "等订单", "restart_on": TODAY + dt.timedelta(days=days)}
    return ask_for_status(project=project, status=PAUSED, by=by, at=at, **said)


def to_terminate(project, by, *, at=NOON):
    said = {"kind": "LOST", "reason": "条件不如外地", "lost_to": "合肥高新区"}
    return ask_for_status(project=project, status=TERMINATED, by=by, at=at, **said)


def terminated(project, by, leader, *, at=NOON):
    return approve_status(request=to_terminate(project, by, at=at), by=leader, at=at)


def test_a_wish_to_pause_waits_for_the_office(project, owner, office):
    to_pause(project, owner)
    project.refresh_from_db()
    assert project.status == ProjectStatus.ACTIVE
    assert list(Notice.objects.values_list("recipient", flat=True)) == [office.pk]


@pytest.mark.parametrize(
    ("ask", "role", "may"),
    [
        (to_pause, Role.CHAIN_OFFICE, True),
        (to_pause, Role.CHAIN_LEADER, True),
        (to_pause, Role.STAFF, False),
        (to_pause, Role.ZONE_ADMIN, False),
        (to_terminate, Role.CHAIN_OFFICE, False),
        (to_terminate, Role.CHAIN_LEADER, True),
        (to_terminate, Role.VICE_LEADER, True),
    ],
)
def test_who_approves(project, owner, ask, role, may):
    request = ask(project, owner)
    approver = person(role, chains=[""] if role == Role.ZONE_ADMIN else ["SENSOR"])
    if may:
        assert approve_status(request=request, by=approver, at=NOON).status == request.status
        return
    with pytest.raises(NotTheApprover):
        approve_status(request=request, by=approver, at=NOON)
    project.refresh_from_db()
    assert project.status == ProjectStatus.ACTIVE


def test_who_asked_does_not_approve(project, leader):
    with pytest.raises(NotTheApprover):
        approve_status(request=to_terminate(project, leader), by=leader, at=NOON)


def test_a_second_wish_is_refused_by_the_constraint(project, owner):
    to_pause(project, owner)
    with pytest.raises(StatusAlreadyAsked):
        to_terminate(project, owner)
    assert StatusRequest.objects.count() == 1


def test_no_timer_runs_while_the_project_is_paused(project, owner, office):
    paused = approve_status(request=to_pause(project, owner), by=office, at=days_later(10))
    assert (paused.status, paused.paused_on) == (PAUSED, TODAY + dt.timedelta(days=10))
    assert paused.restart_on == TODAY + dt.timedelta(days=90)
    back = resume(project=paused, by=owner, at=days_later(45))
    assert (back.status, back.paused_on, back.restart_on) == ("ACTIVE", None, None)
    assert back.idle_from_on == TODAY + dt.timedelta(days=35)
    assert set(StatusRequest.objects.values_list("old", "status", "answer")) == {
        ("ACTIVE", "PAUSED", "APPROVED"),
        ("PAUSED", "ACTIVE", "APPROVED"),
    }


def test_progress_during_the_pause_starts_the_count_anew(project, owner, office):
    paused = approve_status(request=to_pause(project, owner), by=office, at=days_later(10))
    day = TODAY + dt.timedelta(days=20)
    record_progress(project=paused, kind="VISIT", on=day, text="走访", source="x:1", by=owner, at=NOON)
    assert resume(project=paused, by=owner, at=days_later(45)).idle_from_on == TODAY + dt.timedelta(days=45)


def test_a_pause_from_a_pause_that_ended_in_termination_counts_too(project, owner, office, leader, admin):
    paused = approve_status(request=to_pause(project, owner), by=office, at=NOON)
    ended = terminated(paused, owner, leader, at=days_later(30))
    assert (ended.paused_on, ended.terminated_on) == (None, TODAY + dt.timedelta(days=30))
    assert reopen(project=ended, by=admin, at=days_later(40), reason="又来").idle_from_on == (
        TODAY + dt.timedelta(days=40)
    )


def test_the_restart_lies_ahead_when_asked_and_when_approved(project, owner, office):
    with pytest.raises(RestartTooEarly):
        to_pause(project, owner, days=0)
    request = to_pause(project, owner, days=5)
    with pytest.raises(RestartTooEarly):
        approve_status(request=request, by=office, at=days_later(5))


def test_a_refusal_says_why_and_is_final(project, owner, office):
    request = to_pause(project, owner)
    refuse_status(request=request, by=office, at=NOON, reason="再谈一轮")
    with pytest.raises(RequestOver):
        approve_status(request=request, by=office, at=NOON)
    project.refresh_from_db()
    assert project.status == ProjectStatus.ACTIVE
    assert Notice.objects.filter(recipient=owner, text__contains="再谈一轮").count() == 1


def test_a_wish_taken_back_leaves_room_for_another(project, owner):
    withdraw_status_request(request=to_pause(project, owner), by=owner, at=NOON)
    assert to_terminate(project, owner).answer == "WAITING"


def test_a_termination_voids_the_stage_request_that_waits(project, owner, leader):
    open_gate(project, "REVIEWED")
    request = ask_for_stage(project=project, by=owner, at=NOON)
    terminated(project, owner, leader)
    request.refresh_from_db()
    assert request.answer == "VOID"


def test_what_moved_meanwhile_is_not_ended(project, owner, leader, office):
    request = to_terminate(project, owner)
    Project.objects.filter(pk=project.pk).update(status=PAUSED, paused_on=TODAY)
    with pytest.raises(ProjectChanged):
        approve_status(request=request, by=leader, at=NOON)


def test_thirty_days_to_reopen_and_not_one_more(project, owner, leader, admin):
    ended = terminated(project, owner, leader)
    with pytest.raises(TooLateToReopen):
        reopen(project=ended, by=admin, at=days_later(31), reason="又来")
    again = reopen(project=ended, by=admin, at=days_later(30), reason="又来")
    assert (again.status, again.terminated_on) == ("ACTIVE", None)
    with pytest.raises(ProjectChanged):
        reopen(project=ended, by=admin, at=days_later(30), reason="又来")


# -- the first contact ------------------------------------------------------------------------


@pytest.fixture
def contact(project):
    """A registration with its keys, of the lead before it was converted."""
    lead = project.lead
    lead.status = LeadStatus.FOLLOWING
    lead.save()
    said = {"contacted_on": TODAY, "evidence": "会议纪要"}
    contact = register_first_contact(lead=lead, by=lead.owner, at=NOON, **said)
    lead.status = LeadStatus.CONVERTED
    lead.save()
    return contact


def test_termination_frees_the_company_for_others(project, contact, owner, leader):
    terminated(project, owner, leader)
    contact.refresh_from_db()
    assert contact.status == FirstContact.Status.RELEASED
    assert not FirstContactKey.objects.filter(is_held=True).exists()


def test_a_reopened_project_is_protected_again(project, contact, owner, leader, admin):
    held = set(contact.keys.filter(is_held=True).values_list("key", flat=True))
    reopen(project=terminated(project, owner, leader), by=admin, at=days_later(9), reason="又来")
    contact.refresh_from_db()
    assert contact.status == FirstContact.Status.VALID
    assert set(contact.keys.filter(is_held=True).values_list("key", flat=True)) == held


def test_but_not_where_another_unit_has_registered_since(project, contact, owner, leader, admin):
    ended = terminated(project, owner, leader)
    other = LeadFactory(company=project.company)
    said = {"contacted_on": TODAY, "evidence": "走访记录"}
    theirs = register_first_contact(lead=other, by=other.owner, at=days_later(3), **said)
    reopen(project=ended, by=admin, at=days_later(9), reason="又来")
    contact.refresh_from_db()
    assert contact.status == FirstContact.Status.RELEASED
    assert set(FirstContactKey.objects.filter(is_held=True).values_list("first_contact", flat=True)) == {
        theirs.pk
    }
