"""Random moves of one project, legal and not: whatever people try, the log tells a true story."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.roles import Role
from leads.actions import (
    GateClosed,
    GateOpen,
    NoSuchStage,
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    RestartTooEarly,
    StageAlreadyAsked,
    StatusAlreadyAsked,
    TooLateToReopen,
    approve_stage,
    approve_status,
    ask_for_stage,
    ask_for_status,
    move_back,
    pass_by_exception,
    refuse_stage,
    reopen,
    resume,
    withdraw_stage_request,
)
from leads.actions.stage import NEVER_PASSED
from leads.facts import facts_of
from leads.models import Project, StageChange, StageRequest
from leads.stages import ProjectStage, ProjectStatus, stage_after
from leads.stages.gates import gate
from tests.factories import NOON, ProjectFactory, person
from tests.gate_facts import open_gate, promise

REFUSALS = (
    GateClosed,
    GateOpen,
    NoSuchStage,
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    RestartTooEarly,
    StageAlreadyAsked,
    StatusAlreadyAsked,
    TooLateToReopen,
)
PEOPLE = ("owner", "office", "leader", "vice")
who = st.sampled_from(PEOPLE)
MOVES, RUNS = 100, 50  # five thousand moves in all


class Machine(RuleBasedStateMachine):
    """One project; the clock goes forward by some days at each try."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.begin()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def begin(self):
        self.at = NOON
        roles = (Role.STAFF, Role.CHAIN_OFFICE, Role.CHAIN_LEADER, Role.VICE_LEADER)
        self.people = {
            name: person(role, chains=["SENSOR"]) for name, role in zip(PEOPLE, roles, strict=True)
        }
        self.admin = person(Role.ZONE_ADMIN)
        self.pk = ProjectFactory(owner=self.people["owner"]).pk
        StageChange.objects.create(project_id=self.pk, stage="NEGOTIATING", on=self.on, at=NOON)
        self.resting, self.was, self.has_moved = None, "NEGOTIATING", True

    @property
    def on(self):
        return timezone.localdate(self.at)

    @property
    def project(self):
        return Project.objects.get(pk=self.pk)

    def attempt(self, act, **said):
        """Try it. A refusal leaves stage, status and log as they were."""
        before = self.project
        rows = StageChange.objects.filter(project=self.pk).count()
        self.at += dt.timedelta(hours=7)
        self.has_moved = True
        try:
            act(at=self.at, **said)
        except REFUSALS:
            after = self.project
            assert (after.stage, after.status, after.version) == (before.stage, before.status, before.version)
            assert StageChange.objects.filter(project=self.pk).count() == rows
            self.has_moved = False
            return False
        return True

    def waiting(self, rows):
        return rows.filter(answer="WAITING").first()

    # -- facts -------------------------------------------------------------------------------

    @rule(ahead=st.sampled_from([True, True, True, False]), stage=st.sampled_from(list(ProjectStage)[1:]))
    def add_facts(self, ahead, stage):
        project = self.project
        open_gate(project, (ahead and stage_after(project.stage)) or stage, on=self.on, by=self.admin)

    @rule(what=st.sampled_from(["reviews", "diligences", "evidence", "agreements"]))
    def lose_facts(self, what):
        getattr(self.project, what).all().delete()

    @rule(review=st.sampled_from(["MISSING", "PASSED"]))
    def promise_something(self, review):
        self.project.commitments.all().delete()
        basis = {"basis_title": "办法", "basis_number": "1 号"}
        promise(self.project, by=self.admin, fair_review=review, **basis)

    # -- the stage ---------------------------------------------------------------------------

    @rule(by=who)
    def ask(self, by):
        self.attempt(ask_for_stage, project=self.project, by=self.people[by])

    @rule(by=who)
    def approve(self, by):
        request = self.waiting(self.project.stage_requests)
        if request is None:
            return
        before, person_ = self.project, self.people[by]
        ahead = gate(ProjectStage(request.stage), facts_of([before], on=self.on)[self.pk])
        if self.attempt(approve_stage, request=request, by=person_):
            assert ahead.is_open
            assert person_ not in {request.by, self.people["owner"]}

    @rule(by=who)
    def refuse(self, by):
        request = self.waiting(self.project.stage_requests)
        if request:
            self.attempt(refuse_stage, request=request, by=self.people[by], reason="再议")

    @rule()
    def withdraw(self):
        request = self.waiting(self.project.stage_requests)
        if request:
            self.attempt(withdraw_stage_request, request=request, by=request.by)

    @rule(by=st.sampled_from(["leader", "vice"]))
    def make_an_exception(self, by):
        project = self.project
        following = stage_after(project.stage)
        ahead = following and gate(following, facts_of([project], on=self.on)[self.pk])
        if self.attempt(pass_by_exception, project=project, by=self.people[by], reason="会议已定"):
            assert not ahead.is_open
            assert all(line.criterion.key != NEVER_PASSED for line in ahead.missing)

    @rule(really=st.sampled_from([True, False, False]))
    def go_back(self, really):
        if really:
            self.attempt(move_back, project=self.project, by=self.admin, reason="证照不实")

    # -- the status --------------------------------------------------------------------------

    @rule(by=who, status=st.sampled_from(["PAUSED", "TERMINATED"]))
    def ask_to_rest(self, by, status):
        day = self.on + dt.timedelta(days=90)
        restart = {"restart_on": day} if status == "PAUSED" else {}
        said = {"kind": "OTHER", "reason": "暂缓", "status": status, **restart}
        self.attempt(ask_for_status, project=self.project, by=self.people[by], **said)

    @rule(by=who)
    def approve_rest(self, by):
        wish = self.waiting(self.project.status_requests)
        if wish and self.attempt(approve_status, request=wish, by=self.people[by]):
            assert wish.by_id != self.people[by].pk

    @rule(by=who)
    def take_up(self, by):
        self.attempt(resume, project=self.project, by=self.people[by])

    @rule()
    def reopen_it(self):
        self.attempt(reopen, project=self.project, by=self.admin, reason="企业又来")

    # -- what always holds -------------------------------------------------------------------

    @precondition(lambda self: self.has_moved)
    @invariant()
    def the_log_has_no_hole(self):
        rows = list(StageChange.objects.filter(project=self.pk).order_by("pk"))
        assert rows[-1].stage == self.project.stage
        order = list(ProjectStage)
        for earlier, later in pairwise(rows):
            assert later.old == earlier.stage
            step = order.index(ProjectStage(later.stage)) - order.index(ProjectStage(later.old))
            assert step == (-1 if later.is_back else 1)
        assert sum(row.days for row in rows[1:]) == (rows[-1].on - rows[0].on).days
        assert all(row.reason for row in rows if row.is_exception or row.is_back)

    @precondition(lambda self: self.has_moved)
    @invariant()
    def every_ordinary_step_was_approved(self):
        """As many approved requests as steps neither by exception nor back, and none by its asker."""
        ordinary = StageChange.objects.filter(project=self.pk, is_back=False, is_exception=False)
        approved = StageRequest.objects.filter(project=self.pk, answer="APPROVED")
        steps = ordinary.exclude(old="").order_by("pk").values_list("stage", "by", "at")
        given = approved.order_by("answered_at", "pk").values_list("stage", "answered_by", "answered_at")
        assert list(steps) == list(given)
        assert all(request.by_id != request.answered_by_id for request in approved)

    @precondition(lambda self: self.has_moved)
    @invariant()
    def one_request_waits_at_most_and_for_the_next_stage(self):
        project = self.project
        waiting = list(project.stage_requests.filter(answer="WAITING"))
        assert len(waiting) <= 1
        assert all(request.stage == stage_after(project.stage) for request in waiting)
        assert project.status == ProjectStatus.ACTIVE or not waiting
        assert project.status_requests.filter(answer="WAITING").count() <= 1

    @precondition(lambda self: self.has_moved)
    @invariant()
    def what_rests_does_not_move(self):
        project = self.project
        if project.status != ProjectStatus.ACTIVE and self.resting == project.status:
            assert project.stage == self.was
        self.resting, self.was = project.status, project.stage


@pytest.mark.django_db
def test_whatever_people_try_the_log_tells_a_true_story():
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=MOVES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
