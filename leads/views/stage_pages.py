"""Pages about stages that only show: the log of one project, the table of gates, the reasons of endings."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.views import answer, need
from leads.ending_reasons import EndingFilter, report
from leads.gate_table import table
from leads.permissions import can_see_leads
from leads.project_record import record
from leads.views.projects import project_of


@require_safe
def log(request, pk):
    project = project_of(request, pk)
    context = record(project, user=request.user, at=timezone.now(), page="history")
    context["changes"] = project.stage_changes.select_related("by").order_by("-at", "-pk")
    wishes = project.status_requests.select_related("by", "answered_by")
    context["wishes"] = wishes.order_by("-at", "-pk")
    return render(request, "projects/history.html", context)


@require_safe
def gates(request):
    need(can_see_leads(request.user))
    return render(request, "projects/gates.html", {"stages": table()})


@require_safe
def reasons(request):
    need(can_see_leads(request.user))
    filters = EndingFilter(request.GET, user=request.user)
    context = {"filters": filters, "groups": report(filters)}
    status = 200 if filters.is_valid() else 422
    return answer(request, "projects/reasons.html", "projects/_reasons.html", context, status=status)
