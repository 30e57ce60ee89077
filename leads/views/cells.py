"""One cell of the list, changed where it stands: its small form, and the cells of the row once saved."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import answer, need, wants_fragment
from leads import tables
from leads.actions import assign, edit_lead
from leads.cells import CELLS, editable
from leads.conflicts import Collision, chosen, settle
from leads.forms import CellForm
from leads.lead_columns import COLUMNS
from leads.models import Lead
from leads.rows import Words, rows_of
from leads.views.conflict import ask, saved_words
from leads.views.records import lead_for


@require_http_methods(["GET", "HEAD", "POST"])
def lead_cell(request, pk, field):
    lead = lead_for(request, pk)
    if field not in CELLS:
        raise Http404
    need(CELLS[field](request.user, lead))
    at = timezone.now()
    form = CellForm(chosen(request.POST) or None, lead=lead, on=timezone.localdate(at), name=field)
    if not form.is_bound:
        return cell_form(request, form, status=200)
    try:
        form = settle(form, lambda form: save(form, by=request.user, at=at))
    except Collision as clash:
        return ask(request, clash, label=_("保存"))
    if not form.is_valid():
        return cell_form(request, form, status=422)
    if wants_fragment(request):
        return HttpResponse(row_of(request.user, lead, form))
    messages.success(request, saved_words(form))
    return HttpResponseRedirect(lead.get_absolute_url())


def cell_form(request, form, *, status):
    context = {"lead": form.lead, "form": form, "label": form.fields[form.name].label}
    return answer(request, "leads/lead_cell.html", "leads/_cell.html", context, status=status)


def save(form, *, by, at):
    if form.name == "owner":
        assign(lead=form.lead, by=by, at=at, **form.changes())
    else:
        edit_lead(lead=form.lead, by=by, at=at, version=form.cleaned_data["version"], **form.changes())


def row_of(user, lead, form):
    """The cells of the lead as it is now; none if it can no longer be seen, having been given away."""
    rows = rows_of(Lead.objects.visible_to(user).filter(pk=lead.pk))
    columns = tables.columns_of([], COLUMNS)  # those that have cells to edit are among the usual ones
    return tables.body(rows, Words(form.on), columns, editable(user, rows), saved=form.name)
