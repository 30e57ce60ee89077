"""The import pages: upload a sheet, correct its columns, look through it, bring it in, undo."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.views import answer, need, wants_fragment
from leads.actions.import_undo import undo_import
from leads.actions.imports import NotReady, choose, correct_columns, discard, start, upload
from leads.import_forms import ChoiceForm, ColumnsForm, UploadForm
from leads.import_pages import detail_context, heads_of, put_in_words, template_file
from leads.intake.errors import write_error_file
from leads.intake.gate import Refusal
from leads.models import ImportBatch, ImportRow
from leads.tasks import run_imports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 20


def may_import(user):
    return user.access.can("import_leads"), _("导入线索由招商专员、链长办、链长和管委会管理员做。")


def batch_for(request, pk):
    """The batch, if the person may see it; else it does not exist."""
    need(may_import(request.user))
    batches = ImportBatch.objects.visible_to(request.user).select_related("by", "undone_by")
    return get_object_or_404(batches, pk=pk)


@require_safe
def import_list(request):
    need(may_import(request.user))
    return list_page(request, UploadForm())


def list_page(request, form, *, status=200):
    batches = ImportBatch.objects.visible_to(request.user).select_related("by").order_by("-pk")
    page = Paginator(batches, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "imports/import_list.html", context, status=status)


@require_POST
def import_upload(request):
    need(may_import(request.user))
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = upload(by=request.user, at=timezone.now(), file=form.cleaned_data["file"])
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            run_imports.delay_on_commit()
            return HttpResponseRedirect(batch.get_absolute_url())
    return list_page(request, form, status=422)


@require_safe
def import_template(request):
    """An empty sheet with the heads that are always understood."""
    need(may_import(request.user))
    return FileResponse(
        template_file(), as_attachment=True, filename=_("线索导入模板.xlsx"), content_type=XLSX
    )


@require_safe
def import_detail(request, pk):
    batch = batch_for(request, pk)
    context = detail_context(batch, request.GET, at=timezone.now())
    return answer(request, "imports/import_detail.html", "imports/_batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request, pk):
    batch = batch_for(request, pk)
    form = ColumnsForm(request.POST or None, layout=batch.layout)
    if form.is_valid():
        try:
            correct_columns(batch=batch, chosen=form.chosen())
        except NotReady:
            messages.warning(request, _("这张表已不在待确认状态，列没有改。"))
        else:
            run_imports.delay_on_commit()
        return HttpResponseRedirect(batch.get_absolute_url())
    status = 422 if form.is_bound else 200
    return render(request, "imports/import_columns.html", {"batch": batch, "form": form}, status=status)


@require_POST
def import_choose(request, pk, row_pk):
    batch = batch_for(request, pk)
    row = get_object_or_404(ImportRow, batch=batch, pk=row_pk)
    form = ChoiceForm(request.POST)
    if form.is_valid():
        try:
            choose(row=row, choice=form.cleaned_data["choice"])
        except NotReady:
            messages.warning(request, _("这张表已不在待确认状态，选择没有改。"))
    if not wants_fragment(request):
        return redirect(f"{batch.get_absolute_url()}?tab=duplicates")
    put_in_words([row])
    return render(
        request, "imports/_duplicate.html", {"batch": batch, "row": row, "many_sheets": len(batch.layout) > 1}
    )


@require_POST
def import_start(request, pk):
    batch = batch_for(request, pk)
    try:
        start(batch=batch, by=request.user, at=timezone.now())
    except NotReady:
        messages.warning(request, _("这张表已在导入，或没有可导入的行。"))
    else:
        run_imports.delay_on_commit()
    return HttpResponseRedirect(batch.get_absolute_url())


@require_POST
def import_discard(request, pk):
    batch = batch_for(request, pk)
    try:
        discard(batch=batch, by=request.user, at=timezone.now())
    except NotReady:
        messages.warning(request, _("这张表已不在待确认状态。"))
    return HttpResponseRedirect(batch.get_absolute_url())


@require_POST
def import_undo(request, pk):
    batch = batch_for(request, pk)
    try:
        undo_import(batch=batch, by=request.user, at=timezone.now())
    except NotReady:
        messages.warning(request, _("导入超过 24 小时，或已经撤销，不能再撤销。"))
    else:
        messages.success(request, _("已撤销这次导入。"))
    return HttpResponseRedirect(batch.get_absolute_url())


@require_safe
def import_errors(request, pk):
    """The rows with errors and their reasons, to be mended and imported again."""
    batch = batch_for(request, pk)
    rows = batch.rows.filter(outcome=ImportRow.Outcome.INVALID).order_by("sheet", "row")
    file = io.BytesIO()
    write_error_file(file, rows.iterator(), heads_of(batch))
    file.seek(0)
    name = _("未导入的行-%(number)s.xlsx") % {"number": batch.pk}
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
