"""Pause, terminate, resume and reopen a project, and answer the wish to."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import need
from leads.actions import (
    NotTheApprover,
    ProjectChanged,
    RequestOver,
    RestartTooEarly,
    StatusAlreadyAsked,
    approve_status,
    ask_for_status,
    refuse_status,
    reopen,
    resume,
    withdraw_status_request,
)
from leads.forms.project_moves import PauseForm, ReopenForm, ResumeForm, TerminateForm, VerdictForm
from leads.models import StatusRequest
from leads.stage_box import ACTS, waiting
from leads.stage_permissions import can_answer_status, can_ask_for_status, can_withdraw_status_request
from leads.views.project_stage import act_page, either
from leads.views.projects import project_of

FORMS = {"pause": PauseForm, "terminate": TerminateForm, "resume": ResumeForm, "reopen": ReopenForm}
TAKEN_UP = {"resume": resume, "reopen": reopen}


@either
def change(request, pk, act):
    project = project_of(request, pk)
    act = next((each for each in ACTS if each.name == act), None)
    if act is None:
        raise Http404
    page = {"title": _("%(act)s项目") % {"act": str(act.label).rstrip("…")}, "act": act.name}
    if project.status not in act.sources:
        return act_page(request, project, None, **page, status=409 if request.method == "POST" else 200)
    at = timezone.now()
    need(can_ask_for_status(request.user, project, act.status, at))
    form = form_of(act, request.POST or None, at)
    if request.method != "POST" or not form.is_valid():
        return act_page(request, project, form, **page)
    try:
        do(project, act, form.cleaned_data, request.user, at)
        messages.success(request, said(act))
    except StatusAlreadyAsked:
        messages.warning(request, _("这个项目已有一份状态申请在等审核，没有再提交。"))
    except ProjectChanged as clash:
        return act_page(request, clash.theirs, None, **page, status=409)
    return HttpResponseRedirect(project.get_absolute_url())


def form_of(act, data, at):
    if act.name in TAKEN_UP:
        return FORMS[act.name](data)
    return FORMS[act.name](data, on=timezone.localdate(at))


def do(project, act, data, by, at):
    if act.name in TAKEN_UP:
        TAKEN_UP[act.name](project=project, by=by, at=at, **data)
    else:
        ask_for_status(project=project, status=act.status, by=by, at=at, **data)


def said(act):
    taken_up = {"resume": _("项目已恢复。"), "reopen": _("项目已重新启用。")}
    return taken_up.get(act.name) or _("已提交申请，等审核。")


@either
def answer_status(request, pk):
    project = project_of(request, pk)
    wish = waiting(StatusRequest, project)
    form = VerdictForm(request.POST or None, initial={"asked": wish and wish.pk})
    page = {"title": _("审核状态申请"), "template": "projects/answer_status.html"}
    if wish is None or (form.is_valid() and form.cleaned_data["asked"] != wish.pk):
        return act_page(request, project, None, **page, status=409 if form.is_bound else 200)
    if not form.is_valid():
        need(may_look_at(request.user, wish))
        return act_page(request, project, form, **page)
    try:
        messages.success(request, give_status_answer(wish, form.cleaned_data, request.user))
    except NotTheApprover as refusal:
        need((False, str(refusal)))
    except RestartTooEarly:
        form.add_error(None, _("预计重启日期已过，不能再同意。请写明理由退回，由申请人重新申请。"))
        return act_page(request, project, form, **page)
    except (ProjectChanged, RequestOver):
        return act_page(request, project, None, **page, status=409)
    return HttpResponseRedirect(project.get_absolute_url())


def may_look_at(user, wish):
    if can_withdraw_status_request(user, wish)[0]:
        return True, ""
    return can_answer_status(user, wish)


def give_status_answer(wish, data, by):
    """What was done, in a sentence."""
    at = timezone.now()
    if data["verdict"] == "withdraw":
        need(can_withdraw_status_request(by, wish))
        withdraw_status_request(request=wish, by=by, at=at)
        return _("已撤回申请。")
    if data["verdict"] == "refuse":
        refuse_status(request=wish, by=by, at=at, reason=data["reason"])
        return _("已退回申请。")
    changed = approve_status(request=wish, by=by, at=at)
    return _("项目状态已改为%(status)s。") % {"status": changed.get_status_display()}
