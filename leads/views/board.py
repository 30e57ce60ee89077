"""The board of projects: the lanes, one lane read on, and the gate that a card stands before."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import history
from core.views import answer, need, wants_fragment
from leads import moves
from leads.board import Board
from leads.chips import chips
from leads.forms.board import GROUPS, AheadForm, BoardForm
from leads.permissions import can_see_leads
from leads.project_filters import ProjectFilter
from leads.project_record import gate_ahead, linked
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


@require_safe
def ahead(request, pk):
    """What the next stage still needs. A card that is no longer what it was, or that was dropped where it
    cannot go, is refused: what changed stands there, and the board draws itself anew."""
    project = project_of(request, pk)
    form = AheadForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    refused = moves.refusal(project, **form.cleaned_data)
    context = ahead_of(project, refused) | {"in_panel": wants_fragment(request)}
    status = 409 if refused else 200
    response = answer(request, "projects/ahead.html", "projects/_ahead.html", context, status=status)
    if refused:
        response.headers["HX-Trigger"] = "board-changed"
    return response


def ahead_of(project, refused):
    on = timezone.localdate()
    gate = gate_ahead(project, on=on)
    return {
        "project": project,
        "on": on,
        "gate": gate,
        "missing": [pair for pair in linked(project, gate) if not pair[0].is_met],
        "refused": refused,
        "latest": refused and latest(project),
    }


def latest(project):
    """What was done last, as the timeline says it."""
    event = history.of(project).first()
    return event and of_event(event)
