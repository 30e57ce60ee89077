"""Requests about projects that wait for one person's answer: to enter a stage, to pause, to terminate."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from leads.actions.stage import amount
from leads.facts import facts_of, recorders_of
from leads.models import Project, StageRequest, StatusRequest
from leads.stage_permissions import can_answer_status, can_approve_stage
from leads.stages import ProjectStatus
from leads.stages.gates import approval_verb


class Approval(NamedTuple):
    """One request: of which project, what is asked, by whom, for how many days, where it is answered."""

    project: Project
    what: str
    by: str
    at: dt.datetime
    days: int
    url_name: str


def approvals(user, on):
    """What the person may answer now, the longest waiting first; the same number of queries for any number.
    Whoever approves nothing costs none."""
    if not (user.access.can("approve_stages") or user.access.can("approve_as_leader")):
        return []
    found = [*stages_to_answer(user, on), *wishes_to_answer(user, on)]
    return sorted(found, key=lambda one: (one.at, one.project.pk))


def waiting(model, user):
    rows = model.objects.filter(answer="WAITING", project__in=Project.objects.visible_to(user))
    return list(rows.select_related("project__company", "by").order_by("at", "pk"))


def stages_to_answer(user, on):
    asked = waiting(StageRequest, user)
    projects = [request.project for request in asked]
    facts = facts_of(projects, on=on)
    proof_by = recorders_of({request.project_id: request.stage for request in asked})
    for request in asked:
        verb = approval_verb(request.stage, amount(facts[request.project_id]))
        if can_approve_stage(user, request, verb=verb, recorders=proof_by[request.project_id])[0]:
            what = _("申请进入%(stage)s") % {"stage": request.get_stage_display()}
            yield row(request, what, "projects:answer_stage", on)


def wishes_to_answer(user, on):
    for wish in waiting(StatusRequest, user):
        if can_answer_status(user, wish)[0]:
            what = _("申请暂停") if wish.status == ProjectStatus.PAUSED else _("申请终止")
            yield row(wish, what, "projects:answer_status", on)


def row(request, what, url_name, on):
    days = (on - timezone.localdate(request.at)).days
    return Approval(request.project, what, str(request.by), request.at, days, url_name)
