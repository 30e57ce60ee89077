"""Move a project into another stage: ask, answer, pass by exception, move back."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions import (
    GateClosed,
    GateOpen,
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    StageAlreadyAsked,
    approve_stage,
    ask_for_stage,
    move_back,
    pass_by_exception,
    refuse_stage,
    withdraw_stage_request,
)
from leads.forms.project_moves import AdvanceForm, MoveForm, VerdictForm
from leads.models import StageRequest
from leads.project_record import record
from leads.stage_box import waiting
from leads.stage_permissions import (
    can_ask_for_stage,
    can_move_back,
    can_pass_by_exception,
    can_withdraw_stage_request,
)
from leads.stages import stage_after, stage_before
from leads.views.projects import project_of

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def advance(request, pk):
    project = project_of(request, pk)
    need(can_ask_for_stage(request.user, project))
    stage = stage_after(project.stage)
    form = AdvanceForm(request.POST or None, initial={"stage": stage})
    page = {"title": _("申请进入%(stage)s") % {"stage": stage.label}, "demands": True}
    if not form.is_valid():
        return act_page(request, project, form, **page)
    if form.cleaned_data["stage"] != stage:
        return act_page(request, project, None, **page, status=409)
    try:
        ask_for_stage(project=project, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
        messages.success(request, _("已申请进入%(stage)s。") % {"stage": stage.label})
    except StageAlreadyAsked:
        messages.warning(request, _("这个项目已有一份阶段申请在等审核，没有再提交。"))
    except GateClosed:
        return act_page(request, project, form, **page, status=409)
    except ProjectChanged as change:
        return act_page(request, change.theirs, None, **page, status=409)
    return HttpResponseRedirect(project.get_absolute_url())


@either
def answer_stage(request, pk):
    project = project_of(request, pk)
    asked = waiting(StageRequest, project)
    form = VerdictForm(request.POST or None, initial={"asked": asked and asked.pk})
    page = {"title": _("审核阶段申请"), "template": "projects/answer_stage.html"}
    if asked is None or (form.is_valid() and form.cleaned_data["asked"] != asked.pk):
        return act_page(request, project, None, **page, status=409 if form.is_bound else 200)
    if not form.is_valid():
        need(may_look_at(request.user, asked, project))
        return act_page(request, project, form, **page)
    try:
        messages.success(request, give_stage_answer(asked, form.cleaned_data, request.user))
    except NotTheApprover as refusal:
        need((False, str(refusal)))
    except GateClosed:
        return act_page(request, project, form, **page, status=409)
    except (ProjectChanged, RequestOver):
        return act_page(request, project, None, **page, status=409)
    return HttpResponseRedirect(project.get_absolute_url())


def may_look_at(user, asked, project):
    """The page of the answer is for those who give one, or take the request back."""
    shown = record(project, user=user, at=timezone.now())
    is_side = shown["may_answer"] or shown["may_withdraw"]
    return bool(is_side), shown["why_not_answer"]


def give_stage_answer(asked, data, by):
    """What was done, in a sentence."""
    at = timezone.now()
    if data["verdict"] == "withdraw":
        need(can_withdraw_stage_request(by, asked))
        withdraw_stage_request(request=asked, by=by, at=at)
        return _("已撤回申请。")
    if data["verdict"] == "refuse":
        refuse_stage(request=asked, by=by, at=at, reason=data["reason"])
        return _("已退回申请。")
    moved = approve_stage(request=asked, by=by, at=at)
    return _("阶段已改为%(stage)s。") % {"stage": moved.get_stage_display()}


@either
def exception(request, pk):
    project = project_of(request, pk)
    need(can_pass_by_exception(request.user, project))
    stage = stage_after(project.stage)
    page = {"title": _("例外通过，进入%(stage)s") % {"stage": stage.label}, "demands": True, "passes": True}
    return past_the_rule(request, project, stage, pass_by_exception, page)


@either
def back(request, pk):
    project = project_of(request, pk)
    need(can_move_back(request.user, project))
    stage = stage_before(project.stage)
    page = {"title": _("退回到%(stage)s") % {"stage": stage.label}}
    return past_the_rule(request, project, stage, move_back, page)


def past_the_rule(request, project, stage, act, page):
    """A move with a reason, out of the ordinary way."""
    form = MoveForm(request.POST or None, initial={"stage": stage})
    if not form.is_valid():
        return act_page(request, project, form, **page)
    if form.cleaned_data["stage"] != stage:
        return act_page(request, project, None, **page, status=409)
    try:
        moved = act(project=project, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except (GateClosed, GateOpen):
        return act_page(request, project, form, **page, status=409)
    except ProjectChanged as change:
        return act_page(request, change.theirs, None, **page, status=409)
    messages.success(request, _("阶段已改为%(stage)s。") % {"stage": moved.get_stage_display()})
    return HttpResponseRedirect(moved.get_absolute_url())


def act_page(request, project, form, *, title, template="projects/act.html", status=None, **more):
    """The form of one move; without a form it says that the project has moved on meanwhile."""
    status = status or (422 if form is not None and form.is_bound else 200)
    context = record(project, user=request.user, at=timezone.now(), page="")
    return render(request, template, context | {"form": form, "title": title} | more, status=status)
