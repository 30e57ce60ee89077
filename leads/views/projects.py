"""The page of one project: its timeline, and a follow-up written there."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.views import answer, need, wants_fragment
from leads.actions import ProjectChanged, follow_up_project
from leads.conflicts import step_replaced
from leads.forms import ProjectFollowUpForm
from leads.models import Project
from leads.permissions import can_assign, can_read_documents
from leads.project_permissions import can_edit
from leads.project_record import RELATED
from leads.project_work import OF_PROJECT, project_work
from leads.stream import Wanted, stream

PAGE, WORK = "projects/project_detail.html", "projects/_work.html"


@require_safe
def project_detail(request, pk):
    project = project_of(request, pk)
    return render(request, PAGE, project_work(project, user=request.user, at=timezone.now()))


@require_safe
def project_timeline(request, pk):
    """A page of the timeline; around it the page of the project, unless HTMX asks."""
    project, at = project_of(request, pk), timezone.now()
    wanted, lead = Wanted.read(request.GET), project.lead
    if not wants_fragment(request):
        return render(request, PAGE, project_work(project, user=request.user, at=at, wanted=wanted))
    context = {
        "project": project,
        "lead": lead,
        "on": timezone.localdate(at),
        "stream": stream(lead, user=request.user, at=at, wanted=wanted, project=project),
        "can_assign": can_assign(request.user, lead)[0],
        "can_read_documents": can_read_documents(request.user, lead)[0],
        "of_project": OF_PROJECT,
    }
    return answer(request, "", "leads/_log.html" if wanted.cursor else "leads/_timeline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def project_follow_up(request, pk):
    project = project_of(request, pk)
    need(can_edit(request.user, project))
    at = timezone.now()
    form = ProjectFollowUpForm(request.POST or None, project=project, on=timezone.localdate(at))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return work(request, project, at, status=status, form=form if form.is_bound else None)
    replaced = step_replaced(project, form.cleaned_data.pop("seen"), by=request.user)
    try:
        follow_up_project(project=project, by=request.user, at=at, **form.cleaned_data)
    except ProjectChanged:
        form.add_error(None, _("项目刚刚被终止，没有记下。"))
        return work(request, project, at, status=409, form=form)
    messages.success(request, " ".join(filter(None, [_("已记下，下一步已更新。"), replaced])))
    return done(request, project, at)


def work(request, project, at, *, status, **how):
    return answer(request, PAGE, WORK, project_work(project, user=request.user, at=at, **how), status=status)


def done(request, project, at, **talking):
    if not wants_fragment(request):
        return HttpResponseRedirect(project.get_absolute_url())
    context = project_work(project, user=request.user, at=at, **talking) | {"is_fragment": True}
    return render(request, WORK, context)


def project_of(request, pk):
    """The project, for somebody who may read it; for everybody else it is not there."""
    projects = Project.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(projects.prefetch_related("members__user"), pk=pk)
