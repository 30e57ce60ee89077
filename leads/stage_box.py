"""What this person can do now with a project along its two axes: the buttons, and why they are shut."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.actions.stage import NEVER_PASSED, amount
from leads.facts import recorders
from leads.models import StageRequest, StatusRequest
from leads.stage_permissions import (
    approver,
    can_answer_status,
    can_approve_stage,
    can_ask_for_stage,
    can_ask_for_status,
    can_move_back,
    can_pass_by_exception,
    can_withdraw_stage_request,
    can_withdraw_status_request,
)
from leads.stages import ProjectStatus, stage_after, stage_before
from leads.stages.gates import approval_verb, gate


class Act(NamedTuple):
    """A change of status: the word in its address, its name, where it leads and from where."""

    name: str
    label: str | Promise
    icon: str
    status: ProjectStatus
    sources: frozenset[ProjectStatus]


ACTS = (
    Act("resume", gettext_lazy("恢复"), "progress", ProjectStatus.ACTIVE, frozenset({ProjectStatus.PAUSED})),
    Act(
        "reopen",
        gettext_lazy("重新启用…"),
        "arrow-back-up",
        ProjectStatus.ACTIVE,
        frozenset({ProjectStatus.TERMINATED}),
    ),
    Act(
        "pause",
        gettext_lazy("暂停…"),
        "player-pause",
        ProjectStatus.PAUSED,
        frozenset({ProjectStatus.ACTIVE}),
    ),
    Act(
        "terminate",
        gettext_lazy("终止…"),
        "circle-x",
        ProjectStatus.TERMINATED,
        frozenset({ProjectStatus.ACTIVE, ProjectStatus.PAUSED}),
    ),
)


def moves(project, facts, *, user, at):
    asked = waiting(StageRequest, project)
    wish = waiting(StatusRequest, project)
    following = stage_after(project.stage)
    shown = {"asked": asked, "wish": wish, "acts": acts(project, wish, user=user, at=at)}
    shown["can_move_back"] = can_move_back(user, project)[0] and stage_before(project.stage)
    if wish:
        shown["may_answer_wish"], shown["wish_waits_for"] = can_answer_status(user, wish)
        shown["may_withdraw_wish"] = can_withdraw_status_request(user, wish)[0]
    if following:
        shown |= stage_moves(project, facts, following, asked, user=user)
    return shown


def stage_moves(project, facts, stage, asked, *, user):
    ahead, verb = gate(stage, facts), approval_verb(stage, amount(facts))
    may_ask, why_not = can_ask_for_stage(user, project)
    if may_ask and not ahead.is_open:
        why_not = _("%(count)s 项条件还没有满足") % {"count": len(ahead.missing)}
    shown = {
        "approver": approver(verb),
        "may_ask": may_ask and ahead.is_open and not asked,
        "why_not_ask": why_not,
        "may_pass": may_pass(user, project, ahead),
    }
    if asked:
        proof_by = recorders(project, stage)
        shown["may_answer"], shown["why_not_answer"] = can_approve_stage(
            user, asked, verb=verb, recorders=proof_by
        )
        shown["may_withdraw"] = can_withdraw_stage_request(user, asked)[0]
    return shown


def may_pass(user, project, ahead):
    if ahead.is_open or not can_pass_by_exception(user, project)[0]:
        return False
    return all(line.criterion.key != NEVER_PASSED for line in ahead.missing)


def acts(project, wish, *, user, at):
    """Those that the status allows and the person may; none while a wish waits."""
    if wish:
        return []
    return [
        act
        for act in ACTS
        if project.status in act.sources and can_ask_for_status(user, project, act.status, at)[0]
    ]


def waiting(model, project):
    rows = model.objects.filter(project=project, answer="WAITING").select_related("by").order_by("pk")
    found = rows.first()
    if found:
        found.project = project
    return found
