"""The pool: its list, and one click that claims a lead."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.calendar import work_calendar
from core.views import answer, need, wants_fragment
from leads.actions import CapacityReached, LeadChanged, take_step
from leads.claims import Claims
from leads.permissions import can_see_leads
from leads.pool_list import PoolFilter, pool_page, room
from leads.stages import STEPS, LeadStatus
from leads.views.records import lead_for

CLAIM = next(step for step in STEPS if step.verb == "claim")


@require_safe
def pool(request):
    need(can_see_leads(request.user))
    context = pool_context(request, at=timezone.now())
    status = 200 if context["filters"].is_valid() else 422
    return answer(request, "leads/pool.html", "leads/_pool_list.html", context, status=status)


@require_POST
def claim(request, pk):
    """Claim with the usual next step. Whoever comes late is told the unit that has the lead (409)."""
    lead = lead_for(request, pk)
    at = timezone.now()
    if lead.status != LeadStatus.POOL:
        return too_late(request, lead, at=at)
    claims = Claims(request.user, at)
    need(claims.verdict(lead))
    try:
        take_step(lead=lead, step=CLAIM, by=request.user, at=at, **first_step(timezone.localdate(at)))
    except LeadChanged as clash:
        return too_late(request, clash.theirs, at=at)
    except CapacityReached as refusal:
        need((False, str(refusal)))
    messages.success(request, _("已认领 %(lead)s。") % {"lead": lead})
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("leads:pool") + query_of(request))
    filters = PoolFilter(request.GET, user=request.user)
    context = {"lead": lead, "is_mine": True, "room": room(Claims(request.user, at), filters.chain_code)}
    return render(request, "leads/_claimed.html", context)


def first_step(on):
    """What is to be done with a lead just claimed: call, on the next working day."""
    return {"next_action_text": _("首次联系"), "next_action_on": work_calendar().after(on, 1)}


def too_late(request, lead, *, at):
    """409: who has the lead now, or that it was only edited; the list goes on working."""
    taken = {"lead": lead, "is_free": lead.status == LeadStatus.POOL, "query": query_of(request)}
    if wants_fragment(request):
        return render(request, "leads/_claimed.html", taken, status=409)
    context = pool_context(request, at=at) | {"taken": taken}
    return render(request, "leads/pool.html", context, status=409)


def pool_context(request, *, at):
    filters = PoolFilter(request.GET, user=request.user)
    claims = Claims(request.user, at)
    page = pool_page(filters, number=request.GET.get("page"), claims=claims)
    return {
        "filters": filters,
        "page": page,
        "room": room(claims, filters.chain_code),
        "without": [] if page.rows else filters.without(),
        "query": query_of(request),
    }


def query_of(request):
    return f"?{request.GET.urlencode()}" if request.GET else ""
