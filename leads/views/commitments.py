"""Promises of the zone: those of one project, all that a person may read, and what is done with one."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.views import need
from leads.actions.commitment import (
    AbovePromise,
    CommitmentChanged,
    deliver_commitment,
    edit_commitment,
    make_commitment,
)
from leads.commitment_filters import CommitmentFilter
from leads.conflicts import Collision, chosen, settle
from leads.forms.commitment import CommitmentForm, DeliverForm, EditCommitmentForm
from leads.permissions import can_see_leads
from leads.project_record import record
from leads.promise_permissions import can_draft
from leads.views.conflict import ask_on_project, saved_words
from leads.views.projects import project_of

PAGE_ROWS = 50


def sums(rows):
    return rows.order_by().aggregate(
        count=Count("pk"), promised=Sum("amount_wan"), delivered=Sum("delivered_wan")
    )


@require_safe
def of_project(request, pk):
    project = project_of(request, pk)
    context = record(project, user=request.user, at=timezone.now(), page="commitments")
    rows = project.commitments.order_by("due_on", "pk")
    context |= {"rows": [(row, row.is_overdue(context["on"])) for row in rows], **sums(rows)}
    return render(request, "projects/commitments.html", context)


@require_safe
def ledger(request):
    need(can_see_leads(request.user))
    on = timezone.localdate()
    filters = CommitmentFilter(request.GET, user=request.user, on=on)
    rows = filters.rows()
    page = Paginator(rows.select_related("project__company"), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "on": on, **sums(rows)}
    context["rows"] = [(row, row.is_overdue(on)) for row in page]
    status = 200 if filters.is_valid() else 422
    return render(request, "projects/commitment_ledger.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, pk):
    project = project_of(request, pk)
    need(can_draft(request.user, project))
    form = CommitmentForm(request.POST or None, initial={"form_token": uuid.uuid4()})
    if not form.is_valid():
        return form_page(request, project, form, title=_("登记政策承诺"))
    made = make_commitment(project=project, by=request.user, at=timezone.now(), **form.values())
    messages.success(request, _("已登记承诺。"))
    if made.blocks_signing:
        messages.warning(request, _("缺依据文号或公平竞争审查，补齐以前不能进入拟签约。"))
    return home(project)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk, commitment_pk):
    commitment = commitment_of(request, pk, commitment_pk)
    project, at = commitment.project, timezone.now()
    form = EditCommitmentForm(chosen(request.POST) or None, commitment=commitment, on=timezone.localdate(at))
    if not form.is_bound or "amend" in request.POST:
        return form_page(request, project, form, title=_("改政策承诺"), status=200)
    try:
        form = settle(
            form, lambda form: edit_commitment(commitment=form.row, by=request.user, at=at, **form.values())
        )
    except Collision as clash:
        return ask_on_project(request, clash, project, back=address(project))
    if not form.is_valid():
        return form_page(request, project, form, title=_("改政策承诺"))
    messages.success(request, saved_words(form))
    return home(project)


@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request, pk, commitment_pk):
    commitment = commitment_of(request, pk, commitment_pk)
    project, at = commitment.project, timezone.now()
    form = DeliverForm(request.POST or None, commitment=commitment, today=timezone.localdate(at))
    page = {"title": _("记兑现"), "commitment": commitment}
    if not form.is_valid():
        return form_page(request, project, form, **page)
    try:
        deliver_commitment(commitment=commitment, by=request.user, at=at, **form.cleaned_data)
    except AbovePromise:
        form.ask_to_confirm()
        return form_page(request, project, form, **page)
    except CommitmentChanged:
        messages.warning(request, _("这条承诺刚有变动，没有重复记。请看一下现在的数。"))
        return home(project)
    messages.success(request, _("已记下兑现。"))
    return home(project)


def commitment_of(request, pk, commitment_pk):
    """The promise of a project that the person may read and change."""
    project = project_of(request, pk)
    commitment = get_object_or_404(project.commitments, pk=commitment_pk)
    need(can_draft(request.user, project))
    commitment.project = project
    return commitment


def form_page(request, project, form, *, title, status=None, **more):
    context = {"project": project, "form": form, "title": title, "back": address(project), **more}
    status = status or (422 if form.is_bound else 200)
    return render(request, "projects/promise_form.html", context, status=status)


def address(project):
    return reverse("projects:commitments", args=[project.pk])


def home(project):
    return HttpResponseRedirect(address(project))
