"""Write down what was said to the company, and what happens next."""

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from core import history
from core.calendar import work_calendar
from leads import clocks
from leads.actions.first_contact import renew
from leads.models import FollowUp, Lead
from leads.stages import ON_FIRST_RESPONSE, OPEN


class NextStepMissing(Exception):
    """A lead that somebody works on always has a next step with a date (I-5)."""


def write_follow_up(
    *,
    lead,
    by,
    at,
    summary,
    method=FollowUp.Method.PHONE,
    next_action_text="",
    next_action_on=None,
    form_token=None,
):
    """Write a follow-up on `lead`. The owner's first one is the response that moves a new lead on.

    The same `form_token` again answers with the first follow-up: the UNIQUE constraint decides.
    """
    if lead.status in OPEN and not (next_action_text and next_action_on):
        raise NextStepMissing
    step = {"next_action_text": next_action_text, "next_action_on": next_action_on}
    try:
        with transaction.atomic():
            note = FollowUp.objects.create(
                lead=lead, by=by, at=at, method=method, summary=summary, form_token=form_token, **step
            )
            is_response = respond(lead, by=by, at=at)
            carry(lead, at=at, **step)
            renew(lead, method=method, at=at, by=by)
            history.record("follow_up", lead, by=by, at=at, follow_up=note.pk, is_response=is_response)
    except IntegrityError as clash:
        return written_before(form_token, by, clash)
    lead.refresh_from_db()
    return note


def respond(lead, *, by, at):
    """Whether this is the owner's first response, from which the judgement is due; of two at once, one is."""
    if lead.status not in ON_FIRST_RESPONSE:
        return False
    rows = Lead.objects.filter(pk=lead.pk, owner=by, responded_at=None, status=lead.status)
    return bool(
        rows.update(
            status=ON_FIRST_RESPONSE[lead.status],
            responded_at=at,
            judgement_due_on=clocks.judgement_due(timezone.localdate(at), work_calendar()),
        )
    )


def carry(lead, *, at, next_action_text, next_action_on):
    """The lead takes over the next step; a closed one without a next step keeps what it says."""
    step = {}
    if next_action_text and next_action_on:
        step = {"next_action_text": next_action_text, "next_action_on": next_action_on}
    Lead.objects.filter(pk=lead.pk).update(
        **step,
        last_activity_at=Greatest(Coalesce("last_activity_at", Value(at)), Value(at)),
        updated_at=at,
        version=F("version") + 1,
    )


def written_before(form_token, by, clash):
    note = form_token and FollowUp.objects.filter(form_token=form_token, by=by).order_by("pk").first()
    if not note:
        raise clash
    return note
