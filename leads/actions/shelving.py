"""Shelve a lead with two people (§4.3): the owner asks, the office of the chain agrees or declines."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import tell
from accounts.roles import LEADERS, WHOLE_ZONE, Role
from core import history
from leads.actions.step import take_step
from leads.models import Lead, ShelvingRequest
from leads.stages import STEPS

SHELVE = next(step for step in STEPS if step.verb == "shelve")
Status = ShelvingRequest.Status


class AlreadyAsked(Exception):
    """A request waits already."""


class NotWaiting(Exception):
    """The request was answered or lost its ground meanwhile."""


class RestartPassed(Exception):
    """The day on which the lead was to be taken up again has come before the answer."""


@transaction.atomic
def ask_to_shelve(*, lead, by, at, reason, restart_on):
    """Ask for `by`, the owner. What a former owner asked for is void. AlreadyAsked: one request waits."""
    waiting = ShelvingRequest.objects.filter(lead=lead, status=Status.WAITING)
    waiting.exclude(by=by).update(status=Status.VOID, answered_at=at)
    try:
        with transaction.atomic():
            request = ShelvingRequest.objects.create(
                lead=lead, by=by, reason=reason, restart_on=restart_on, created_at=at
            )
    except IntegrityError:
        raise AlreadyAsked from None
    history.record("ask_to_shelve", lead, by=by, at=at, reason=reason, restart_on=restart_on.isoformat())
    tell(
        people=who_answers(lead, at),
        key=f"shelving-{request.pk}",
        subject=lead,
        text=_("%(person)s 申请暂缓，预计 %(day)s 重启：%(reason)s")
        % {"person": by, "day": restart_on, "reason": reason},
        path=lead.get_absolute_url(),
        by=by,
        at=at,
    )
    return request


def who_answers(lead, at):
    """The offices of the chain, as far as they may read the lead; else its leaders; else the zone."""
    on, chain = timezone.localdate(at), lead.chain_id or WHOLE_ZONE
    for roles in ({Role.CHAIN_OFFICE}, LEADERS, {Role.ZONE_ADMIN}):
        people = User.objects.working().holding(*roles, on=on, chain_code=chain).order_by("pk")
        readers = [one for one in people if Lead.objects.visible_to(one).filter(pk=lead.pk).exists()]
        if readers:
            return readers
    return []


@transaction.atomic
def agree_to_shelve(*, request, lead, by, at):
    """Shelve the lead as it was asked for. LeadChanged, from the step, if it moved meanwhile."""
    if request.restart_on <= timezone.localdate(at):
        raise RestartPassed
    close(request, Status.AGREED, by=by, at=at, answer="")
    take_step(lead=lead, step=SHELVE, by=by, at=at, reason=request.reason, restart_on=request.restart_on)
    answered(request, lead, _("同意暂缓，预计 %(day)s 重启。") % {"day": request.restart_on}, by=by, at=at)


@transaction.atomic
def decline_to_shelve(*, request, lead, by, at, answer):
    close(request, Status.DECLINED, by=by, at=at, answer=answer)
    history.record("decline_to_shelve", lead, by=by, at=at, reason=answer)
    answered(request, lead, _("没有同意暂缓：%(reason)s") % {"reason": answer}, by=by, at=at)


def close(request, status, **how):
    rows = ShelvingRequest.objects.filter(pk=request.pk, status=Status.WAITING)
    how = {"answered_by": how["by"], "answered_at": how["at"], "answer": how["answer"]}
    if not rows.update(status=status, **how):
        raise NotWaiting
    request.refresh_from_db()


def answered(request, lead, text, *, by, at):
    tell(
        people=[request.by],
        key=f"shelving-{request.pk}-answer",
        subject=lead,
        text=text,
        path=lead.get_absolute_url(),
        by=by,
        at=at,
    )
