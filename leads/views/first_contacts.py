"""Pages of first contacts (首谈报备): the ledger, one registration, and what is done with it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from core.calendar import work_calendar
from core.views import answer, need, wants_fragment
from leads.actions import (
    AlreadyRegistered,
    ConflictOpen,
    LeadChanged,
    RivalChanged,
    RulingOvertaken,
    SameCompany,
    SegmentsAlike,
    appeal,
    ask_to_join,
    register_first_contact,
    release,
    rule_conflict,
)
from leads.first_contact_filters import LedgerFilter
from leads.forms import AppealForm, FirstContactForm, JoinForm, ReasonForm, RulingForm
from leads.models import FirstContact, Lead
from leads.permissions import can_add, can_register, can_release, can_rule, can_see_leads
from leads.precedence import proposal
from leads.protection import is_of_unit
from leads.rivals import claims_of_lead, obstacles
from leads.views.records import lead_for

PAGE_ROWS = 50
UNFIT = {
    SegmentsAlike: gettext_lazy("按环节分开，要双方线索都填了环节，而且不同。"),
    SameCompany: gettext_lazy("双方报备的是同一家企业，不能裁定为两家。"),
}


# -- what is registered -----------------------------------------------------------------------


@require_safe
def ledger(request):
    """Everybody sees that something is registered, by which unit, until when; who may, reads what."""
    need(can_see_leads(request.user))
    filters = LedgerFilter(request.GET, user=request.user, on=timezone.localdate())
    page = Paginator(filters.rows(), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page}
    status = 200 if filters.is_valid() else 422
    return render(request, "leads/first_contact_list.html", context, status=status)


@require_safe
def detail(request, pk):
    contact = contact_for(request, pk)
    return contact_page(request, contact, form=RulingForm(contact=contact))


def contact_for(request, pk):
    contacts = FirstContact.objects.with_readable(request.user).with_parties()
    return get_object_or_404(contacts.select_related("rival__lead"), pk=pk)


def contact_page(request, contact, *, status=200, form=None, **more):
    user = request.user
    may_rule = contact.is_disputed and can_rule(user, contact)[0]
    sides = sides_of(contact, user)
    context = {
        "contact": contact,
        "sides": sides,
        "has_open_side": any(side.is_open for side in sides),
        "lead": Lead.objects.visible_to(user).filter(pk=contact.lead_id).first(),
        "can_release": contact.is_standing and can_release(user, contact)[0],
        "can_rule": may_rule,
        "form": form if may_rule else None,
        "can_join": contact.is_standing and not contact.is_readable and can_add(user)[0],
    }
    if may_rule:
        context["proposed"], context["why"] = proposal(contact, contact.rival, work_calendar())
    return render(request, "leads/first_contact.html", context | more, status=status)


def sides_of(contact, user):
    """Both sides of a conflict, or the one registration there is; `is_open` where the person may read it."""
    ids = [contact.pk, contact.rival_id] if contact.is_conflict else [contact.pk]
    rows = FirstContact.objects.with_readable(user).with_parties().prefetch_related("documents")
    sides = sorted(rows.filter(pk__in=ids), key=lambda side: ids.index(side.pk))
    is_decided = contact.ruled_at is not None and any(side.is_readable for side in sides)
    for side in sides:
        side.is_open = side.is_readable or is_decided
    return sides


# -- what is done on a lead -------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    lead = lead_for(request, pk)
    need(can_register(request.user, lead))
    at = timezone.now()
    form = claim_form(FirstContactForm, request, lead, at)
    if not form.is_valid():
        return claim_page(request, lead, form, status=422 if form.is_bound else 200)
    try:
        contact = register_first_contact(lead=lead, by=request.user, at=at, **form.cleaned_data)
    except AlreadyRegistered as first:
        is_own_unit = is_of_unit(first.rival.contact, lead.team_id)
        return claim_page(request, lead, form, status=409, rival=first.rival, is_own_unit=is_own_unit)
    except (ConflictOpen, LeadChanged):
        return claim_page(request, lead, form, status=409, is_late=True)
    until = {"until": contact.protected_until}
    messages.success(request, _("已报备，保护至 %(until)s。") % until)
    return away(request, lead)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, pk):
    lead = lead_for(request, pk)
    need(can_register(request.user, lead))
    at = timezone.now()
    rival = obstacles(claims_of_lead(lead), on=timezone.localdate(at)).rival
    if rival is None or rival.contact.lead_id == lead.pk or is_of_unit(rival.contact, lead.team_id):
        messages.info(request, _("没有别的单位报备这家企业，不用提出异议。"))
        return away(request, lead)
    form = claim_form(AppealForm, request, lead, at)
    page = {"rival": rival, "is_appeal": True}
    if not form.is_valid():
        return claim_page(request, lead, form, status=422 if form.is_bound else 200, **page)
    said = {"rival": rival.contact, "level": rival.level, **form.cleaned_data}
    try:
        contact = appeal(lead=lead, by=request.user, at=at, **said)
    except (ConflictOpen, LeadChanged):
        return claim_page(request, lead, form, status=409, is_late=True, **page)
    due = {"due": contact.ruling_due_on}
    messages.success(request, _("异议已提交，%(due)s 前裁定。") % due)
    return away(request, lead)


def claim_form(kind, request, lead, at):
    first = {"form_token": uuid.uuid4(), "contacted_on": lead.received_on}
    return kind(request.POST or None, lead=lead, on=timezone.localdate(at), initial=first)


def claim_page(request, lead, form, *, status, **more):
    """The form, with whoever was first (`rival`) above it."""
    context = {"lead": lead, "form": form, **more}
    page, fragment = "leads/first_contact_form.html", "leads/_first_contact_form.html"
    return answer(request, page, fragment, context, status=status)


def away(request, lead):
    redirect = HttpResponseClientRedirect if wants_fragment(request) else HttpResponseRedirect
    return redirect(lead.get_absolute_url())


# -- what is done with a registration ---------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request, pk):
    contact = contact_for(request, pk)
    need(can_rule(request.user, contact))
    if not contact.is_disputed:
        return contact_page(request, contact, status=409, is_late=True)
    form = RulingForm(request.POST or None, contact=contact)
    if not form.is_valid():
        return contact_page(request, contact, form=form, status=422 if form.is_bound else 200)
    try:
        rule_conflict(contact=contact, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (SameCompany, SegmentsAlike) as unfit:
        form.add_error("supports", UNFIT[type(unfit)])
        return contact_page(request, contact, form=form, status=422)
    except RivalChanged:
        return contact_page(request, contact_for(request, pk), form=form, status=409, has_new_rival=True)
    except RulingOvertaken:
        return contact_page(request, contact_for(request, pk), form=form, status=409, is_late=True)
    messages.success(request, _("已裁定，双方都会收到通知。"))
    return HttpResponseRedirect(contact.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request, pk):
    contact = contact_for(request, pk)
    need(can_release(request.user, contact))
    form = ReasonForm(request.POST or None)
    context = {"contact": contact, "form": form, "verb": _("撤回异议") if contact.is_disputed else _("释放")}
    if not contact.is_standing:
        return contact_page(request, contact, status=409, is_late=True)
    if not form.is_valid():
        return render(request, "leads/first_contact_act.html", context, status=422 if form.is_bound else 200)
    if not release(contact=contact, by=request.user, at=timezone.now(), **form.cleaned_data):
        return contact_page(request, contact_for(request, pk), status=409, is_late=True)
    messages.success(request, _("已释放，企业可以由其他单位报备。"))
    return HttpResponseRedirect(contact.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, pk):
    contact = contact_for(request, pk)
    need(can_add(request.user))
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        context = {"contact": contact, "form": form, "verb": _("申请协同")}
        return render(request, "leads/first_contact_act.html", context, status=422 if form.is_bound else 200)
    ask_to_join(contact=contact, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已转给负责人，由对方联系你。"))
    return HttpResponseRedirect(contact.get_absolute_url())
