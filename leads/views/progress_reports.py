"""The monthly reports of a project: the months so far, and the form for one."""

import datetime as dt
import uuid
from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions.progress_report import NotReporting, ReportChanged, ReportRefused, report_progress
from leads.documents import DocumentRefused
from leads.forms.progress_report import ProgressReportForm
from leads.project_permissions import can_report
from leads.project_record import record
from leads.report_rules import month_due
from leads.views.projects import project_of


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request, pk):
    project, at = project_of(request, pk), timezone.now()
    if request.method != "POST":
        return page(request, project, at)
    need(can_report(request.user, project))
    form = form_for(project, at, wanted(request), request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, at, form=form, status=422)
    try:
        report = report_progress(project=project, by=request.user, at=at, **form.details())
    except ReportRefused as refusal:
        form.refuse_all(refusal.faults)
    except DocumentRefused as refusal:
        form.refuse(refusal)
    except ReportChanged as clash:
        return page(request, project, at, form=beside(clash.theirs, form), status=409)
    except NotReporting:
        messages.warning(request, _("项目刚刚有改动，现在不用填报。没有保存。"))
        return HttpResponseRedirect(project.get_absolute_url())
    if form.errors:
        return page(request, project, at, form=form, status=422)
    messages.success(request, _("已填报 %(month)s。") % {"month": f"{report.month:%Y-%m}"})
    return HttpResponseRedirect(reverse("projects:reports", args=[pk]))


def beside(theirs, form):
    """What was typed, to be saved over `theirs` once that has been read."""
    data = form.data.copy()
    data["version"] = theirs.version
    again = ProgressReportForm(data, form.files, row=theirs, project=form.project)
    words = {"person": theirs.by, "month": f"{theirs.month:%Y-%m}", "amount": f"{theirs.arrived_wan:,.2f}"}
    sentence = _("%(person)s 已填报 %(month)s：累计到位 %(amount)s 万元。没有保存。要以你的为准就再存一次。")
    again.add_error(None, sentence % words)
    again.say_file_is_lost()
    return again


def wanted(request):
    """The month asked for in the address, if it is one."""
    try:
        return dt.datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()
    except ValueError:
        return None


def form_for(project, at, month, *sent):
    """The form of `month`, else of the one that is due; where that is reported already, to change it.

    What was sent as a first report stays one, even when a colleague has reported the month since."""
    last = project.reports.order_by("-month").values_list("month", flat=True).first()
    days = {"on": timezone.localdate(at), "entered_on": timezone.localdate(project.created_at)}
    month = month or month_due(project, last, **days)
    row = project.reports.filter(month=month).first()
    if sent and not sent[0].get("version"):
        row = None
    first = {"form_token": uuid.uuid4(), "month": month}
    return ProgressReportForm(*sent, project=project, row=row, initial=first)


def page(request, project, at, *, form=None, status=200):
    context = record(project, user=request.user, at=at, page="reports")
    may_report, why_not = can_report(request.user, project)
    context |= {
        "rows": with_increase(project.reports.select_related("by", "proof").order_by("-month")),
        "form": form or (may_report and form_for(project, at, wanted(request))),
        "why_not": why_not,
        "may_report": may_report,
    }
    return render(request, "projects/reports.html", context, status=status)


def with_increase(reports):
    """[(report, what came in since the month reported before)]"""
    found = pairwise([*reports, None])
    return [(row, row.arrived_wan - (before.arrived_wan if before else 0)) for row, before in found]
