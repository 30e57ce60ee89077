"""Move a lead on: the page of one step."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions import CapacityReached, LeadChanged, convert, take_step
from leads.checklist import next_state
from leads.conflicts import Collision, chosen, merged
from leads.forms import StepForm
from leads.permissions import can_take
from leads.stages import STEPS, LeadStatus
from leads.views.conflict import ask
from leads.views.records import lead_for

ACTIONS = {LeadStatus.CONVERTED: convert}
"""The action of a step by the state it leads to, where it does more than move the lead."""


@require_http_methods(["GET", "HEAD", "POST"])
def lead_step(request, pk, verb):
    lead = lead_for(request, pk)
    step = next((step for step in STEPS if step.verb == verb), None)
    if step is None:
        raise Http404
    at = timezone.now()
    if step.target == lead.status == LeadStatus.CONVERTED:
        return HttpResponseRedirect(lead.project.get_absolute_url())
    if lead.status not in step.sources:
        return step_page(request, lead, step, None, at=at, status=409 if request.method == "POST" else 200)
    need(can_take(request.user, lead, step, at))
    form = StepForm(chosen(request.POST) or None, lead=lead, step=step, on=timezone.localdate(at))
    if form.is_stale:
        return ask(request, Collision(*merged(form)), label=step.label)
    is_complete = next_state(lead, step, user=request.user, at=at).is_ready
    if not form.is_valid() or not is_complete:
        return step_page(request, lead, step, form, at=at, status=422 if form.is_bound else 200)
    try:
        act = ACTIONS.get(step.target, take_step)
        moved = act(lead=lead, step=step, by=request.user, at=at, **form.details())
    except LeadChanged as clash:
        return late_page(request, form.again(form.data, clash.theirs), at)
    except CapacityReached as refusal:
        need((False, str(refusal)))
    messages.success(request, _("状态已改为%(state)s。") % {"state": lead.get_status_display()})
    return HttpResponseRedirect(moved.get_absolute_url())


def late_page(request, form, at):
    """Somebody changed the lead first: ask again, or where the step leads on no more, say where it is now."""
    if form.lead.status in form.step.sources:
        return ask(request, Collision(*merged(form)), label=form.step.label)
    return step_page(request, form.lead, form.step, None, at=at, status=409)


def step_page(request, lead, step, form, *, at, status, **more):
    """The form of a step; where the lead has moved on meanwhile, who has it now and a way back."""
    is_possible = lead.status in step.sources
    context = {
        "lead": lead,
        "step": step,
        "form": form if is_possible else None,
        "state": next_state(lead, step, user=request.user, at=at),
    }
    return render(request, "leads/lead_step.html", context | more, status=status)
