"""The page of what proves the stages: by kind, with a form for one more, and a way to take one back."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.views import need
from leads.actions.evidence import EvidenceGone, record_evidence, withdraw_evidence
from leads.documents import DocumentRefused
from leads.forms.evidence import EvidenceForm, WithdrawForm
from leads.models import StageEvidence
from leads.project_permissions import can_edit
from leads.project_record import record
from leads.stages import ProjectStage
from leads.views.projects import project_of

Kind = StageEvidence.Kind
FIRST_KIND = {ProjectStage.LANDED: Kind.START, ProjectStage.STARTED: Kind.PRODUCTION}
LAST = frozenset({ProjectStage.PRODUCING, ProjectStage.FULL_CAPACITY})


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request, pk):
    project, at = project_of(request, pk), timezone.now()
    kind = wanted_kind(request, project)
    if request.method != "POST":
        return page(request, project, at, kind)
    need(can_edit(request.user, project))
    form = form_for(project, kind, at, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, at, kind, form=form, status=422)
    if form.needs_reading:
        return page(request, project, at, kind, form=form.again(), status=422)
    try:
        record_evidence(project=project, by=request.user, at=at, **form.details())
    except DocumentRefused as refusal:
        form.refuse(refusal)
        return page(request, project, at, kind, form=form, status=422)
    messages.success(request, _("已登记：%(kind)s。") % {"kind": kind.label})
    return HttpResponseRedirect(reverse("projects:evidence", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk, row_pk):
    project, at = project_of(request, pk), timezone.now()
    row = get_object_or_404(project.evidence, pk=row_pk)
    need(can_edit(request.user, project))
    form = WithdrawForm(request.POST or None)
    if not form.is_valid():
        context = record(project, user=request.user, at=at, page="evidence") | {"row": row, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "projects/evidence_withdraw.html", context, status=status)
    try:
        withdraw_evidence(evidence=row, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, _("已撤回，记录仍留着。"))
    except EvidenceGone:
        messages.warning(request, _("这条佐证已经撤回过。没有改动。"))
    return HttpResponseRedirect(reverse("projects:evidence", args=[pk]))


def wanted_kind(request, project):
    """The kind that was chosen, else the one that the next stage asks for."""
    asked = request.GET.get("kind", "")
    if asked in Kind.values:
        return Kind(asked)
    stage = ProjectStage(project.stage)
    return Kind.YEAR_FIGURES if stage in LAST else FIRST_KIND.get(stage, Kind.LOCAL_COMPANY)


def form_for(project, kind, at, *sent):
    first = {"form_token": uuid.uuid4()}
    return EvidenceForm(*sent, project=project, kind=kind, on=timezone.localdate(at), initial=first)


def page(request, project, at, kind, *, form=None, status=200):
    context = record(project, user=request.user, at=at, page="evidence")
    rows = project.evidence.select_related("by", "document", "withdrawn_by").order_by("-on", "-pk")
    context |= {
        "groups": grouped(rows),
        "kinds": [(each, each.label, each == kind) for each in Kind],
        "kind": kind,
        "form": form or (context["may_edit"] and form_for(project, kind, at)),
    }
    return render(request, "projects/evidence.html", context, status=status)


def grouped(rows):
    """[(kind, [(row, whether it counts)])]: of the rows of a kind that stand, the latest counts."""
    found = {}
    for row in rows:
        of_kind = found.setdefault(row.kind, [])
        counts = row.withdrawn_at is None and not any(is_first for _row, is_first in of_kind)
        of_kind.append((row, counts))
    return [(kind.label, found[kind]) for kind in Kind if kind in found]
