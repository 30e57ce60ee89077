"""Log a lead from any page, and the answer about the company while its name is typed."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from chains.matching import name_key
from core.views import answer, need, wants_fragment
from leads.actions import log_lead
from leads.actions.lead import first_response_on, last_source
from leads.forms import QuickLeadForm
from leads.models import Visibility
from leads.permissions import can_add, can_see_leads
from leads.standing import standings

SHORTEST_NAME = 2


@require_http_methods(["GET", "HEAD", "POST"])
def lead_new(request):
    need(can_add(request.user))
    at = timezone.now()
    on = timezone.localdate(at)
    form = QuickLeadForm(request.POST or None, user=request.user, on=on)
    if not form.is_bound:
        return panel(request, blank(request.user, on, name=request.GET.get("company", "")[:120]))
    if not form.is_valid() or form.needs_reading:
        return panel(request, form, status=422)
    lead = log_lead(by=request.user, at=at, **form.details())
    messages.success(request, saved(lead))
    return after_saving(request, lead, on)


@require_safe
def company_match(request):
    """Who this company is, said while its name is typed."""
    need(can_see_leads(request.user))
    name = request.GET.get("name", "")[:120].strip()
    context = {"name": name, "standings": standings_of(name, request.user)}
    context["can_take"] = wants_fragment(request)  # there is a form around it that can take the name over
    return answer(request, "companies/match.html", "companies/_answer.html", context)


def standings_of(name, user, uscc=""):
    on = timezone.localdate()
    return standings(name, user=user, on=on, uscc=uscc) if len(name_key(name)) >= SHORTEST_NAME else []


def panel(request, form, status=200):
    name = form["name"].value() or ""
    context = {
        "form": form,
        "name": name if form.is_bound else "",
        "standings": standings_of(name, request.user, form["uscc"].value() or "") if form.is_bound else [],
        "in_panel": in_panel(request),
        "can_take": True,
    }
    return answer(request, "leads/lead_new.html", "leads/_quick_lead.html", context, status=status)


def blank(user, on, name=""):
    """The form with what usually holds: the source of last time, a first response in one working day."""
    initial = {
        "name": name,
        "form_token": uuid.uuid4(),
        "place": only_chain(user),
        "source": last_source(user),
        "next_action_text": _("首次响应"),
        "next_action_on": first_response_on(on),
        "visibility": Visibility.CHAIN,
    }
    return QuickLeadForm(user=user, on=on, initial=initial)


def only_chain(user):
    codes = user.access.chains("add_lead")
    return next(iter(codes)) if codes is not None and len(codes) == 1 else ""


def in_panel(request):
    return "panel" in request.POST or bool(request.headers.get("X-Panel"))


def saved(lead):
    url = lead.get_absolute_url()
    return format_html(
        '{} <a href="{}">{}</a>', _("已登记 %(company)s") % {"company": lead.company}, url, _("打开")
    )


def after_saving(request, lead, on):
    """Back to where the person was: the panel closes, or opens empty for the next lead."""
    wants_next = "next" in request.POST
    if wants_next and wants_fragment(request):
        response = panel(request, blank(request.user, on))
        return trigger_client_event(response, "lead-logged")
    if wants_next:
        return HttpResponseRedirect(request.path)
    if not wants_fragment(request):
        return HttpResponseRedirect(lead.get_absolute_url())
    if not in_panel(request):
        return HttpResponseClientRedirect(lead.get_absolute_url())
    response = render(request, "leads/_saved.html", {"lead": lead})
    response["HX-Reswap"] = "none"
    return trigger_client_event(trigger_client_event(response, "lead-logged"), "panel-close")
