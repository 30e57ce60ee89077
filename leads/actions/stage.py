"""Move a project from stage to stage (domain, §4.3): one asks, another approves; the leader by exception; the
zone's administrator back. What a stage demands is the table in leads.stages.gates."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import tell
from accounts.roles import VERBS
from core import history
from leads.actions.changed import ProjectChanged
from leads.actions.stage_move import hold_still, milestones, move, undone
from leads.facts import facts_of, recorders
from leads.models import Project, StageRequest
from leads.stage_permissions import can_approve_stage
from leads.stages import ProjectStatus, stage_after, stage_before
from leads.stages.gates import approval_verb, gate

Answer = StageRequest.Answer
NEVER_PASSED = "commitments"
"""The criterion that no exception passes over (I-11)."""


class GateClosed(Exception):
    """Criteria are missing: `gate` says which."""

    def __init__(self, gate):
        super().__init__(gate.stage)
        self.gate = gate


class GateOpen(Exception):
    """Nothing is missing: the project is approved like any other, without an exception."""


class NoSuchStage(Exception):
    """There is no stage beyond the last, and none before the first."""


class StageAlreadyAsked(Exception):
    """A request waits already."""


class RequestOver(Exception):
    """The request was answered, withdrawn or overtaken meanwhile."""


class NotTheApprover(Exception):
    """Whoever asked, recorded the proof or lacks the right does not approve; the text says which."""


# -- asking and answering ---------------------------------------------------------------------


@transaction.atomic
def ask_for_stage(*, project, by, at, note=""):
    """Ask for the next stage. GateClosed while criteria are missing, StageAlreadyAsked while one waits."""
    current, stage, facts = ahead_of(project, at=at)
    demanded(stage, facts)
    hold_still(current, at=at)
    try:
        with transaction.atomic():
            request = StageRequest.objects.create(project=current, stage=stage, by=by, at=at, note=note)
    except IntegrityError:
        raise StageAlreadyAsked from None
    history.record("ask_for_stage", current, by=by, at=at, stage=str(stage), note=note)
    verb = approval_verb(stage, amount(facts))
    words = {"person": by, "stage": stage.label}
    notify(request, approvers(current, verb, at), _("%(person)s 申请进入%(stage)s。") % words, by=by, at=at)
    return request


@transaction.atomic
def approve_stage(*, request, by, at):
    """Move the project as it was asked for; the facts are read again, and GateClosed says what fell away.

    NotTheApprover (I-12), ProjectChanged if the project moved or paused, RequestOver if others answered.
    """
    current, stage, facts = ahead_of(request.project, at=at)
    if stage != request.stage:
        raise ProjectChanged(current)
    request.project = current
    may, why_not = can_approve_stage(
        by, request, verb=approval_verb(stage, amount(facts)), recorders=recorders(current, stage)
    )
    if not may:
        raise NotTheApprover(why_not)
    demanded(stage, facts)
    marks = milestones(current, stage, facts)
    moved = move(current, stage, marks=marks, by=by, at=at, answering=request)
    close(request, Answer.APPROVED, by=by, at=at)
    notify(request, [request.by], _("已同意进入%(stage)s。") % {"stage": stage.label}, by=by, at=at)
    return moved


@transaction.atomic
def refuse_stage(*, request, by, at, reason):
    facts = facts_of([request.project], on=timezone.localdate(at))[request.project_id]
    verb = approval_verb(request.stage, amount(facts))
    may, why_not = can_approve_stage(by, request, verb=verb, recorders=frozenset())
    if not may:
        raise NotTheApprover(why_not)
    close(request, Answer.REFUSED, by=by, at=at, reason=reason)
    words = {"stage": request.get_stage_display(), "reason": reason}
    history.record("refuse_stage", request.project, by=by, at=at, stage=request.stage, reason=reason)
    notify(request, [request.by], _("没有同意进入%(stage)s：%(reason)s") % words, by=by, at=at)
    return request


@transaction.atomic
def withdraw_stage_request(*, request, by, at):
    """The wish is taken back: nobody has answered it, so nobody stands as its checker."""
    rows = StageRequest.objects.filter(pk=request.pk, answer=Answer.WAITING)
    if not rows.update(answer=Answer.VOID, answered_at=at):
        raise RequestOver
    history.record("withdraw_stage_request", request.project, by=by, at=at, stage=request.stage)
    request.refresh_from_db()
    return request


def close(request, answer, *, by, at, reason=""):
    rows = StageRequest.objects.filter(pk=request.pk, answer=Answer.WAITING)
    if not rows.update(answer=answer, answered_by=by, answered_at=at, reason=reason):
        raise RequestOver
    request.refresh_from_db(fields=["answer", "answered_by", "answered_at", "reason"])


# -- past the rule ----------------------------------------------------------------------------


@transaction.atomic
def pass_by_exception(*, project, by, at, reason):
    """Into the next stage although criteria are missing: a chain leader, who says why. What was passed over
    stands in the history. GateClosed if it is a commitment (I-11), GateOpen if nothing is missing."""
    current, stage, facts = ahead_of(project, at=at)
    ahead = gate(stage, facts)
    if ahead.is_open:
        raise GateOpen
    if any(line.criterion.key == NEVER_PASSED for line in ahead.missing):
        raise GateClosed(ahead)
    passed = [line.missing for line in ahead.missing]
    log = {"reason": reason, "is_exception": True}
    marks = milestones(current, stage, facts)
    return move(current, stage, marks=marks, by=by, at=at, log=log, said={"passed": passed})


@transaction.atomic
def move_back(*, project, by, at, reason):
    """One stage back, by the zone's administrator. It is no progress, and what the stage had brought goes."""
    current = Project.objects.get(pk=project.pk)
    stage = stage_before(project.stage)
    if stage is None:
        raise NoSuchStage
    if (current.stage, current.status) != (project.stage, ProjectStatus.ACTIVE):
        raise ProjectChanged(current)
    return move(current, stage, marks=undone(stage), by=by, at=at, log={"reason": reason, "is_back": True})


# -- what they share ---------------------------------------------------------------------------


def ahead_of(project, *, at):
    """(the project as it is now, its next stage, what is known of it). ProjectChanged if the caller knew it
    in another stage, or it is not active."""
    current = Project.objects.get(pk=project.pk)
    if (current.stage, current.status) != (project.stage, ProjectStatus.ACTIVE):
        raise ProjectChanged(current)
    stage = stage_after(current.stage)
    if stage is None:
        raise NoSuchStage
    return current, stage, facts_of([current], on=timezone.localdate(at))[current.pk]


def demanded(stage, facts):
    ahead = gate(stage, facts)
    if not ahead.is_open:
        raise GateClosed(ahead)


def amount(facts):
    """What a stage is about: the formal agreement's amount, before there is one the total investment."""
    return facts.formal_wan or facts.total_investment_wan


# -- telling ----------------------------------------------------------------------------------


def approvers(project, verb, at):
    """Those who hold the right on the chain, as far as they may read the project."""
    on = timezone.localdate(at)
    people = User.objects.working().holding(*VERBS[verb], on=on, chain_code=project.chain_id).order_by("pk")
    return [one for one in people if Project.objects.visible_to(one).filter(pk=project.pk).exists()]


def notify(request, people, text, *, by, at):
    key = f"{request._meta.model_name}-{request.pk}-{request.answer}"
    path = request.project.get_absolute_url()
    tell(people=people, key=key, subject=request.project, text=text, path=path, by=by, at=at)
