"""The page of one project."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import history
from leads.models import Project
from leads.project_record import RELATED, record
from leads.timeline import of_event


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
