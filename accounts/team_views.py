"""Pages of units (单位). `chain_names` comes with every address of this app and is not needed here."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, permissions
from accounts.forms import TeamForm, present_teams
from core.views import need


@require_http_methods(["GET", "HEAD", "POST"])
def team_list(request, chain_names):
    """The units, and a form for one more."""
    need(permissions.can_manage_people(request.user))
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_team(by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.TeamExists as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.info(request, _("已添加单位"))
            return redirect("people:teams")
    teams = present_teams().annotate(people=Count("users", filter=Q(users__is_active=True)))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/team_list.html", {"form": form, "teams": teams}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request, pk, chain_names):
    need(permissions.can_manage_people(request.user))
    team = get_object_or_404(present_teams(), pk=pk)
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        stored = present_teams().get(pk=pk)  # the form has already written on `team`
        try:
            actions.rename_team(team=stored, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.TeamExists as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.info(request, _("已保存"))
            return redirect("people:teams")
    status = 422 if request.method == "POST" else 200
    return render(request, "people/team_edit.html", {"form": form, "team": team}, status=status)
