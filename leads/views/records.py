"""The page of one lead, and what is done there: follow up, edit, assign, show a number."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.views import answer, need, wants_fragment
from leads.actions import LeadChanged, assign, edit_lead, show_phone, write_follow_up
from leads.conflicts import clashes
from leads.forms import AssignForm, EditLeadForm, FollowUpForm
from leads.models import Lead
from leads.permissions import can_assign, can_edit, can_see_phone
from leads.record import RELATED, record


@require_safe
def lead_detail(request, pk):
    lead = lead_for(request, pk)
    context = record(lead, user=request.user, at=timezone.now(), has_all="all" in request.GET)
    return render(request, "leads/lead_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    at = timezone.now()
    on = timezone.localdate(at)
    form = FollowUpForm(request.POST or None, lead=lead, on=on)
    if not form.is_valid():
        context = record(lead, user=request.user, at=at, form=form if form.is_bound else None)
        status = 422 if form.is_bound else 200
        return answer(request, "leads/lead_detail.html", "leads/_work.html", context, status=status)
    write_follow_up(lead=lead, by=request.user, at=at, **form.cleaned_data)
    messages.success(request, _("已记下，下一步已更新。"))
    return done(request, lead, at)


@require_POST
def lead_phone(request, pk):
    """Show the full number. It is an act: on record, and never part of a page that is merely read."""
    lead = lead_for(request, pk)
    is_entitled = lead.contact is not None and can_see_phone(request.user, lead)
    need((is_entitled, _("号码只给负责人、协同人、本单位同事、本链链长办和链长看。")))
    at = timezone.now()
    numbers = show_phone(lead=lead, by=request.user, at=at)
    if wants_fragment(request):
        return render(request, "leads/_numbers.html", {"numbers": numbers, "is_shown": True})
    context = record(lead, user=request.user, at=at)
    return render(request, "leads/lead_detail.html", context | {"numbers": numbers, "is_shown": True})


@require_http_methods(["GET", "HEAD", "POST"])
def lead_edit(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    at = timezone.now()
    form = EditLeadForm(request.POST or None, lead=lead, on=timezone.localdate(at))
    if not form.is_valid():
        return edit_page(request, lead, form, status=422 if form.is_bound else 200)
    try:
        edit_lead(lead=lead, by=request.user, at=at, **form.changes())
    except LeadChanged as clash:
        return edit_clash(request, form, clash.theirs)
    messages.success(request, " ".join([_("已保存。"), *form.warnings.values()]))
    return HttpResponseRedirect(lead.get_absolute_url())


def edit_page(request, lead, form, *, status, **more):
    return render(request, "leads/lead_edit.html", {"lead": lead, "form": form, **more}, status=status)


def edit_clash(request, form, theirs):
    """Somebody saved first: show what differs, keep what was typed, and let the person decide."""
    found = clashes(form, theirs)
    again = form.on_top_of(theirs)
    return edit_page(request, theirs, again, status=409, clashes=found)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_assign(request, pk):
    lead = lead_for(request, pk)
    need(can_assign(request.user, lead))
    at = timezone.now()
    form = AssignForm(request.POST or None, lead=lead, on=timezone.localdate(at))
    context = {"lead": lead, "form": form}
    if not form.is_valid():
        return render(request, "leads/lead_assign.html", context, status=422 if form.is_bound else 200)
    try:
        assign(lead=lead, by=request.user, at=at, owner=form.cleaned_data["owner"])
    except LeadChanged as clash:
        return render(request, "leads/lead_assign.html", context | {"theirs": clash.theirs}, status=409)
    messages.success(request, _("已指派给 %(person)s。") % {"person": form.cleaned_data["owner"]})
    return HttpResponseRedirect(lead.get_absolute_url())


def lead_for(request, pk):
    """The lead, if the person may read it; else it does not exist."""
    leads = Lead.objects.openable_by(request.user).select_related(*RELATED).prefetch_related("collaborators")
    return get_object_or_404(leads, pk=pk)


def done(request, lead, at):
    if not wants_fragment(request):
        return HttpResponseRedirect(lead.get_absolute_url())
    return render(request, "leads/_work.html", record(lead, user=request.user, at=at) | {"is_fragment": True})
