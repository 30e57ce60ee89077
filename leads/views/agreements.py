"""The agreements of a project, and what is done with one."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.views import need
from leads.actions.agreement import (
    AgreementChanged,
    AgreementSigned,
    NotReadyToSign,
    ReviewedByDrafter,
    draft_agreement,
    edit_agreement,
    review_agreement,
    sign_agreement,
)
from leads.conflicts import Collision, chosen, settle
from leads.documents import DocumentRefused
from leads.forms.agreement import AgreementForm, EditAgreementForm, LegalReviewForm, SignForm
from leads.models import Agreement
from leads.permissions import can_read_documents
from leads.project_record import record
from leads.promise_permissions import can_draft, can_review, can_sign
from leads.views.conflict import ask_on_project, saved_words
from leads.views.projects import project_of


@require_safe
def of_project(request, pk):
    project = project_of(request, pk)
    context = record(project, user=request.user, at=timezone.now(), page="agreements")
    rows = project.agreements.select_related("document", "created_by").order_by("-signed_on", "-pk")
    context["rows"] = [seen(request.user, row, project) for row in rows]
    formal = [row for row, _acts in context["rows"] if row.kind == Agreement.Kind.FORMAL and row.signed_on]
    context["has_second_formal"] = len(formal) > 1
    context["can_read_documents"] = can_read_documents(request.user, project.lead)[0]
    return render(request, "projects/agreements.html", context)


def seen(user, agreement, project):
    """The agreement, and what `user` may do with it."""
    agreement.project = project
    acts = {"sign": can_sign(user, agreement)[0], "review": can_review(user, agreement)[0]}
    return agreement, acts


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, pk):
    project = project_of(request, pk)
    need(can_draft(request.user, project))
    at = timezone.now()
    form = AgreementForm(request.POST or None, on=timezone.localdate(at))
    if not form.is_valid():
        return form_page(request, project, form, title=_("登记协议"))
    agreement = draft_agreement(project=project, by=request.user, at=at, **form.values())
    messages.success(request, _("已登记协议。"))
    warn_of_second(request, agreement)
    return home(project)


def warn_of_second(request, agreement):
    signed = agreement.project.agreements.filter(kind=Agreement.Kind.FORMAL, signed_on__isnull=False)
    if agreement.kind == Agreement.Kind.FORMAL and signed.exclude(pk=agreement.pk).exists():
        messages.warning(request, _("这个项目已签过正式协议，签约额只按首次正式协议计一次。"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk, agreement_pk):
    agreement = agreement_of(request, pk, agreement_pk)
    need(can_draft(request.user, agreement.project))
    project, at = agreement.project, timezone.now()
    form = EditAgreementForm(chosen(request.POST) or None, agreement=agreement, on=timezone.localdate(at))
    page = {"title": _("改协议"), "agreement": agreement}
    if not form.is_bound or "amend" in request.POST:
        return form_page(request, project, form, status=200, **page)
    try:
        form = settle(
            form, lambda form: edit_agreement(agreement=form.row, by=request.user, at=at, **form.values())
        )
    except Collision as clash:
        return ask_on_project(request, clash, project, back=address(project))
    except AgreementSigned:
        form.add_error(None, _("协议刚刚签约，金额和日期不再改；有变化就登记补充协议。"))
    if not form.is_valid():
        return form_page(request, project, form, **page)
    messages.success(request, saved_words(form))
    return home(project)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk, agreement_pk):
    agreement = agreement_of(request, pk, agreement_pk)
    need(can_review(request.user, agreement))
    at = timezone.now()
    form = LegalReviewForm(request.POST or None, today=timezone.localdate(at))
    page = {"title": _("登记法务审核"), "agreement": agreement}
    if not form.is_valid():
        return form_page(request, agreement.project, form, **page)
    try:
        review_agreement(agreement=agreement, by=request.user, at=at, **form.cleaned_data)
    except ReviewedByDrafter:
        form.add_error("reviewer", _("法务审核人不能是起草人。"))
        return form_page(request, agreement.project, form, **page)
    except AgreementChanged:
        messages.warning(request, _("这份协议刚有变动，没有登记。请看一下现在的内容。"))
    else:
        messages.success(request, _("已登记法务审核。"))
    return home(agreement.project)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, pk, agreement_pk):
    agreement = agreement_of(request, pk, agreement_pk)
    need(can_draft(request.user, agreement.project))
    may, why_not = can_sign(request.user, agreement)
    if not may:  # sent twice, or a colleague was faster
        messages.info(request, why_not)
        return home(agreement.project)
    at = timezone.now()
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SignForm(*posted, agreement=agreement, today=timezone.localdate(at))
    page = {"title": _("登记签约"), "agreement": agreement}
    if not form.is_valid():
        return form_page(request, agreement.project, form, **page)
    try:
        sign_agreement(agreement=agreement, by=request.user, at=at, **form.values())
    except (NotReadyToSign, DocumentRefused) as refusal:
        form.add_error(None, str(refusal))
        return form_page(request, agreement.project, form, **page)
    except AgreementChanged:
        messages.warning(request, _("这份协议刚有变动，没有登记。请看一下现在的内容。"))
        return home(agreement.project)
    messages.success(request, _("已登记签约。"))
    warn_of_second(request, agreement)
    return home(agreement.project)


def agreement_of(request, pk, agreement_pk):
    """The agreement of a project that the person may read."""
    project = project_of(request, pk)
    agreement = get_object_or_404(project.agreements.select_related("created_by"), pk=agreement_pk)
    agreement.project = project
    return agreement


def form_page(request, project, form, *, title, status=None, **more):
    context = {"project": project, "form": form, "title": title, "back": address(project), **more}
    status = status or (422 if form.is_bound else 200)
    return render(request, "projects/promise_form.html", context, status=status)


def address(project):
    return reverse("projects:agreements", args=[project.pk])


def home(project):
    return HttpResponseRedirect(address(project))
