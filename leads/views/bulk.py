"""One act on many leads: what it asks for, what it would do row by row, the doing, and taking it back."""

import uuid
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.views import need
from leads.actions import CannotBeUndone, change_in_bulk, undo_bulk
from leads.bulk import LIMIT, VERBS, Planned, plan
from leads.chips import address
from leads.filters import LeadFilter
from leads.forms.bulk import MANY_FORMS
from leads.models import BulkChange, Lead
from leads.permissions import can_see_leads
from leads.views.exports import export_ticked

RELATED = ("company", "chain", "owner", "team")


class Ticked(NamedTuple):
    """The chosen leads as they are now, {id: version} as the person saw them, and why there are none."""

    leads: list[Lead]
    seen: dict[int, int]
    problem: str = ""


@require_POST
def bulk(request, verb):
    need(can_see_leads(request.user))
    if verb not in VERBS and verb != "export":
        raise Http404
    at = timezone.now()
    on = timezone.localdate(at)
    filters = LeadFilter(QueryDict(request.POST.get("query", "")), user=request.user, on=on)
    ticked = ticked_leads(request.POST, filters)
    if ticked.problem:
        return render(request, "leads/bulk_refused.html", {"problem": ticked.problem}, status=422)
    if verb == "export":
        return export_ticked(request, ticked.leads, filters)
    return step(request, VERBS[verb], ticked, filters, at=at)


def ticked_leads(data, filters):
    """The leads that the form names one by one, or all that the filter has; in the order of the list."""
    seen = seen_versions(data)
    if "whole" in data and not seen:
        leads = filters.rows()
    else:
        named = [*seen, *numbers(data.getlist("lead"))]
        leads = Lead.objects.visible_to(filters.user).filter(pk__in=named).order_by(*filters.order)
    found = list(leads.select_related(*RELATED).prefetch_related("collaborators").defer("grams")[: LIMIT + 1])
    if len(found) > LIMIT:
        return Ticked([], seen, _("一次最多 %(limit)s 条。先缩小筛选范围，或分几次办。") % {"limit": LIMIT})
    if not found:
        return Ticked([], seen, _("没有选中线索：先在列表里勾选，再选要办的事。"))
    return Ticked(found, seen or {lead.pk: lead.version for lead in found})


def seen_versions(data):
    """What the form carries from page to page: 12:3,15:1 is lead 12 in version 3, lead 15 in version 1."""
    pairs = (pair.split(":") for pair in data.get("rows", "").split(",") if pair)
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and len(numbers(pair)) == 2}


def numbers(words):
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19]


def step(request, verb, ticked, filters, *, at):
    """Ask, show, do: the same address, one after the other."""
    stage = request.POST.get("stage")
    blank = {"initial": {"form_token": uuid.uuid4()}}
    form = MANY_FORMS[verb.name](request.POST if stage else None, on=filters.on, **({} if stage else blank))
    values = form.values() if form.is_valid() else {}
    planned = plan(verb, ticked.leads, user=request.user, at=at, values=values)
    if stage == "do" and values:
        return do(request, verb, form, ticked, planned, filters, at=at)
    is_preview = stage == "preview" and bool(values)
    rows = [row.lead for row in planned if not row.refusal] if is_preview else ticked.leads
    context = {
        "verb": verb,
        "form": form,
        "is_preview": is_preview,
        "rows": ",".join(f"{lead.pk}:{lead.version}" for lead in rows),
        "list_query": address(filters),
    }
    status = 422 if stage in ("preview", "do") and not values else 200
    return render(request, "leads/bulk.html", context | sorted_out(planned), status=status)


def sorted_out(planned):
    return {
        "changing": [row for row in planned if not row.refusal],
        "left": [row for row in planned if row.refusal],
    }


def do(request, verb, form, ticked, planned, filters, *, at):
    """Rows that changed since the preview are named and stay as they are; no other row suffers for it."""
    outcome = change_in_bulk(
        verb=verb.name,
        leads=[row.lead for row in planned if not row.refusal],
        seen=ticked.seen,
        by=request.user,
        at=at,
        label=form.label(),
        values=form.values(),
        form_token=form.cleaned_data["form_token"],
    )
    left = [row for row in planned if row.refusal and row.lead not in outcome.done]
    left += [Planned(lead, _("你看过以后有人改了，没有动它。")) for lead in outcome.late]
    back = reverse("leads:list") + "?" + address(filters)
    if left or not outcome.change:
        context = {"verb": verb, "outcome": outcome, "left": left, "back": back}
        return render(request, "leads/bulk_done.html", context, status=200 if outcome.change else 409)
    messages.success(request, said(verb, outcome))
    return HttpResponseRedirect(back)


def said(verb, outcome):
    """已办 3 条：指派给 王岚。撤销"""
    count = len(outcome.done)
    words = ngettext("已办 %(count)s 条：%(act)s。", "已办 %(count)s 条：%(act)s。", count)
    words = words % {"count": count, "act": outcome.change.label}
    if not verb.can_be_undone:
        return words
    url = reverse("leads:bulk_undo", args=[outcome.change.pk])
    return format_html('{} <a href="{}">{}</a>', words, url, _("撤销"))


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_undo(request, pk):
    change = get_object_or_404(BulkChange.objects.visible_to(request.user), pk=pk)
    verb = VERBS[change.verb]
    at = timezone.now()
    planned = undo_plan(change, verb, user=request.user, at=at)
    context = {"change": change, "verb": verb, "hidden": change.rows.count() - len(planned)}
    if request.method != "POST":
        return render(request, "leads/bulk_undo.html", context | sorted_out(planned))
    leads = [row.lead for row in planned if not row.refusal]
    try:
        outcome = undo_bulk(change=change, leads=leads, by=request.user, at=at)
    except CannotBeUndone:
        return render(request, "leads/bulk_undo.html", context | sorted_out(planned), status=409)
    count = len(outcome.done)
    words = ngettext("已撤销，恢复了 %(count)s 条。", "已撤销，恢复了 %(count)s 条。", count)
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("leads:bulk_undo", args=[pk]))


def undo_plan(change, verb, *, user, at):
    """The rows of the change that the person may still see: put back, or left with the reason."""
    rows = {row.lead_id: row for row in change.rows.all()}
    leads = Lead.objects.visible_to(user).filter(pk__in=rows).select_related(*RELATED)
    leads = leads.prefetch_related("collaborators").defer("grams").order_by("pk")
    return [Planned(lead, undo_refusal(verb, lead, rows[lead.pk], user=user, at=at)) for lead in leads]


def undo_refusal(verb, lead, row, *, user, at):
    if lead.version != row.version:
        return _("后来有人改过，保留现在的内容。")
    return verb.refuse(user, lead, at, {})
