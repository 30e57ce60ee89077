"""The page of admission reviews, and the page where the indicators are changed."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import history
from core.views import need
from leads.actions.review import IndicatorsChanged, NameTaken, edit_review_indicators, record_review
from leads.documents import DocumentRefused
from leads.forms.review import IndicatorsForm, ReviewForm, used_indicators
from leads.models import ReviewIndicator
from leads.project_permissions import can_edit_indicators, can_record_review
from leads.project_record import record
from leads.timeline import of_event
from leads.views.projects import project_of

CHANGED = 20
CHANGED_MEANWHILE = gettext_lazy("有人先改了指标，没有保存。请重新打开这一页再改。")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    project, at = project_of(request, pk), timezone.now()
    if request.method != "POST":
        return page(request, project, at)
    need(can_record_review(request.user, project))
    form = form_for(project, at, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, at, form=form, status=422)
    try:
        row = record_review(project=project, by=request.user, at=at, **form.details())
    except DocumentRefused as refusal:
        form.refuse(refusal)
        return page(request, project, at, form=form, status=422)
    except IndicatorsChanged:
        form.add_error(None, _("评审指标刚有变动，没有保存。请按现在的指标打分。"))
        return page(request, project, at, form=form, status=409)
    messages.success(request, _("准入评审已登记，总分 %(total)s。") % {"total": row.total})
    return HttpResponseRedirect(reverse("projects:review", args=[pk]))


def form_for(project, at, *sent):
    on = timezone.localdate(at)
    first = {"form_token": uuid.uuid4(), "held_on": on}
    return ReviewForm(*sent, project=project, on=on, indicators=used_indicators(), initial=first)


def page(request, project, at, *, form=None, status=200):
    context = record(project, user=request.user, at=at, page="review")
    may_record, why_not = can_record_review(request.user, project)
    context |= {
        "reviews": project.reviews.select_related("by", "document").order_by("-held_on", "-pk"),
        "may_record": may_record,
        "why_no_review": why_not,
        "form": form or (may_record and form_for(project, at)),
        "may_edit_indicators": can_edit_indicators(request.user)[0],
    }
    return render(request, "projects/review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def indicators(request):
    need(can_edit_indicators(request.user))
    rows = ReviewIndicator.objects.order_by("sort", "pk")
    form = IndicatorsForm(request.POST or None, indicators=rows)
    if form.is_stale:
        form.add_error(None, CHANGED_MEANWHILE)
        return indicators_page(request, form, status=409)
    if not form.is_valid():
        return indicators_page(request, form, status=422 if form.is_bound else 200)
    try:
        edit_review_indicators(by=request.user, at=timezone.now(), **form.changes())
    except (IndicatorsChanged, NameTaken):
        form.add_error(None, CHANGED_MEANWHILE)
        return indicators_page(request, form, status=409)
    messages.success(request, _("评审指标已保存，从下一次登记的评审起使用。"))
    return HttpResponseRedirect(reverse("projects:indicators"))


def indicators_page(request, form, *, status):
    events = history.of_all(ReviewIndicator)[:CHANGED]
    changes = [(event.object_label, of_event(event)) for event in events]
    context = {"form": form, "changes": changes, "on": timezone.localdate()}
    return render(request, "projects/indicators.html", context, status=status)
