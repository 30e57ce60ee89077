"""A project from stage to stage: asked, approved by another, by exception, back."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import (
    GateClosed,
    GateOpen,
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    StageAlreadyAsked,
    approve_stage,
    ask_for_stage,
    lapse_first_contacts,
    move_back,
    pass_by_exception,
    refuse_stage,
    withdraw_stage_request,
)
from leads.models import FirstContact, ProgressEvent, Project, StageChange, StageRequest, StatusRequest
from leads.models.first_contact import UNTIL_TERMINATED
from leads.stages import ProjectStage
from tests.factories import NOON, TODAY, FirstContactFactory, ProjectFactory, person
from tests.gate_facts import Kind, advanced, asked, days_later, open_gate, promise, prove, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return person(Role.STAFF, chains=["SENSOR"])


@pytest.fixture
def office(project):
    return person(Role.CHAIN_OFFICE, chains=["SENSOR"])


@pytest.fixture
def leader(project):
    return person(Role.CHAIN_LEADER, chains=["SENSOR"])


@pytest.fixture
def admin(project):
    return person(Role.ZONE_ADMIN)


@pytest.fixture
def project(owner):
    project = ProjectFactory(owner=owner)
    StageChange.objects.create(project=project, stage=project.stage, on=TODAY, at=NOON, by=owner)
    return project


def stages(project):
    rows = project.stage_changes.order_by("at", "pk")
    return [(row.old, row.stage, row.days) for row in rows]


def at_stage(project, stage):
    Project.objects.filter(pk=project.pk).update(stage=stage)
    project.refresh_from_db()


def test_asking_needs_every_criterion(project, owner):
    with pytest.raises(GateClosed) as refusal:
        ask_for_stage(project=project, by=owner, at=NOON)
    assert {line.criterion.key for line in refusal.value.gate.missing} == {
        "diligence",
        "diligence_is_fresh",
        "review",
        "veto",
    }
    assert not StageRequest.objects.exists()


def test_a_request_waits_and_the_leaders_are_told(project, owner, office, leader):
    request = asked(project, by=owner)
    assert (request.stage, request.answer) == (ProjectStage.REVIEWED, "WAITING")
    assert set(Notice.objects.values_list("recipient", flat=True)) == {leader.pk}
    project.refresh_from_db()
    assert project.stage == ProjectStage.NEGOTIATING


def test_a_second_request_is_refused_by_the_constraint(project, owner, office):
    asked(project, by=owner)
    with pytest.raises(StageAlreadyAsked):
        ask_for_stage(project=project, by=office, at=NOON)
    assert StageRequest.objects.count() == 1


def test_approval_moves_the_project_and_writes_all_that_depends_on_it(project, owner, leader):
    request = asked(project, by=owner)
    moved = approve_stage(request=request, by=leader, at=days_later(28))
    day = TODAY + dt.timedelta(days=28)
    assert (moved.stage, moved.stage_on, moved.idle_from_on) == (ProjectStage.REVIEWED, day, day)
    assert stages(project) == [("", "NEGOTIATING", None), ("NEGOTIATING", "REVIEWED", 28)]
    assert list(ProgressEvent.objects.values_list("kind", "on")) == [("STAGE", day)]
    assert (request.answer, request.answered_by) == ("APPROVED", leader)
    assert history.of(project).first().data["asked"] == str(owner)
    assert moved.version == project.version + 1


@pytest.mark.parametrize(
    ("role", "stage", "amount", "may"),
    [
        (Role.CHAIN_OFFICE, "NEGOTIATING", 9_000, False),
        (Role.CHAIN_LEADER, "NEGOTIATING", 9_000, True),
        (Role.VICE_LEADER, "NEGOTIATING", 9_000, True),
        (Role.ZONE_ADMIN, "NEGOTIATING", 9_000, False),
        (Role.STAFF, "NEGOTIATING", 9_000, False),
        (Role.CHAIN_OFFICE, "REVIEWED", 9_000, True),
        (Role.CHAIN_OFFICE, "TO_SIGN", 9_999, True),
        (Role.CHAIN_OFFICE, "TO_SIGN", 10_000, False),
        (Role.CHAIN_LEADER, "TO_SIGN", 10_000, True),
        (Role.CHAIN_OFFICE, "PRODUCING", 9_000, False),
    ],
)
def test_who_approves(project, owner, role, stage, amount, may):
    at_stage(project, stage)
    open_gate(project, ProjectStage.TO_SIGN)
    request = asked(project, by=owner)
    project.agreements.update(amount_wan=amount)
    approver = person(role, chains=[""] if role == Role.ZONE_ADMIN else ["SENSOR"])
    if may:
        assert approve_stage(request=request, by=approver, at=NOON).stage == request.stage
        return
    with pytest.raises(NotTheApprover):
        approve_stage(request=request, by=approver, at=NOON)
    project.refresh_from_db()
    assert project.stage == stage


def test_a_leader_of_another_chain_does_not_approve(project, owner):
    request = asked(project, by=owner)
    with pytest.raises(NotTheApprover):
        approve_stage(request=request, by=person(Role.CHAIN_LEADER, chains=["ROBOT"]), at=NOON)


def test_who_asked_does_not_approve(project, leader):
    request = asked(project, by=leader)
    with pytest.raises(NotTheApprover):
        approve_stage(request=request, by=leader, at=NOON)
    assert StageChange.objects.count() == 1


def test_who_recorded_the_proof_does_not_approve(project, owner, office):
    at_stage(project, ProjectStage.SIGNED)
    prove(Kind.LOCAL_COMPANY, Kind.LAND_CONTRACT)(project, on=TODAY, by=office)
    request = ask_for_stage(project=project, by=owner, at=NOON)
    with pytest.raises(NotTheApprover):
        approve_stage(request=request, by=office, at=NOON)
    other = person(Role.CHAIN_OFFICE, chains=["SENSOR"])
    assert approve_stage(request=request, by=other, at=NOON).stage == ProjectStage.LANDED


def test_only_the_latest_proof_counts_for_that(project, owner, office):
    at_stage(project, ProjectStage.LANDED)
    prove(Kind.START)(project, on=TODAY - dt.timedelta(days=9), by=office)
    prove(Kind.FIT_OUT)(project, on=TODAY, by=owner)
    request = ask_for_stage(project=project, by=owner, at=NOON)
    assert approve_stage(request=request, by=office, at=NOON).started_on == TODAY


def test_facts_are_read_again_at_approval(project, owner, leader):
    request = asked(project, by=owner)
    project.reviews.all().delete()
    with pytest.raises(GateClosed) as refusal:
        approve_stage(request=request, by=leader, at=NOON)
    assert [line.criterion.key for line in refusal.value.gate.missing] == ["review", "veto"]
    request.refresh_from_db()
    assert request.answer == "WAITING"


def test_an_answer_is_given_once(project, owner, leader):
    request = asked(project, by=owner)
    refuse_stage(request=request, by=leader, at=NOON, reason="纪要没有签字")
    with pytest.raises(RequestOver):
        approve_stage(request=request, by=leader, at=NOON)
    project.refresh_from_db()
    assert project.stage == ProjectStage.NEGOTIATING
    assert Notice.objects.filter(recipient=owner, text__contains="纪要没有签字").count() == 1


def test_a_request_is_taken_back_and_can_be_made_again(project, owner):
    withdraw_stage_request(request=asked(project, by=owner), by=owner, at=NOON)
    ask_for_stage(project=project, by=owner, at=NOON)
    assert list(StageRequest.objects.order_by("pk").values_list("answer", flat=True)) == ["VOID", "WAITING"]


def test_an_exception_says_why_and_what_was_passed_over(project, leader):
    moved = pass_by_exception(project=project, by=leader, at=NOON, reason="市领导会议已定")
    assert moved.stage == ProjectStage.REVIEWED
    change = project.stage_changes.latest("pk")
    assert (change.is_exception, change.reason) == (True, "市领导会议已定")
    assert "做背景核查" in history.of(project).first().data["passed"]


def test_no_exception_where_nothing_is_missing(project, leader):
    open_gate(project, ProjectStage.REVIEWED)
    with pytest.raises(GateOpen):
        pass_by_exception(project=project, by=leader, at=NOON, reason="快")


@pytest.mark.parametrize(
    "flaw",
    [{"fair_review": "MISSING", "basis_title": "办法", "basis_number": "1 号"}, {"fair_review": "PASSED"}],
)
def test_a_commitment_without_basis_or_review_is_never_passed(project, leader, flaw):
    at_stage(project, ProjectStage.REVIEWED)
    promise(project, by=leader, **flaw)
    with pytest.raises(GateClosed):
        pass_by_exception(project=project, by=leader, at=NOON, reason="急")
    project.refresh_from_db()
    assert project.stage == ProjectStage.REVIEWED


def test_an_exception_voids_the_waiting_requests(project, owner, leader, office):
    asked(project, by=owner)
    StatusRequest.objects.create(
        project=project, old="ACTIVE", status="TERMINATED", kind="OTHER", reason="谈崩", by=owner, at=NOON
    )
    project.reviews.all().delete()
    pass_by_exception(project=project, by=leader, at=NOON, reason="急")
    assert {row.answer for row in StageRequest.objects.all()} == {"VOID"}
    assert {row.answer for row in StatusRequest.objects.all()} == {"VOID"}


def test_of_two_moves_from_one_sight_the_second_is_told(project, leader):
    seen = Project.objects.get(pk=project.pk)
    pass_by_exception(project=project, by=leader, at=NOON, reason="急")
    with pytest.raises(ProjectChanged) as clash:
        pass_by_exception(project=seen, by=leader, at=NOON, reason="急")
    assert clash.value.theirs.stage == ProjectStage.REVIEWED
    assert StageChange.objects.count() == 2


def test_a_framework_agreement_moves_nothing(project, owner):
    at_stage(project, ProjectStage.TO_SIGN)
    project.agreements.create(
        kind="FRAMEWORK",
        signed_on=TODAY,
        amount_wan=300_000,
        created_by=owner,
        created_at=NOON,
        updated_at=NOON,
    )
    with pytest.raises(GateClosed):
        ask_for_stage(project=project, by=owner, at=NOON)


def test_signing_takes_day_and_amount_from_the_formal_agreement(project, owner, leader):
    at_stage(project, ProjectStage.TO_SIGN)
    moved = advanced(project, by=owner, leader=leader)
    assert (moved.signed_on, moved.signed_wan) == (TODAY, Decimal(9_000))


def test_of_an_increase_only_what_is_new_counts(project, owner, leader):
    Project.objects.filter(pk=project.pk).update(kind="INCREASE", prior_investment_wan=3_000)
    at_stage(project, ProjectStage.TO_SIGN)
    assert advanced(project, by=owner, leader=leader).signed_wan == Decimal(6_000)


def test_the_whole_way_and_back_again(project, owner, leader, admin):
    for number, stage in enumerate(list(ProjectStage)[1:]):
        open_gate(project, stage, on=timezone.localdate(days_later(number)))
        request = ask_for_stage(project=project, by=owner, at=days_later(number))
        approve_stage(request=request, by=leader, at=days_later(number))
        project.refresh_from_db()
    assert project.stage == ProjectStage.FULL_CAPACITY
    assert None not in (project.signed_on, project.started_on, project.producing_on)
    clock = project.idle_from_on
    for _step in range(5):
        project = move_back(project=project, by=admin, at=days_later(40), reason="证照不实")
    assert (project.stage, project.signed_on, project.signed_wan) == ("TO_SIGN", None, None)
    assert (project.started_on, project.producing_on, project.idle_from_on) == (None, None, clock)
    back = project.stage_changes.filter(is_back=True)
    assert [change.reason for change in back] == ["证照不实"] * 5
    rows = list(project.stage_changes.order_by("pk"))
    assert all(later.old == earlier.stage for earlier, later in pairwise(rows))


def test_what_an_exception_left_out_is_made_good_with_the_next_move(project, owner, leader):
    at_stage(project, ProjectStage.TO_SIGN)
    passed = pass_by_exception(project=project, by=leader, at=NOON, reason="开工仪式已定")
    assert (passed.signed_on, passed.signed_wan) == (None, None)
    open_gate(project, ProjectStage.SIGNED)
    open_gate(project, ProjectStage.LANDED)
    request = ask_for_stage(project=project, by=owner, at=NOON)
    moved = approve_stage(request=request, by=leader, at=NOON)
    assert (moved.signed_on, moved.signed_wan) == (TODAY, Decimal(9_000))


def test_a_resting_project_stays_where_it_is(project, owner, leader, admin):
    review(project, on=TODAY, by=leader)
    Project.objects.filter(pk=project.pk).update(status="PAUSED", paused_on=TODAY)
    for act, said in (
        (ask_for_stage, {"by": owner}),
        (pass_by_exception, {"by": leader, "reason": "急"}),
    ):
        with pytest.raises(ProjectChanged):
            act(project=project, at=NOON, **said)
    assert StageChange.objects.count() == 1


# -- the first contact of the lead (I-3) ------------------------------------------------------


def test_a_reviewed_project_keeps_its_protection_past_the_last_day(project, owner, leader):
    contact = FirstContactFactory(lead=project.lead)
    advanced(project, by=owner, leader=leader)
    contact.refresh_from_db()
    assert contact.protected_until == UNTIL_TERMINATED
    assert lapse_first_contacts(at=days_later(900)) == 0
    assert contact.protects_on(TODAY + dt.timedelta(days=900))


def test_back_in_negotiation_it_protects_to_the_last_day(project, owner, leader, admin):
    contact = FirstContactFactory(lead=project.lead)
    advanced(project, by=owner, leader=leader)
    move_back(project=project, by=admin, at=days_later(1), reason="评审有误")
    contact.refresh_from_db()
    assert (contact.status, contact.protected_until) == ("VALID", contact.last_day)


def test_signing_completes_the_first_contact_and_still_protects(project, owner, leader, admin):
    contact = FirstContactFactory(lead=project.lead)
    at_stage(project, ProjectStage.TO_SIGN)
    signed = advanced(project, by=owner, leader=leader)
    contact.refresh_from_db()
    assert contact.status == FirstContact.Status.COMPLETED
    assert set(FirstContact.objects.protecting(TODAY + dt.timedelta(days=900))) == {contact}
    move_back(project=signed, by=admin, at=NOON, reason="协议作废")
    contact.refresh_from_db()
    assert contact.status == FirstContact.Status.VALID


def test_what_had_run_out_does_not_come_back(project, owner, leader):
    contact = FirstContactFactory(lead=project.lead, protected_until=TODAY - dt.timedelta(days=1))
    advanced(project, by=owner, leader=leader)
    contact.refresh_from_db()
    assert contact.protected_until == TODAY - dt.timedelta(days=1)
