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
from leads.paste import MAX_LENGTH
from leads.pasted import Pasted
from leads.permissions import can_add, can_see_leads
from leads.standing import standings

SHORTEST_NAME = 2
TYPED = ("name", "intention", "contact", "investment_wan", "land_mu", "uscc", "introducer")
SENTENCES = {"intention", "next_action_text"}  # boxes that take so many words that marking them says nothing


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


@require_http_methods(["GET", "HEAD", "POST"])
def lead_paste(request):
    """The same form, filled from a pasted text as far as the rules can read it. Nothing is saved."""
    need(can_add(request.user))
    on = timezone.localdate()
    form = blank(request.user, on)
    if request.method != "POST":
        return panel(request, form, is_pasting=True)
    typed = {name: request.POST[name] for name in form.fields if name in request.POST}
    text = request.POST.get("text", "")
    problem = unreadable(text)
    if problem:
        form.initial |= typed
        return panel(request, form, status=422, is_pasting=True, text=text, problem=problem)
    pasted = Pasted(text, on)
    form.initial |= typed | pasted.initial() | {"pasted": text}
    return panel(request, form, before={name: typed.get(name, "") for name in TYPED})


def unreadable(text):
    if not text.strip():
        return _("先把一段话粘贴进来。")
    if len(text) > MAX_LENGTH:
        return _("一次最多 5,000 字，现在是 %(count)s 字，请只留要紧的一段。") % {"count": f"{len(text):,}"}
    return ""


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


def panel(request, form, status=200, before=None, **more):
    """`before`: what the boxes held before a pasted text filled them."""
    name = form["name"].value() or ""
    text = form["pasted"].value() or ""
    is_answered = form.is_bound or bool(text)
    context = {
        "form": form,
        "name": name if is_answered else "",
        "standings": standings_of(name, request.user, form["uscc"].value() or "") if is_answered else [],
        "in_panel": in_panel(request),
        "can_take": True,
        "text": text,
    }
    context |= shown(Pasted(text, form.on), form, before or {}) if text else {}
    return answer(request, "leads/lead_new.html", "leads/_quick_lead.html", context | more, status=status)


def shown(pasted, form, before):
    """What the page shows of a pasted text, and beneath each box the words its value came from."""
    values = {name: str(form[name].value() or "") for name in pasted.options}
    names = {name: names_of(form.fields[name].widget) for name in ("place", "source") if name in values}
    form.show_said(pasted.said(values, before, names))
    form.fields["name"].widget.attrs["autofocus"] = True
    labels = {name: form[name].label for name in pasted.options if name not in SENTENCES}
    return {"pieces": list(pasted.pieces(labels)), "remarks": pasted.remarks(), "is_read": True}


def names_of(select):
    """{value: name} of the choices of a select, those in groups among them."""
    groups = [choice if isinstance(choice[1], (list, tuple)) else ("", [choice]) for choice in select.choices]
    return {value: str(name) for _group, choices in groups for value, name in choices}


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
