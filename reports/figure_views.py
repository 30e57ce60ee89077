"""The figures of a period, and the rows behind each of them."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chains.models import Chain
from core.views import need
from leads.permissions import can_see_leads
from reports.actions import month_of
from reports.forms import FiguresForm
from reports.kpi import kpi
from reports.lines import groups, not_counted
from reports.models import KpiCorrection, KpiSnapshot
from reports.rows import BEHIND, rows_behind
from reports.scope import Scope

MONTHS_SHOWN = 12
PAGE_ROWS = 100


@require_safe
def figures(request):
    need(can_see_leads(request.user))
    form = FiguresForm(request.GET.dict(), user=request.user, on=timezone.localdate())
    if not form.is_valid():
        return render(request, "reports/figures.html", {"form": form}, status=422)
    context = {"form": form, "whose": whose(request.user, form.cleaned_data["chain"])}
    context |= said(request.user, form) | {"not_counted": not_counted()}
    return render(request, "reports/figures.html", context)


def said(user, form):
    """A month that was reported says what was reported, and beside it what its rows say now."""
    code = getattr(form.cleaned_data["chain"], "pk", "")
    kept = KpiSnapshot.objects.visible_to(user).filter(chain_code=code)
    frozen = kept.filter(month=form.month).order_by("pk").first() if form.month else None
    if frozen:
        now = kpi(Scope(chain=form.cleaned_data["chain"]), form.period)
        shown = list(groups(frozen.figures, now))
    else:
        shown = list(groups(kpi(form.scope, form.period)))
    booked = KpiCorrection.objects.visible_to(user).checked().filter(chain_code=code)
    booked = booked.filter(month__range=(form.period.first, form.period.last))
    months = kept.order_by("-month").values_list("month", flat=True)
    return {
        "groups": shown,
        "frozen": frozen,
        "months": [(month, month_query(month, code)) for month in months[:MONTHS_SHOWN]],
        "corrections": booked.select_related("by", "checked_by").order_by("month", "pk"),
    }


def month_query(month, code):
    period = month_of(month)
    return urlencode({"start": period.first, "end": period.last, "as_of": period.as_of, "chain": code})


def whose(user, chain):
    """Whose figures they are: of a chain, of the zone, or of the chains a person works on."""
    if chain:
        return str(chain)
    codes = user.access.chains("see_chain_leads")
    if user.access.can("see_all_leads") or codes is None:
        return _("全区")
    names = Chain.objects.names()
    return _("、").join(names[code] for code in names if code in codes) or _("本人的项目")


@require_safe
def figure_rows(request, name):
    need(can_see_leads(request.user))
    if name not in BEHIND:
        raise Http404
    form = FiguresForm(request.GET.dict(), user=request.user, on=timezone.localdate())
    context = {"form": form, "behind": BEHIND[name]}
    if not form.is_valid():
        return render(request, "reports/figure_rows.html", context, status=422)
    rows = rows_behind(name, form.scope, form.period)
    context |= {"whose": whose(request.user, form.cleaned_data["chain"]), "count": len(rows)}
    context |= {"page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))}
    if BEHIND[name].is_money:
        context |= {"total": sum(row.amount for row in rows), "arrived": sum(row.arrived for row in rows)}
    return render(request, "reports/figure_rows.html", context)
