"""The board of projects: the lanes, one lane read on, and the gate that a card stands before."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from core import history
from core.views import answer, need, wants_fragment
from leads import moves
from leads.actions import GateClosed, ProjectChanged, StageAlreadyAsked, ask_for_stage
from leads.board import Board, cards_of
from leads.chips import chips
from leads.forms.board import GROUPS, AheadForm, BoardForm
from leads.models import StageRequest
from leads.permissions import can_see_leads
from leads.project_filters import ProjectFilter
from leads.project_record import linked
from leads.stage_permissions import can_ask_for_stage
from leads.tabs import look_of, tabs
from leads.timeline import of_event
from leads.views.projects import project_of


@require_safe
def project_board(request):
    need(can_see_leads(request.user))
    board, status = board_of(request)
    context = {
        "board": board,
        "filters": board.filters,
        "on": board.on,
        "groups": [(label, board.seen(group=key), key == board.group) for key, label in GROUPS],
        "chips": chips(board.filters),
        "tabs": tabs(board.filters, look_of(board.filters)),
        "back": moves.back(),
        "skip": moves.skip(),
    }
    return answer(request, "projects/board.html", "projects/_board.html", context, status=status)


@require_safe
def lane(request):
    """Further cards of one lane: a page of their own without script."""
    need(can_see_leads(request.user))
    board, status = board_of(request)
    form = BoardForm(request.GET)
    found = board.read_on(form.chosen.get("lane", ""), form.chosen.get("start") or 0)
    if found is None:
        raise Http404
    context = {"board": board, "lane": found, "on": board.on}
    return answer(request, "projects/lane.html", "projects/_cards.html", context, status=status)


def board_of(request):
    filters = ProjectFilter(request.GET, user=request.user, on=timezone.localdate())
    board = Board(filters, BoardForm(request.GET), on=filters.on)
    return board, 200 if filters.is_valid() else 422


@require_http_methods(["GET", "HEAD", "POST"])
def ahead(request, pk):
    """What the next stage still needs, and the asking for it. A card that is no longer what it was, or that
    was dropped where it cannot go, is refused: what changed stands there, and the board is drawn anew."""
    project = project_of(request, pk)
    form = AheadForm(request.POST or request.GET)
    if not form.is_valid():
        raise BadRequest
    if request.method == "POST":
        need(can_ask_for_stage(request.user, project))
    refused = moves.refusal(project, **form.cleaned_data)
    if refused or request.method != "POST":
        return gate_page(request, project, refused)
    try:
        asked = ask_for_stage(project=project, by=request.user, at=timezone.now())
    except (GateClosed, StageAlreadyAsked, ProjectChanged):
        return gate_page(request, project_of(request, pk), moves.overtaken())
    messages.success(request, _("已申请进入%(stage)s，等审核。") % {"stage": asked.get_stage_display()})
    return asked_for(request, project)


def asked_for(request, project):
    """Beside the board the panel closes and the board draws itself anew; else on to the project."""
    if not wants_fragment(request):
        return HttpResponseRedirect(project.get_absolute_url())
    response = render(request, "leads/_saved.html")
    response["HX-Reswap"] = "none"
    return trigger_client_event(trigger_client_event(response, "board-changed"), "panel-close")


def gate_page(request, project, refused):
    context = ahead_of(project, request.user, refused) | {"in_panel": wants_fragment(request)}
    status = 409 if refused else 200
    response = answer(request, "projects/ahead.html", "projects/_ahead.html", context, status=status)
    return trigger_client_event(response, "board-changed") if refused else response


def ahead_of(project, user, refused):
    on = timezone.localdate()
    gate = cards_of([project], on=on)[0].ahead
    may_ask, why_not = can_ask_for_stage(user, project)
    return {
        "project": project,
        "on": on,
        "gate": gate,
        "missing": [pair for pair in linked(project, gate) if not pair[0].is_met],
        "refused": refused,
        "latest": refused and latest(project),
        "waiting": waiting_for(project),
        "may_ask": may_ask,
        "why_not": why_not,
    }


def waiting_for(project):
    """The request for the next stage that nobody has answered yet."""
    waiting = project.stage_requests.filter(answer=StageRequest.Answer.WAITING)
    return waiting.select_related("by").order_by("pk").first()


def latest(project):
    """What was done last, as the timeline says it."""
    event = history.of(project).first()
    return event and of_event(event)
