"""The page of background checks: what was found, a form for the next one, the leader's word on concerns."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.views import need
from leads.actions.diligence import NoNoteWanted, add_leader_note, record_diligence
from leads.documents import DocumentRefused
from leads.forms.diligence import DiligenceForm, LeaderNoteForm
from leads.models import DueDiligence
from leads.project_permissions import can_check, can_note
from leads.project_record import record
from leads.views.projects import project_of


@require_http_methods(["GET", "HEAD", "POST"])
def diligence(request, pk):
    project, at = project_of(request, pk), timezone.now()
    if request.method != "POST":
        return page(request, project, at)
    need(can_check(request.user, project))
    form = form_for(project, at, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, at, form=form, status=422)
    try:
        record_diligence(project=project, by=request.user, at=at, **form.details())
    except DocumentRefused as refusal:
        form.refuse(refusal)
        return page(request, project, at, form=form, status=422)
    messages.success(request, _("背景核查已登记。"))
    return HttpResponseRedirect(reverse("projects:diligence", args=[pk]))


@require_POST
def leader_note(request, pk, check_pk):
    project, at = project_of(request, pk), timezone.now()
    check = get_object_or_404(project.diligences, pk=check_pk)
    need(can_note(request.user, project, check))
    form = LeaderNoteForm(request.POST)
    if not form.is_valid():
        return page(request, project, at, note_form=form, status=422)
    try:
        add_leader_note(check=check, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("意见已写下。"))
    except NoNoteWanted:
        messages.warning(request, _("这次核查没有要写意见的疑点，或者已经写过。没有改动。"))
    return HttpResponseRedirect(reverse("projects:diligence", args=[pk]))


def form_for(project, at, *sent):
    on = timezone.localdate(at)
    first = {"form_token": uuid.uuid4(), "checked_on": on}
    return DiligenceForm(*sent, project=project, on=on, initial=first)


def page(request, project, at, *, form=None, note_form=None, status=200):
    context = record(project, user=request.user, at=at, page="diligence")
    rows = project.diligences.select_related("by", "leader", "document").order_by("-checked_on", "-pk")
    checks = [(row, row.is_old(context["on"])) for row in rows]
    may_check, why_no_check = can_check(request.user, project)
    latest = checks[0][0] if checks else None
    context |= {
        "checks": checks,
        "may_check": may_check,
        "why_no_check": why_no_check,
        "form": form or (may_check and form_for(project, at)),
        "to_note": latest if waits_for_note(latest) and can_note(request.user, project, latest)[0] else None,
        "waits_for_note": waits_for_note(latest),
        "note_form": note_form or LeaderNoteForm(),
    }
    return render(request, "projects/diligence.html", context, status=status)


def waits_for_note(check):
    return check is not None and check.conclusion == DueDiligence.Conclusion.CONCERN and not check.leader_note
