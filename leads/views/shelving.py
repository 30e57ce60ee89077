"""Shelve a lead with two people: the page where its owner asks, and the one where the office answers."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions import LeadChanged
from leads.actions.shelving import (
    AlreadyAsked,
    NotWaiting,
    RestartPassed,
    agree_to_shelve,
    ask_to_shelve,
    decline_to_shelve,
)
from leads.forms import AnswerForm, AskToShelveForm
from leads.permissions import can_answer_shelving, can_ask_to_shelve
from leads.shelving import waiting_request
from leads.views.records import lead_for


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk):
    lead = lead_for(request, pk)
    need(can_ask_to_shelve(request.user, lead))
    at = timezone.now()
    form = AskToShelveForm(request.POST or None, on=timezone.localdate(at))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "leads/ask_to_shelve.html", {"lead": lead, "form": form}, status=status)
    try:
        ask_to_shelve(lead=lead, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("已提交暂缓申请，等链长办答复。"))
    except AlreadyAsked:
        messages.warning(request, _("这条线索已有一份暂缓申请在等答复，没有再提交。"))
    return HttpResponseRedirect(lead.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request, pk):
    lead = lead_for(request, pk)
    need(can_answer_shelving(request.user, lead))
    asked = waiting_request(lead)
    form = AnswerForm(request.POST or None)
    if asked is None or not form.is_valid():
        return answer_page(request, lead, asked, form)
    try:
        give_answer(lead, asked, form.cleaned_data, by=request.user, at=timezone.now())
    except (NotWaiting, LeadChanged):
        return answer_page(request, lead, None, form)
    except RestartPassed:
        form.add_error(None, _("预计重启日期已过，不能再同意。请写明理由退回，由负责人重新申请。"))
        return answer_page(request, lead, asked, form)
    messages.success(request, _("已答复暂缓申请。"))
    return HttpResponseRedirect(lead.get_absolute_url())


def give_answer(lead, asked, data, *, by, at):
    if data["verdict"] == "agree":
        agree_to_shelve(request=asked, lead=lead, by=by, at=at)
    else:
        decline_to_shelve(request=asked, lead=lead, by=by, at=at, answer=data["answer"])


def answer_page(request, lead, asked, form):
    """Without a waiting request there is nothing to answer: it was answered, or the lead has moved on."""
    status = 200 if not form.is_bound else 422 if asked else 409
    context = {"lead": lead, "asked": asked, "form": form}
    return render(request, "leads/answer_shelving.html", context, status=status)
