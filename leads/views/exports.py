"""A list as a file: what the list shows, or the rows that somebody has ticked in it."""

from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.export import FORMATS, file_response
from core.views import answer, need
from leads.actions import export_list
from leads.chips import summary
from leads.exports import LIMIT, chosen
from leads.lists import list_of
from leads.models import Lead
from leads.permissions import can_see_leads
from leads.tabs import look_of
from leads.views.lists import filters_of


@require_safe
def list_export(request, kind, *, listed, has_all_columns):
    """What the list shows, as a file. An invalid filter gives no file rather than everything."""
    need(can_see_leads(request.user))
    filters = filters_of(request, listed)
    if not filters.is_valid() or kind not in FORMATS:
        return refused(request, filters)
    count = filters.rows().order_by().count()
    if count > LIMIT:
        return refused(request, filters, count=count)
    columns = listed.file_columns if has_all_columns else columns_shown(filters)
    return export(request, kind, filters, filters.rows(), columns, count=count, words=summary(filters))


def export_ticked(request, leads, filters):
    """The ticked rows, in the columns and the order of the list they were ticked in."""
    count = len(leads)
    rows = Lead.objects.visible_to(request.user).filter(pk__in=[lead.pk for lead in leads])
    rows = rows.order_by(*filters.order)
    words = ngettext("勾选的 %(count)s 条", "勾选的 %(count)s 条", count) % {"count": count}
    return export(request, "xlsx", filters, rows, columns_shown(filters), count=count, words=words)


def columns_shown(filters):
    return chosen(look_of(filters).columns, list_of(filters).file_columns)


def export(request, kind, filters, found, columns, *, count, words):
    at, listed = timezone.now(), list_of(filters)
    export_list(name=listed.name, by=request.user, at=at, kind=kind, rows=count, chosen=words)
    heads = [str(column.label) for column in columns]
    rows = listed.export_rows(found, columns, user=request.user, on=filters.on)
    return file_response(kind, f"{listed.name}-{timezone.localtime(at):%Y%m%d-%H%M}", heads, rows)


def refused(request, filters, count=0):
    context = {"listed": list_of(filters), "filters": filters, "count": count, "limit": LIMIT}
    return answer(request, "lists/export_refused.html", "lists/export_refused.html", context, status=400)
