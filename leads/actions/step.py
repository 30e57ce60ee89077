"""Move a lead from one state to another (domain, §4.3). Steps are data: leads/stages.py."""

from django.db import transaction
from django.db.models import F

from core import history
from leads.actions.lead import LeadChanged
from leads.models import Lead, ShelvingRequest
from leads.stages import OPEN, LeadStatus


@transaction.atomic
def take_step(*, lead, step, by, at, reason="", restart_on=None, owner=None, **next_step):
    """Move `lead` by `step`. `next_step` is the next action with its date, for a lead that will be worked on.

    LeadChanged if somebody moved it or took it first: the conditional UPDATE decides, and of two who claim at
    once one does. Whoever may take the step is asked before, in leads.permissions.
    """
    changes = {"status": step.target, "restart_on": restart_on, **next_step}
    changes |= ownership(lead, step, by, at, owner)
    if step.target in OPEN:
        changes["last_activity_at"] = at
    rows = Lead.objects.filter(pk=lead.pk, status=lead.status, owner=lead.owner_id, version=lead.version)
    rows = rows.filter(status__in=sorted(step.sources))
    if not rows.update(version=F("version") + 1, updated_at=at, **changes):
        raise LeadChanged(Lead.objects.select_related("owner", "team").get(pk=lead.pk))
    void_request(lead, at)
    data = {"old": lead.status, "new": str(step.target), "reason": reason}
    history.record("step_lead", lead, by=by, at=at, step=step.verb, **data)
    lead.refresh_from_db()
    return lead


def void_request(lead, at):
    """A request to shelve that waits has lost its ground once the lead has moved."""
    waiting = ShelvingRequest.Status.WAITING
    asked = ShelvingRequest.objects.filter(lead=lead, status=waiting)
    asked.update(status=ShelvingRequest.Status.VOID, answered_at=at)


def ownership(lead, step, by, at, owner):
    """Into the pool the owner lets go; out of it, or back from invalid, somebody takes over."""
    if step.target == LeadStatus.POOL:
        return {"owner": None, "former_owner": lead.owner, "released_at": at}
    taker = by if step.verb == "claim" else owner
    return {"owner": taker, "team": taker.team_id} if taker else {}
