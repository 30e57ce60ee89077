"""Who may move a project along its two axes. One asks, another approves (domain, §4.3 and I-12)."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from leads.claims import GRANTED, Verdict
from leads.models import Project, StageRequest, StatusRequest
from leads.project_permissions import can_act_for
from leads.stages import ProjectStatus, stage_after, stage_before
from leads.stages.gates import approval_verb

REOPEN_WITHIN = dt.timedelta(days=30)
STATUS_VERBS = {ProjectStatus.PAUSED: "approve_stages", ProjectStatus.TERMINATED: "approve_as_leader"}
"""The right that a change of status needs; to take up again needs none."""


def can_ask_for_stage(user: User, project: Project) -> Verdict:
    if project.status != ProjectStatus.ACTIVE:
        return False, _("项目暂停或终止，阶段不变。")
    if stage_after(project.stage) is None:
        return False, _("项目已达产，没有下一阶段。")
    if can_act_for(user, project):
        return GRANTED
    return False, _("阶段由负责人、本链链长办或链长申请。")


def can_approve_stage(user: User, request: StageRequest, *, verb: str, recorders: frozenset[int]) -> Verdict:
    """`verb` is the right that this stage needs; `recorders` are those who recorded what proves it."""
    if request.by_id == user.pk:
        return False, _("申请人不能审核自己的申请，请另一位来审核。")
    if not user.access.can(verb, request.project.chain_id):
        return False, _("这一步由%(who)s审核。") % {"who": approver(verb)}
    if user.pk in recorders:
        return False, _("佐证由您登记，请另一位来审核。")
    return GRANTED


def can_withdraw_stage_request(user: User, request: StageRequest) -> Verdict:
    if request.by_id == user.pk or request.project.owner_id == user.pk:
        return GRANTED
    return False, _("申请由申请人或项目负责人撤回。")


def can_pass_by_exception(user: User, project: Project) -> Verdict:
    if project.status != ProjectStatus.ACTIVE or stage_after(project.stage) is None:
        return False, _("项目暂停、终止或已达产，阶段不变。")
    if not user.access.can("approve_as_leader", project.chain_id):
        return False, _("只有本链链长可以例外通过。")
    if project.owner_id == user.pk:
        return False, _("不能让自己负责的项目例外通过。")
    return GRANTED


def can_move_back(user: User, project: Project) -> Verdict:
    if project.status != ProjectStatus.ACTIVE or stage_before(project.stage) is None:
        return False, _("在谈、暂停和终止的项目不能退回。")
    if user.access.can("move_stages_back", project.chain_id):
        return GRANTED
    return False, _("只有管委会管理员可以把项目退回上一阶段。")


def can_ask_for_status(user: User, project: Project, status: str, at: dt.datetime) -> Verdict:
    """Pause, terminate and resume: who speaks for the project. Reopen: the zone's administrator."""
    if project.status == ProjectStatus.TERMINATED:
        return can_reopen(user, project, at)
    if can_act_for(user, project):
        return GRANTED
    return False, _("只有负责人、本链链长办或链长可以申请暂停、终止或恢复。")


def can_reopen(user: User, project: Project, at: dt.datetime) -> Verdict:
    if not user.access.can("reopen_lead"):
        return False, _("已终止的项目只由管委会管理员重新启用。")
    if project.terminated_on and timezone.localdate(at) > project.terminated_on + REOPEN_WITHIN:
        return False, _("终止已超过 30 天，不能重新启用；再谈请登记新线索。")
    return GRANTED


def can_answer_status(user: User, request: StatusRequest) -> Verdict:
    verb = STATUS_VERBS[ProjectStatus(request.status)]
    if request.by_id == user.pk:
        return False, _("申请人不能审核自己的申请，请另一位来审核。")
    if user.access.can(verb, request.project.chain_id):
        return GRANTED
    return False, _("这份申请由%(who)s审核。") % {"who": approver(verb)}


def can_withdraw_status_request(user: User, request: StatusRequest) -> Verdict:
    if request.by_id == user.pk or request.project.owner_id == user.pk:
        return GRANTED
    return False, _("申请由申请人或项目负责人撤回。")


def approver(verb: str) -> str:
    """Who holds the right, in a word."""
    return _("链长") if verb == "approve_as_leader" else _("链长办")


def approver_of(stage: str, amount_wan) -> str:
    return approver(approval_verb(stage, amount_wan))
