"""Leads as a file: what the list shows, or the rows that somebody has ticked in it."""

from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.export import FORMATS, file_response
from core.views import answer, need
from leads.actions import export_leads
from leads.chips import summary
from leads.exports import COLUMNS, LIMIT, chosen, export_rows
from leads.models import Lead
from leads.permissions import can_see_leads
from leads.tabs import look_of
from leads.views.lists import filters_of


@require_safe
def lead_export(request, kind, *, has_all_columns):
    """What the list shows, as a file. An invalid filter gives no file rather than everything."""
    need(can_see_leads(request.user))
    filters = filters_of(request)
    if not filters.is_valid() or kind not in FORMATS:
        return refused(request, filters)
    count = filters.rows().order_by().count()
    if count > LIMIT:
        return refused(request, filters, count=count)
    columns = COLUMNS if has_all_columns else chosen(look_of(filters).columns)
    return export(request, kind, filters.rows(), columns, count=count, words=summary(filters))


def export_ticked(request, leads, filters):
    """The ticked rows, in the columns and the order of the list they were ticked in."""
    count = len(leads)
    rows = Lead.objects.visible_to(request.user).filter(pk__in=[lead.pk for lead in leads])
    rows = rows.order_by(*filters.order)
    words = ngettext("勾选的 %(count)s 条", "勾选的 %(count)s 条", count) % {"count": count}
    columns = chosen(look_of(filters).columns)
    return export(request, "xlsx", rows, columns, count=count, words=words)


def export(request, kind, leads, columns, *, count, words):
    at = timezone.now()
    export_leads(by=request.user, at=at, kind=kind, rows=count, chosen=words)
    heads = [str(column.label) for column in columns]
    rows = export_rows(leads, columns, user=request.user, on=timezone.localdate(at))
    return file_response(kind, f"leads-{timezone.localtime(at):%Y%m%d-%H%M}", heads, rows)


def refused(request, filters, count=0):
    context = {"filters": filters, "count": count, "limit": LIMIT}
    return answer(request, "leads/export_refused.html", "leads/export_refused.html", context, status=400)
