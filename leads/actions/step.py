"""Move a lead from one state to another (domain, §4.3). Steps are data: leads/stages/lead.py."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import history
from core.calendar import work_calendar
from leads import clocks
from leads.actions.claim import make_room
from leads.actions.first_contact import release_with_leads
from leads.actions.lead import LeadChanged
from leads.models import Lead, ShelvingRequest, Transfer
from leads.models.hand_over import NEW_OWNER
from leads.stages import GIVEN_UP, OPEN, LeadStatus


@transaction.atomic
def take_step(*, lead, step, by, at, reason="", feedback="", restart_on=None, owner=None, **next_step):
    """Move `lead` by `step`. `next_step` is the next action with its date, for a lead that will be worked on;
    `feedback` is what the introducer was told about the judgement, if he was told already.

    LeadChanged if somebody moved it or took it first: the conditional UPDATE decides, and of two who claim at
    once one does. CapacityReached if the hands of who claims are full. Whoever may take the step is asked
    before, in leads.permissions.
    """
    if step.verb == "claim":
        make_room(by=by, lead=lead, at=at)
    changes = {"status": step.target, "restart_on": restart_on, **next_step}
    changes |= ownership(lead, step, by, at, owner)
    if step.is_judgement:
        changes |= judgement(lead, at, feedback)
    if step.target in OPEN:
        changes["last_activity_at"] = at
    rows = Lead.objects.filter(pk=lead.pk, status=lead.status, owner=lead.owner_id, version=lead.version)
    rows = rows.filter(status__in=sorted(step.sources))
    if not rows.update(version=F("version") + 1, updated_at=at, **changes):
        raise LeadChanged(Lead.objects.select_related("owner", "team").get(pk=lead.pk))
    void_requests([lead.pk], at=at)
    if "owner" in changes:
        Transfer.objects.filter(lead=lead).void(at=at)
    said = "；".join(text for text in (reason, feedback) if text)
    data = {"old": lead.status, "new": str(step.target), "reason": said}
    history.record("step_lead", lead, by=by, at=at, step=step.verb, **data)
    if step.target in GIVEN_UP:
        release_with_leads([lead.pk], by=by, at=at)
    lead.refresh_from_db()
    return lead


def judgement(lead, at, feedback):
    """The lead is judged; whoever introduced it has been told, or has to be within a number of days."""
    judged = {"judged_at": at, "feedback_due_on": None, "feedback_at": None}
    if lead.introducer:
        judged["feedback_due_on"] = clocks.feedback_due(timezone.localdate(at), work_calendar())
        judged["feedback_at"] = at if feedback else None
    return judged


def void_requests(leads, *, at):
    """A request to shelve that waits has lost its ground once its lead (primary keys) has moved."""
    asked = ShelvingRequest.objects.filter(lead__in=leads, status=ShelvingRequest.Status.WAITING)
    asked.update(status=ShelvingRequest.Status.VOID, answered_at=at)


def ownership(lead, step, by, at, owner):
    """Into the pool the owner lets go; out of it, or back from invalid, somebody takes over."""
    if step.target == LeadStatus.POOL:
        return {"owner": None, "former_owner": lead.owner, "released_at": at, **NEW_OWNER}
    taker = by if step.verb == "claim" else owner
    return {"owner": taker, "team": taker.team_id} if taker else {}
