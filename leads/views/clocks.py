"""What is done about the clocks of a lead, each by a form of one line."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions import NotOwed, call_specialists, give_feedback
from leads.clock_lines import clock_lines
from leads.forms import OneLineForm
from leads.permissions import can_call_specialists, can_edit
from leads.views.records import lead_for


@require_http_methods(["GET", "HEAD", "POST"])
def lead_specialists(request, pk):
    lead = lead_for(request, pk)
    need(can_call_specialists(request.user, lead))
    words = {
        "title": _("请专家研判"),
        "said": _("研判期限改为响应后 5 个工作日，只能延一次。"),
        "over": _("这条线索现在不能延长研判期限：不在研判中，或者已经延过。没有改动任何内容。"),
    }
    form = OneLineForm(request.POST or None, label=_("要专家看什么"))

    def act(text, at):
        call_specialists(lead=lead, by=request.user, at=at, reason=text)
        return _("研判期限已延长到 %(day)s。") % {"day": lead.judgement_due_on}

    return one_line(request, lead, form, act, words, url_name="leads:specialists")


@require_http_methods(["GET", "HEAD", "POST"])
def lead_feedback(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    words = {
        "title": _("反馈引荐人"),
        "said": _("引荐人：%(name)s") % {"name": lead.introducer},
        "over": _("这条线索现在不欠引荐人反馈：还没有研判，或者已经反馈过。没有改动任何内容。"),
    }
    form = OneLineForm(request.POST or None, label=_("告诉了引荐人什么"))

    def act(text, at):
        give_feedback(lead=lead, by=request.user, at=at, text=text)
        return _("反馈已记下。")

    return one_line(request, lead, form, act, words, url_name="leads:feedback")


def one_line(request, lead, form, act, words, *, url_name):
    """The form, or why there is nothing to do: the clock that asks for it no longer runs."""
    at = timezone.now()
    lines = clock_lines(lead, on=timezone.localdate(at))
    line = next((line for line in lines if line.act == url_name), None)
    context = {"lead": lead, "form": form, "line": line, "on": timezone.localdate(at), **words}
    if line is None:
        status = 409 if request.method == "POST" else 200
        return render(request, "leads/lead_clock.html", context, status=status)
    if not form.is_valid():
        return render(request, "leads/lead_clock.html", context, status=422 if form.is_bound else 200)
    try:
        said = act(form.cleaned_data["text"], at)
    except NotOwed:
        return render(request, "leads/lead_clock.html", context | {"line": None}, status=409)
    messages.success(request, said)
    return HttpResponseRedirect(lead.get_absolute_url())
