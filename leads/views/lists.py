"""A list that people look at (leads.lists), and the panel of its filters."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import can_change_view
from core.views import answer, need, wants_fragment
from leads import tables
from leads.bulk import LIMIT as BULK_LIMIT
from leads.bulk import verbs_for
from leads.chips import address, besides_words, chips
from leads.listing import best_to_drop, listing, steps
from leads.lists import list_of
from leads.permissions import can_add, can_see_leads
from leads.tabs import is_changed, look_of, tabs


@require_safe
def show_list(request, *, listed):
    need(can_see_leads(request.user))
    filters = filters_of(request, listed)
    look = look_of(filters)
    page = listing(filters, tables.more_fields(look.columns))
    # other pages fetch the list too, but have no chips, and keep their own address
    is_list_page = wants_fragment(request) and request.htmx.target == f"{listed.noun}-list"
    context = list_context(filters, page, look) | {"is_fragment": is_list_page}
    status = 200 if filters.is_valid() else 422
    response = answer(request, listed.page, "lists/_list.html", context, status=status)
    if is_list_page and filters.is_valid():
        response["HX-Push-Url"] = request.path + "?" + address(filters, page=page.number)
    return response


@require_safe
def list_filter(request, *, listed):
    """The filter panel, fetched when it is opened: its boxes would weigh more than the list itself."""
    need(can_see_leads(request.user))
    filters = listed.panel(request.GET, user=request.user, on=timezone.localdate())
    groups = [(label, [filters.form[name] for name in names]) for label, names in listed.groups]
    hidden = [filters.form[name] for name in listed.hidden]
    context = {"listed": listed, "groups": groups, "hidden": hidden}
    return answer(request, "lists/filter.html", "lists/_filter.html", context)


def filters_of(request, listed):
    return listed.filter(request.GET, user=request.user, on=timezone.localdate())


def list_context(filters, page, look):
    listed, query = list_of(filters), address(filters)
    editable = listed.editable(filters.user, page.rows)
    return {
        "listed": listed,
        "filters": filters,
        "chips": chips(filters),
        "besides_words": besides_words(filters),
        "page": page,
        "pipeline": listed.pipeline(filters) if listed.pipeline and page.count else None,
        "heads": tables.heads(filters, look.columns),
        "body": tables.body(page.rows, listed.words(filters.on, query), look.columns, editable),
        "is_wide": len(look.columns) > len(tables.usual(listed.columns)),
        "steps": steps(filters, page),
        "list_query": query,
        "tabs": tabs(filters, look),
        "view": look.view,
        "can_change_view": bool(look.view) and can_change_view(filters.user, look.view)[0],
        "is_view_changed": bool(look.view) and filters.is_valid() and is_changed(look.view, filters),
        "verbs": verbs_for(filters.user) if listed.has_verbs else [],
        "bulk_limit": BULK_LIMIT,
        "drop": None if page.count else best_to_drop(filters),
        "can_add": can_add(filters.user)[0],
    }
