"""One cell of a list, changed where it stands: its small form, and the cells of the row once saved."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import answer, need, wants_fragment
from leads import cells, project_cells, tables
from leads.actions import assign, assign_project, edit_lead, edit_project
from leads.conflicts import Collision, chosen, settle
from leads.forms import CellForm, ProjectCellForm
from leads.lists import LEADS, PROJECTS, Listed
from leads.views.conflict import ask, saved_words
from leads.views.projects import project_of
from leads.views.records import lead_for


@dataclass(frozen=True)
class Cells:
    """What the cells of one list need: `load` finds the row, `allowed` holds a rule for each field, `form`
    makes the box of one field, `save` writes it."""

    listed: Listed
    load: Callable
    allowed: dict
    form: Callable
    save: Callable


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request, pk, field, *, of):
    row = of.load(request, pk)
    if field not in of.allowed:
        raise Http404
    need(of.allowed[field](request.user, row))
    at = timezone.now()
    form = of.form(chosen(request.POST) or None, row, on=timezone.localdate(at), name=field)
    if not form.is_bound:
        return cell_form(request, of, form, status=200)
    try:
        form = settle(form, lambda form: of.save(form, by=request.user, at=at))
    except Collision as clash:
        return ask(request, clash, label=_("保存"))
    if not form.is_valid():
        return cell_form(request, of, form, status=422)
    if wants_fragment(request):
        return HttpResponse(row_of(request.user, of.listed, form))
    messages.success(request, saved_words(form))
    return HttpResponseRedirect(row.get_absolute_url())


def cell_form(request, of, form, *, status):
    context = {
        "listed": of.listed,
        "row": form.row,
        "form": form,
        "label": form.fields[form.name].label,
    }
    return answer(request, "lists/cell.html", "lists/_cell.html", context, status=status)


def row_of(user, listed, form):
    """The cells of the row as it is now; none if it can no longer be seen, having been given away."""
    rows = listed.rows_of(listed.model.objects.visible_to(user).filter(pk=form.row.pk))
    columns = tables.columns_of([], listed.columns)  # those that have cells to edit are among the usual ones
    return tables.body(rows, listed.words(form.on), columns, listed.editable(user, rows), saved=form.name)


def save_lead(form, *, by, at):
    if form.name == "owner":
        assign(lead=form.row, by=by, at=at, **form.changes())
    else:
        edit_lead(lead=form.row, by=by, at=at, version=form.cleaned_data["version"], **form.changes())


def save_project(form, *, by, at):
    if form.name == "owner":
        assign_project(project=form.row, by=by, at=at, **form.changes())
    else:
        edit_project(project=form.row, by=by, at=at, version=form.cleaned_data["version"], **form.changes())


OF_LEADS = Cells(
    LEADS,
    lead_for,
    cells.CELLS,
    lambda data, lead, **what: CellForm(data, lead=lead, **what),
    save_lead,
)
OF_PROJECTS = Cells(
    PROJECTS,
    project_of,
    project_cells.CELLS,
    lambda data, project, **what: ProjectCellForm(data, project=project, **what),
    save_project,
)
