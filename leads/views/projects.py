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
from leads.stages import ProjectStage
from leads.timeline import of_event

PAGE_ROWS = 50
RELATED = ("company", "chain", "segment", "owner", "team")


@require_safe
def project_list(request):
    need(can_see_leads(request.user))
    filters = ProjectFilter(request.GET, user=request.user)
    rows = filters.rows()
    figures = rows.order_by().aggregate(count=Count("pk"), total=Sum("total_investment_wan"))
    page = Paginator(rows.select_related(*RELATED), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, **figures}
    status = 200 if filters.is_valid() else 422
    template, fragment = "projects/project_list.html", "projects/_project_list.html"
    return answer(request, template, fragment, context, status=status)


@require_safe
def project_detail(request, pk):
    projects = Project.objects.visible_to(request.user).select_related(*RELATED, "lead", "created_by")
    project = get_object_or_404(projects, pk=pk)
    context = {
        "project": project,
        "stages": stage_bar(project),
        "on": timezone.localdate(),
        "entries": [of_event(event) for event in history.of(project)],
    }
    return render(request, "projects/project_detail.html", context)


def stage_bar(project):
    """The eight stages: {label, is_reached, is_here, is_next}."""
    here = list(ProjectStage).index(ProjectStage(project.stage))
    return [
        {"label": stage.label, "is_reached": at <= here, "is_here": at == here, "is_next": at == here + 1}
        for at, stage in enumerate(ProjectStage)
    ]
