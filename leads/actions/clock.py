"""What is done about the clocks of a lead: specialists are called in, the introducer is told."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import history
from core.calendar import work_calendar
from leads import clocks
from leads.models import Lead
from leads.stages import LeadStatus


class NotOwed(Exception):
    """The lead does not wait for this, or somebody has just done it."""


@transaction.atomic
def call_specialists(*, lead, by, at, reason):
    """Specialists are needed: the judgement is due later, counted from the first response. Once."""
    if lead.responded_at is None:
        raise NotOwed
    due_on = clocks.judgement_due_with_specialists(timezone.localdate(lead.responded_at), work_calendar())
    rows = Lead.objects.filter(pk=lead.pk, status=LeadStatus.ASSESSING, judgement_due_on__lt=due_on)
    if not rows.update(judgement_due_on=due_on, version=F("version") + 1, updated_at=at):
        raise NotOwed
    history.record("call_specialists", lead, by=by, at=at, reason=reason, due_on=f"{due_on}")
    lead.refresh_from_db()
    return lead


@transaction.atomic
def give_feedback(*, lead, by, at, text):
    """Note what the introducer was told about the judgement. Of two at once, one is noted."""
    rows = Lead.objects.filter(pk=lead.pk, feedback_due_on__isnull=False, feedback_at=None)
    if not rows.update(feedback_at=at, version=F("version") + 1, updated_at=at):
        raise NotOwed
    history.record("give_feedback", lead, by=by, at=at, text=text)
    lead.refresh_from_db()
    return lead
