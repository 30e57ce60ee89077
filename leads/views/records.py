"""The page of one lead, and what is done there: follow up, edit, assign, show a number."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.views import answer, need, wants_fragment
from leads.actions import assign, edit_lead, show_phone, write_follow_up
from leads.conflicts import Collision, chosen, settle, step_replaced
from leads.forms import AssignForm, EditLeadForm, FollowUpForm
from leads.models import Lead
from leads.permissions import can_assign, can_edit, can_see_phone
from leads.record import RELATED, record
from leads.stepping import place_in
from leads.views import projects
from leads.views.conflict import ask, saved_words


@require_safe
def lead_detail(request, pk):
    lead = lead_for(request, pk)
    return render(request, "leads/lead_detail.html", shown(request, lead, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    at = timezone.now()
    on = timezone.localdate(at)
    form = FollowUpForm(request.POST or None, lead=lead, on=on)
    if not form.is_valid():
        context = shown(request, lead, at, form=form if form.is_bound else None)
        status = 422 if form.is_bound else 200
        return answer(request, "leads/lead_detail.html", "leads/_work.html", context, status=status)
    replaced = step_replaced(lead, form.cleaned_data.pop("seen"), by=request.user)
    write_follow_up(lead=lead, by=request.user, at=at, **form.cleaned_data)
    messages.success(request, " ".join(filter(None, [_("已记下，下一步已更新。"), replaced])))
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
    context = shown(request, lead, at)
    return render(request, "leads/lead_detail.html", context | {"numbers": numbers, "is_shown": True})


@require_http_methods(["GET", "HEAD", "POST"])
def lead_edit(request, pk):
    lead = lead_for(request, pk)
    need(can_edit(request.user, lead))
    at = timezone.now()
    form = EditLeadForm(chosen(request.POST) or None, lead=lead, on=timezone.localdate(at))
    if not form.is_bound or "amend" in request.POST:
        return edit_page(request, form, status=200)
    try:
        form = settle(form, lambda form: edit_lead(lead=form.lead, by=request.user, at=at, **form.changes()))
    except Collision as clash:
        return ask(request, clash, label=_("保存"), can_amend=True)
    if not form.is_valid():
        return edit_page(request, form, status=422)
    messages.success(request, " ".join([saved_words(form), *form.warnings.values()]))
    return HttpResponseRedirect(back(request, lead))


def edit_page(request, form, *, status):
    context = {"lead": form.lead, "form": form, "back": back(request, form.lead)}
    return render(request, "leads/lead_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_assign(request, pk):
    lead = lead_for(request, pk)
    need(can_assign(request.user, lead))
    at = timezone.now()
    form = AssignForm(chosen(request.POST) or None, lead=lead, on=timezone.localdate(at))
    context = {"lead": lead, "form": form, "back": back(request, lead)}
    if not form.is_bound:
        return render(request, "leads/lead_assign.html", context)
    try:
        form = settle(form, lambda form: assign(lead=form.lead, by=request.user, at=at, **form.chosen()))
    except Collision as clash:
        return ask(request, clash, label=_("指派"))
    if not form.is_valid():
        return render(request, "leads/lead_assign.html", context | {"form": form}, status=422)
    messages.success(request, _("已指派给 %(person)s。") % {"person": form.cleaned_data["owner"]})
    return HttpResponseRedirect(back(request, lead))


def lead_for(request, pk):
    """The lead, if the person may read it; else it does not exist."""
    leads = Lead.objects.openable_by(request.user).select_related(*RELATED).prefetch_related("collaborators")
    return get_object_or_404(leads, pk=pk)


def shown(request, lead, at, **how):
    """What the page of the lead shows, and where the lead stands in the list that the person came from."""
    asked = {"query": request.GET.get("in", ""), "at": request.GET.get("at", "")}
    place = place_in(lead, user=request.user, on=timezone.localdate(at), **asked)
    return record(lead, user=request.user, at=at, **how) | {"place": place}


def back(request, lead):
    """The address of the lead, at the place in the list that the person came from."""
    kept = {name: request.GET[name] for name in ("in", "at") if request.GET.get(name)}
    return lead.get_absolute_url() + (f"?{urlencode(kept)}" if kept else "")


def refused(request, lead, at, **how):
    """The page again with what was not accepted: the lead's, or its project's if it was sent from there."""
    if project := project_shown(request, lead):
        return projects.work(request, project, at, status=422, **how)
    context = shown(request, lead, at, **how)
    return answer(request, "leads/lead_detail.html", "leads/_work.html", context, status=422)


def project_shown(request, lead):
    """The project on whose page the form of its lead stands."""
    if request.GET.get("on") != "project" or not hasattr(lead, "project"):
        return None
    return projects.project_of(request, lead.project.pk)


def done(request, lead, at, **talking):
    if project := project_shown(request, lead):
        return projects.done(request, project, at, **talking)
    if not wants_fragment(request):
        return HttpResponseRedirect(back(request, lead))
    response = render(
        request, "leads/_work.html", shown(request, lead, at, **talking) | {"is_fragment": True}
    )
    response["HX-Replace-Url"] = back(request, lead)
    return response
