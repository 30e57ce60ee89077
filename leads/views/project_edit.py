"""The facts of a project in one form."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions import edit_project
from leads.conflicts import Collision, chosen, settle
from leads.forms import EditProjectForm
from leads.project_permissions import can_edit
from leads.views.conflict import ask, saved_words
from leads.views.projects import project_of


@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request, pk):
    project = project_of(request, pk)
    need(can_edit(request.user, project))
    at = timezone.now()
    form = EditProjectForm(chosen(request.POST) or None, project=project, on=timezone.localdate(at))
    if not form.is_bound or "amend" in request.POST:
        return edit_page(request, form, status=200)
    try:
        form = settle(
            form, lambda form: edit_project(project=form.row, by=request.user, at=at, **form.changes())
        )
    except Collision as clash:
        return ask(request, clash, label=_("保存"), can_amend=True)
    if not form.is_valid():
        return edit_page(request, form, status=422)
    messages.success(request, saved_words(form))
    for sentence in form.warnings.values():
        messages.warning(request, sentence)
    return HttpResponseRedirect(project.get_absolute_url())


def edit_page(request, form, *, status):
    context = {"project": form.row, "form": form, "groups": form.groups()}
    return render(request, "projects/project_edit.html", context, status=status)
