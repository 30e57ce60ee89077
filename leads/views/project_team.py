"""The team of a project: who is in it, somebody more, somebody less."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.views import need
from leads.actions import AlreadyMember, add_member, remove_member
from leads.forms import MemberForm
from leads.project_permissions import can_staff
from leads.views.projects import project_of


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, pk):
    project = project_of(request, pk)
    need(can_staff(request.user, project))
    at = timezone.now()
    form = MemberForm(request.POST or None, project=project, on=timezone.localdate(at))
    if not form.is_valid():
        return team_page(request, project, form, status=422 if form.is_bound else 200)
    try:
        member = add_member(project=project, by=request.user, at=at, **form.cleaned_data)
    except AlreadyMember as refusal:
        form.add_error("user", str(refusal))
        return team_page(request, project, form, status=422)
    messages.success(request, _("%(person)s 已加入项目组。") % {"person": member.user})
    return HttpResponseRedirect(request.path)


@require_POST
def team_remove(request, pk, member_pk):
    project = project_of(request, pk)
    need(can_staff(request.user, project))
    member = get_object_or_404(project.members.select_related("user", "project"), pk=member_pk)
    remove_member(member=member, by=request.user, at=timezone.now())
    messages.success(request, _("%(person)s 已移出项目组。") % {"person": member.user})
    return redirect("projects:team", pk=project.pk)


def team_page(request, project, form, *, status):
    context = {"project": project, "form": form, "members": list(project.members.all())}
    return render(request, "projects/project_team.html", context, status=status)
