"""Move a lead on: the page of one step, and the pool."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.views import need
from leads.actions import LeadChanged, convert, take_step
from leads.checklist import next_state
from leads.forms import StepForm
from leads.permissions import can_see_leads, can_take
from leads.stages import STEPS, LeadStatus
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
    form = StepForm(request.POST or None, lead=lead, step=step, on=timezone.localdate(at))
    is_complete = next_state(lead, step, user=request.user, at=at).is_ready
    if not form.is_valid() or not is_complete:
        return step_page(request, lead, step, form, at=at, status=422 if form.is_bound else 200)
    lead.version = form.cleaned_data["version"]
    try:
        act = ACTIONS.get(step.target, take_step)
        moved = act(lead=lead, step=step, by=request.user, at=at, **form.details())
    except LeadChanged as clash:
        again = form.on_top_of(clash.theirs)
        return step_page(request, clash.theirs, step, again, at=at, status=409, is_late=True)
    messages.success(request, _("状态已改为%(state)s。") % {"state": lead.get_status_display()})
    return HttpResponseRedirect(moved.get_absolute_url())


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


@require_safe
def pool(request):
    """The pool is the list of leads, looked at from one side."""
    need(can_see_leads(request.user))
    return HttpResponseRedirect(reverse("leads:list", query={"owner": "any", "status": "POOL"}))
