"""Pause, terminate, resume and reopen a project, whatever its stage (domain, §4.3). To pause and to terminate
one asks and another approves; the requests are the log."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.actions.changed import ProjectChanged
from leads.actions.project_protection import end_protection, regain_protection
from leads.actions.stage import NotTheApprover, RequestOver, approvers, notify
from leads.actions.stage_move import void_waiting
from leads.models import Project, StatusRequest
from leads.stage_permissions import REOPEN_WITHIN, STATUS_VERBS, can_answer_status
from leads.stages import ProjectStatus, may_become

Answer = StatusRequest.Answer


class StatusAlreadyAsked(Exception):
    """A request waits already."""


class RestartTooEarly(Exception):
    """The day on which the project is to be taken up again is not in the future."""


class TooLateToReopen(Exception):
    """More than 30 days have passed since the termination."""


# -- asking and answering ---------------------------------------------------------------------


@transaction.atomic
def ask_for_status(*, project, status, by, at, kind, reason, lost_to="", restart_on=None):
    """Ask to pause or to terminate. StatusAlreadyAsked while another wish waits."""
    current = as_seen(project)
    if status not in STATUS_VERBS or not may_become(current.status, status):
        raise ProjectChanged(current)
    needs_future(status, restart_on, at=at)
    hold_status(current, at=at)
    said = {"kind": kind, "reason": reason, "lost_to": lost_to, "restart_on": restart_on}
    try:
        with transaction.atomic():
            request = StatusRequest.objects.create(
                project=current, old=current.status, status=status, by=by, at=at, **said
            )
    except IntegrityError:
        raise StatusAlreadyAsked from None
    history.record("ask_for_status", current, by=by, at=at, **story(request))
    words = {"person": by, "act": act_of(status), "reason": reason}
    text = _("%(person)s 申请%(act)s项目：%(reason)s") % words
    notify(request, approvers(current, STATUS_VERBS[status], at), text, by=by, at=at)
    return request


@transaction.atomic
def approve_status(*, request, by, at):
    """Do what was asked for. NotTheApprover (I-12), ProjectChanged if the project is no longer what it was,
    RequestOver if somebody answered first, RestartTooEarly if the day of restart came before the answer."""
    current = as_seen(request.project)
    if current.status != request.old:
        raise ProjectChanged(current)
    checked(request, by)
    needs_future(request.status, request.restart_on, at=at)
    become(current, request.status, by=by, at=at, restart_on=request.restart_on)
    close(request, Answer.APPROVED, by=by, at=at)
    void_waiting(current, at=at)
    history.record("change_status", current, by=by, at=at, **story(request), asked=str(request.by))
    if request.status == ProjectStatus.TERMINATED:
        end_protection(current, by=by, at=at)
    notify(request, [request.by], _("已同意%(act)s项目。") % {"act": act_of(request.status)}, by=by, at=at)
    current.refresh_from_db()
    return current


@transaction.atomic
def refuse_status(*, request, by, at, reason):
    checked(request, by)
    close(request, Answer.REFUSED, by=by, at=at, reason=reason)
    said = {"status": request.status, "reason": reason}
    history.record("refuse_status", request.project, by=by, at=at, **said)
    words = {"act": act_of(request.status), "reason": reason}
    notify(request, [request.by], _("没有同意%(act)s项目：%(reason)s") % words, by=by, at=at)
    return request


@transaction.atomic
def withdraw_status_request(*, request, by, at):
    rows = StatusRequest.objects.filter(pk=request.pk, answer=Answer.WAITING)
    if not rows.update(answer=Answer.VOID, answered_at=at):
        raise RequestOver
    history.record("withdraw_status_request", request.project, by=by, at=at, status=request.status)
    request.refresh_from_db()
    return request


def checked(request, by):
    may, why_not = can_answer_status(by, request)
    if not may:
        raise NotTheApprover(why_not)


def close(request, answer, *, by, at, reason=""):
    rows = StatusRequest.objects.filter(pk=request.pk, answer=Answer.WAITING)
    if not rows.update(answer=answer, answered_by=by, answered_at=at, answer_reason=reason):
        raise RequestOver
    request.refresh_from_db(fields=["answer", "answered_by", "answered_at", "answer_reason"])


# -- taking up again --------------------------------------------------------------------------


@transaction.atomic
def resume(*, project, by, at, reason=""):
    """Take up a paused project: nobody needs to approve that."""
    return take_up(project, ProjectStatus.PAUSED, by=by, at=at, reason=reason)


@transaction.atomic
def reopen(*, project, by, at, reason):
    """Take up a terminated project within 30 days. Its first contact protects again, unless another unit has
    registered the company since."""
    ended_on = project.terminated_on
    if ended_on and timezone.localdate(at) > ended_on + REOPEN_WITHIN:
        raise TooLateToReopen
    current = take_up(project, ProjectStatus.TERMINATED, by=by, at=at, reason=reason, answered_by=by)
    regain_protection(current, by=by, at=at)
    return current


def take_up(project, old, *, by, at, reason, answered_by=None):
    current = as_seen(project)
    if current.status != old:
        raise ProjectChanged(current)
    become(current, ProjectStatus.ACTIVE, by=by, at=at)
    void_waiting(current, at=at)
    log = StatusRequest.objects.create(
        project=current,
        old=old,
        status=ProjectStatus.ACTIVE,
        reason=reason,
        by=by,
        at=at,
        answer=Answer.APPROVED,
        answered_by=answered_by,
        answered_at=at,
    )
    history.record("change_status", current, by=by, at=at, **story(log), asked="")
    current.refresh_from_db()
    return current


# -- the change itself ------------------------------------------------------------------------


def as_seen(project):
    """The project as it is now; ProjectChanged if the caller knew it in another status."""
    current = Project.objects.get(pk=project.pk)
    if current.status != project.status:
        raise ProjectChanged(current)
    return current


def hold_status(project, *, at):
    """Keep the status till the commit: a change and a request come one after the other."""
    if not Project.objects.filter(pk=project.pk, status=project.status).update(updated_at=at):
        raise ProjectChanged(Project.objects.get(pk=project.pk))


def become(project, status, *, by, at, restart_on=None):
    """The conditional UPDATE decides. Nothing counts as idle while a project rests: the day from which its
    idleness is counted moves on by the days of the rest."""
    on = timezone.localdate(at)
    fields = {
        "status": status,
        "paused_on": on if status == ProjectStatus.PAUSED else None,
        "restart_on": restart_on if status == ProjectStatus.PAUSED else None,
        "terminated_on": on if status == ProjectStatus.TERMINATED else None,
        "idle_from_on": project.idle_from_on and project.idle_from_on + days_of_rest(project, on),
    }
    rows = Project.objects.filter(pk=project.pk, status=project.status, version=project.version)
    if project.idle_from_on:
        rows = rows.filter(idle_from_on=project.idle_from_on)
    if not rows.update(**fields, updated_at=at, version=F("version") + 1):
        raise ProjectChanged(Project.objects.get(pk=project.pk))


def days_of_rest(project, on):
    """How long the project has been paused or terminated; progress during the rest starts the count anew."""
    rests_from = project.paused_on or project.terminated_on
    if rests_from is None:
        return dt.timedelta()
    return max(on - max(rests_from, project.idle_from_on), dt.timedelta())


def needs_future(status, restart_on, *, at):
    if status == ProjectStatus.PAUSED and restart_on <= timezone.localdate(at):
        raise RestartTooEarly


def story(request):
    """What the history says of a change of status."""
    return {
        "old": request.old,
        "new": request.status,
        "kind": request.kind,
        "reason": request.reason,
        "lost_to": request.lost_to,
        "restart_on": request.restart_on.isoformat() if request.restart_on else "",
    }


def act_of(status):
    return _("暂停") if status == ProjectStatus.PAUSED else _("终止")
