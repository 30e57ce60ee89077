"""The list of leads, and the panel of its filters."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import can_change_view
from core.views import answer, need, wants_fragment
from leads import tables
from leads.bulk import LIMIT as BULK_LIMIT
from leads.bulk import verbs_for
from leads.cells import editable
from leads.chips import address, besides_words, chips
from leads.filters import LeadFilter, LeadFilterPanel
from leads.listing import best_to_drop, listing, steps
from leads.permissions import can_add, can_see_leads
from leads.rows import Words
from leads.tabs import is_changed, look_of, tabs

LIST_ID = "lead-list"  # other pages fetch the list too, but have no chips, and keep their own address

GROUPS = [
    (_("归属"), ["owner", "team", "chain", "segment"]),
    (_("进展"), ["status", "light", "quiet", "lapses", "waits", "grade", "action_type"]),
    (_("来源与规模"), ["source", "investment_min", "investment_max"]),
    (_("日期"), ["next_from", "next_to", "logged_from", "logged_to"]),
]


@require_safe
def lead_list(request):
    need(can_see_leads(request.user))
    filters = filters_of(request)
    look = look_of(filters)
    page = listing(filters, tables.more_fields(look.columns))
    is_list_page = wants_fragment(request) and request.htmx.target == LIST_ID
    context = list_context(filters, page, look) | {"is_fragment": is_list_page}
    status = 200 if filters.is_valid() else 422
    response = answer(request, "leads/lead_list.html", "leads/_lead_list.html", context, status=status)
    if is_list_page and filters.is_valid():
        response["HX-Push-Url"] = request.path + "?" + address(filters, page=page.number)
    return response


@require_safe
def lead_filter(request):
    """The filter panel, fetched when it is opened: its boxes would weigh more than the list itself."""
    need(can_see_leads(request.user))
    filters = LeadFilterPanel(request.GET, user=request.user, on=timezone.localdate())
    groups = [(label, [filters.form[name] for name in names]) for label, names in GROUPS]
    hidden = [filters.form[name] for name in ("q", "company", "sort", "view")]
    context = {"groups": groups, "hidden": hidden}
    return answer(request, "leads/lead_filter.html", "leads/_lead_filter.html", context)


def filters_of(request):
    return LeadFilter(request.GET, user=request.user, on=timezone.localdate())


def list_context(filters, page, look):
    return {
        "filters": filters,
        "chips": chips(filters),
        "besides_words": besides_words(filters),
        "page": page,
        "heads": tables.heads(filters, look.columns),
        "body": tables.body(
            page.rows, Words(filters.on, address(filters)), look.columns, editable(filters.user, page.rows)
        ),
        "is_wide": len(look.columns) > len(tables.DEFAULT),
        "steps": steps(filters, page),
        "list_query": address(filters),
        "tabs": tabs(filters, look),
        "view": look.view,
        "can_change_view": bool(look.view) and can_change_view(filters.user, look.view)[0],
        "is_view_changed": bool(look.view) and filters.is_valid() and is_changed(look.view, filters),
        "verbs": verbs_for(filters.user),
        "bulk_limit": BULK_LIMIT,
        "drop": None if page.count else best_to_drop(filters),
        "can_add": can_add(filters.user)[0],
    }
