"""Write down what was said to the company of a project, and what happens next: activity, no progress."""

from django.db import IntegrityError, transaction
from django.db.models import F

from core import history
from leads.actions.follow_up import NextStepMissing, written_before
from leads.actions.project import ProjectChanged
from leads.models import FollowUp, Project
from leads.stages import LIVING


def follow_up_project(
    *,
    project,
    by,
    at,
    summary,
    method=FollowUp.Method.PHONE,
    next_action_text="",
    next_action_on=None,
    form_token=None,
):
    """Write a follow-up on the lead of `project`; its next step is the project's. The light does not move.

    The same `form_token` again answers with the first follow-up: the UNIQUE constraint decides.
    ProjectChanged if the project was terminated meanwhile.
    """
    if project.is_ongoing and not (next_action_text and next_action_on):
        raise NextStepMissing
    step = {"next_action_text": next_action_text, "next_action_on": next_action_on}
    try:
        with transaction.atomic():
            note = FollowUp.objects.create(
                lead=project.lead, by=by, at=at, method=method, summary=summary, form_token=form_token, **step
            )
            carry(project, at=at, **step)
            history.record("follow_up_project", project, by=by, at=at, follow_up=note.pk)
    except IntegrityError as clash:
        return written_before(form_token, by, clash)
    project.refresh_from_db()
    return note


def carry(project, *, at, next_action_text, next_action_on):
    """The project takes over the next step; one that rests keeps what it says, without another."""
    step = {}
    if next_action_text and next_action_on:
        step = {"next_action_text": next_action_text, "next_action_on": next_action_on}
    rows = Project.objects.filter(pk=project.pk, status__in=sorted(LIVING))
    if not rows.update(updated_at=at, version=F("version") + 1, **step):
        raise ProjectChanged(Project.objects.get(pk=project.pk))
