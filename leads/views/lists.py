"""The list of leads, the panel of its filters, and its export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.export import FORMATS, file_response
from core.views import answer, need, wants_fragment
from leads import tables
from leads.actions import export_leads
from leads.chips import ALL, address, besides_words, chips, summary
from leads.exports import COLUMNS, LIMIT, export_rows
from leads.filters import HANDS_ON, LeadFilter, LeadFilterPanel
from leads.listing import best_to_drop, listing, steps
from leads.permissions import can_add, can_see_leads
from leads.rows import Words

LIST_ID = "lead-list"  # other pages fetch the list too, but have no chips, and keep their own address

GROUPS = [
    (_("归属"), ["owner", "team", "chain", "segment"]),
    (_("进展"), ["status", "light", "quiet", "grade", "action_type"]),
    (_("来源与规模"), ["source", "investment_min", "investment_max"]),
    (_("日期"), ["next_from", "next_to", "logged_from", "logged_to"]),
]
MINE = [
    (_("在办"), "owner=me&status=open"),
    (_("逾期"), "owner=me&status=open&light=overdue"),
    (_("今天到期"), "owner=me&status=open&light=due"),
    (_("待响应"), "owner=me&status=NEW"),
    (_("无下一步"), "owner=me&status=open&light=missing"),
]
EVERYBODYS = [
    (_("全部在办"), "status=open"),
    (_("全部逾期"), "status=open&light=overdue"),
    (_("全部无下一步"), "status=open&light=missing"),
    (_("全部久未跟进"), "status=open&quiet=yes"),
    (_("全部线索"), ALL),
]


@require_safe
def lead_list(request):
    need(can_see_leads(request.user))
    filters = filters_of(request)
    page = listing(filters)
    is_list_page = wants_fragment(request) and request.htmx.target == LIST_ID
    context = list_context(filters, page) | {"is_fragment": is_list_page}
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
    hidden = [filters.form[name] for name in ("q", "company", "sort")]
    context = {"groups": groups, "hidden": hidden}
    return answer(request, "leads/lead_filter.html", "leads/_lead_filter.html", context)


@require_safe
def lead_export(request, kind):
    """What the list shows, as a file. An invalid filter gives no file rather than everything."""
    need(can_see_leads(request.user))
    filters = filters_of(request)
    if not filters.is_valid() or kind not in FORMATS:
        return refused(request, filters)
    count = filters.rows().order_by().count()
    if count > LIMIT:
        return refused(request, filters, count=count)
    at = timezone.now()
    export_leads(by=request.user, at=at, kind=kind, rows=count, chosen=summary(filters))
    heads = [str(column.label) for column in COLUMNS]
    name = f"leads-{timezone.localtime(at):%Y%m%d-%H%M}"
    return file_response(kind, name, heads, export_rows(filters))


def refused(request, filters, count=0):
    context = {"filters": filters, "count": count, "limit": LIMIT}
    response = answer(request, "leads/export_refused.html", "leads/export_refused.html", context, status=400)
    return response


def filters_of(request):
    return LeadFilter(request.GET, user=request.user, on=timezone.localdate())


def list_context(filters, page):
    return {
        "filters": filters,
        "chips": chips(filters),
        "besides_words": besides_words(filters),
        "page": page,
        "heads": tables.heads(filters),
        "body": tables.body(page.rows, Words(filters.on)),
        "steps": steps(filters, page),
        "list_query": address(filters),
        "views": views_of(filters),
        "drop": None if page.count else best_to_drop(filters),
        "can_add": can_add(filters.user)[0],
    }


def views_of(filters):
    """Ready-made views, and which of them this list is: [(group, [(label, query, is_current)])]."""
    here = address(filters, sort=None)
    groups = [(_("我的"), MINE)] if HANDS_ON & filters.user.access.roles else []
    return [
        (group, [(label, query, query == here) for label, query in views])
        for group, views in [*groups, (_("可见"), EVERYBODYS)]
    ]
