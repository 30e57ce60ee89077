"""The list of projects, and the page of one."""

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import history
from core.views import answer, need
from leads.models import Project
from leads.permissions import can_see_leads
from leads.project_filters import ProjectFilter
from leads.project_record import RELATED, record
from leads.timeline import of_event

PAGE_ROWS = 50


@require_safe
def project_list(request):
    need(can_see_leads(request.user))
    filters = ProjectFilter(request.GET, user=request.user)
    rows = filters.rows()
    figures = rows.order_by().aggregate(count=Count("pk"), total=Sum("total_investment_wan"))
    page = Paginator(rows.select_related("company", "chain", "segment", "owner"), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    context = {"filters": filters, "page": page, **figures}
    status = 200 if filters.is_valid() else 422
    template, fragment = "projects/project_list.html", "projects/_project_list.html"
    return answer(request, template, fragment, context, status=status)


@require_safe
def project_detail(request, pk):
    project = project_of(request, pk)
    context = record(project, user=request.user, at=timezone.now())
    context["entries"] = [of_event(event) for event in history.of(project)]
    return render(request, "projects/project_detail.html", context)


def project_of(request, pk):
    """The project, for somebody who may read it; for everybody else it is not there."""
    projects = Project.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(projects.prefetch_related("members__user"), pk=pk)
