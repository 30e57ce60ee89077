"""Documents of a lead: attach, look at, download, take out of use.

What people upload never becomes a page of this site: it is sent as a file to keep, and a browser that shows
it all the same has to do so in a sandbox that may load and run nothing.
"""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.views import answer, need, wants_fragment
from leads.actions import DocumentGone, archive_document, attach_documents, view_document
from leads.documents import IMAGES, PDF, PNG, TEXTS
from leads.forms import ArchiveForm, UploadForm
from leads.permissions import can_archive, can_assign, can_attach, can_read_documents
from leads.previews import Busy, first_lines, pages
from leads.record import record
from leads.views import projects
from leads.views.records import done, lead_for, project_shown

logger = logging.getLogger(__name__)
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@require_POST
def attach(request, pk):
    lead = lead_for(request, pk)
    need(can_attach(request.user, lead))
    at = timezone.now()
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return not_all(request, lead, at, upload_form=form)
    kept, refused = attach_documents(lead=lead, by=request.user, at=at, **form.cleaned_data)
    if kept:
        names = _("、").join(document.name for document in kept)
        messages.success(request, _("已上传 %(names)s。") % {"names": names})
    return not_all(request, lead, at, refused=refused) if refused else done(request, lead, at)


def not_all(request, lead, at, **why):
    """The page again, with what was not kept and why; what was kept is in its timeline already."""
    if project := project_shown(request, lead):
        return projects.work(request, project, at, status=422, **why)
    context = record(lead, user=request.user, at=at, **why) | {"is_fragment": wants_fragment(request)}
    return answer(request, "leads/lead_detail.html", "leads/_work.html", context, status=422)


@require_safe
def show(request, pk, document_pk):
    """A look at a document without downloading it."""
    document = document_for(request, pk, document_pk)
    note_reader(request, document)
    context = {
        "lead": document.lead,
        "document": document,
        "on": timezone.localdate(),
        "can_archive": document.archived_at is None and can_archive(request.user, document)[0],
        **preview(document),
    }
    return render(request, "leads/document.html", context)


def preview(document):
    if not document.path.exists():
        logger.error("document %s: its file is missing", document.pk)
        return {
            "is_missing": True,
            "problem": _("文件不在存储里，打不开。请告诉管理员附件编号 %(pk)s。") % {"pk": document.pk},
        }
    if document.media_type in IMAGES:
        return {"is_image": True}
    if document.media_type in TEXTS:
        text, has_more = first_lines(document.path)
        return {"text": text, "has_more": has_more}
    if document.media_type == PDF:
        return preview_of_pages(document)
    return {}


def preview_of_pages(document):
    try:
        drawn = pages(document)
    except Busy:
        return {"problem": _("正在生成的预览太多，请过一会儿再打开，或者直接下载。")}
    if not drawn:
        return {"problem": _("这份 PDF 生成不了预览：可能有密码、已损坏或页面太复杂。请下载后查看。")}
    return {"pages": range(1, len(drawn) + 1)}


@require_safe
def page(request, pk, document_pk, number):
    """One drawn page of a PDF."""
    document = document_for(request, pk, document_pk)
    if document.media_type != PDF:
        raise Http404
    try:
        drawn = pages(document)
    except Busy:
        drawn = []
    if not 1 <= number <= len(drawn):
        raise Http404
    return FileResponse(drawn[number - 1].open("rb"), content_type=PNG, headers=INERT)


@require_safe
def download(request, pk, document_pk):
    document = document_for(request, pk, document_pk)
    try:
        file = document.path.open("rb")
    except FileNotFoundError:
        logger.error("document %s: its file is missing", document.pk)
        raise Http404 from None
    note_reader(request, document)
    kind = document.media_type
    return FileResponse(file, as_attachment=True, filename=document.name, content_type=kind, headers=INERT)


def note_reader(request, document):
    if request.method == "GET":
        view_document(document=document, by=request.user, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, pk, document_pk):
    document = document_for(request, pk, document_pk)
    need(can_archive(request.user, document))
    form = ArchiveForm(request.POST or None)
    if not form.is_valid():
        context = {"lead": document.lead, "document": document, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "leads/document_archive.html", context, status=status)
    at = timezone.now()
    try:
        archive_document(document=document, by=request.user, at=at, **form.cleaned_data)
    except DocumentGone:
        messages.warning(request, _("附件已经移除。"))
    else:
        messages.success(request, _("已移除附件 %(name)s。") % {"name": document.name})
    return done(request, document.lead, at)


def document_for(request, pk, document_pk):
    """The document, if the person may read it. One that was taken out of use is the office's to see."""
    lead = lead_for(request, pk)
    need(can_read_documents(request.user, lead))
    documents = lead.documents.select_related("by")
    if not can_assign(request.user, lead)[0]:
        documents = documents.filter(archived_at__isnull=True)
    document = get_object_or_404(documents, pk=document_pk)
    document.lead = lead  # with all that was read along with it
    return document
