"""Documents of a lead: keep, take out of use, and note who looked."""

import hashlib
import os
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.uploads import MB
from leads.documents import DocumentRefused, clean_name, sniff
from leads.models import Document


class DocumentGone(Exception):
    """Somebody took the document out of use before."""


def attach_documents(*, lead, by, at, files, form_token=None):
    """Keep each of `files`. Returns the documents, and [(name, reason)] of the files that were refused."""
    kept, refused = [], []
    for number, file in enumerate(files):
        token = form_token and uuid.uuid5(form_token, str(number))
        try:
            kept.append(attach_document(lead=lead, by=by, at=at, file=file, form_token=token))
        except DocumentRefused as refusal:
            refused.append((file.name, str(refusal)))
    return kept, refused


def attach_document(*, lead, by, at, file, form_token=None):
    """Keep the uploaded `file` under a random name, and its row with it: both, or neither.

    The same `form_token` again answers with the first document: the UNIQUE constraint decides. The number of
    documents a lead may have is a soft limit: two uploads at the same moment may pass it by one.
    """
    check_room(lead, file)
    media_type = sniff(file, file.name)
    document = Document(
        lead=lead,
        by=by,
        at=at,
        name=clean_name(file.name, media_type),
        stored_name=uuid.uuid4().hex,
        media_type=media_type,
        form_token=form_token,
    )
    try:
        document.size, document.sha256 = store(file, document.path)
        with transaction.atomic():
            document.save(force_insert=True)
            data = {"document": document.pk, "name": document.name, "size": document.size}
            history.record("attach_document", lead, by=by, at=at, **data)
    except IntegrityError as clash:
        document.path.unlink(missing_ok=True)
        return attached_before(form_token, by, clash)
    except BaseException:
        document.path.unlink(missing_ok=True)
        raise
    return document


def kept(*, lead, by, at, file=None, document=None, form_token=None):
    """The document that a row points to: the new `file`, kept, else `document` of the lead, else None.

    For actions that write such a row: inside their transaction, after all that may refuse. Of two rows with
    the same `form_token` both point to the document that the first brought.
    """
    if file is None:
        return document
    return attach_document(lead=lead, by=by, at=at, file=file, form_token=form_token)


def check_room(lead, file):
    if file.size > settings.DOCUMENT_MAX_MB * MB:
        raise DocumentRefused(
            _("超过 %(limit)s MB，没有接收。请压缩或拆开后再上传。") % {"limit": settings.DOCUMENT_MAX_MB}
        )
    if lead.documents.filter(archived_at__isnull=True).count() >= settings.DOCUMENTS_PER_LEAD:
        raise DocumentRefused(
            _("这条线索已有 %(limit)s 个附件，不能再加。请先移除用不到的。")
            % {"limit": settings.DOCUMENTS_PER_LEAD}
        )


def store(file, path):
    """Write `file` to `path`, on the disk and not only in memory. Returns size and SHA-256."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in file.chunks():
            size += target.write(chunk)
            digest.update(chunk)
        target.flush()
        os.fsync(target.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too
    finally:
        os.close(folder)
    return size, digest.hexdigest()


def attached_before(form_token, by, clash):
    document = form_token and Document.objects.filter(form_token=form_token, by=by).order_by("pk").first()
    if not document:
        raise clash
    return document


@transaction.atomic
def archive_document(*, document, by, at, reason):
    """Take a document out of use. The file stays (I-13). DocumentGone if somebody did so before."""
    if not Document.objects.filter(pk=document.pk, archived_at=None).update(archived_at=at):
        raise DocumentGone
    document.archived_at = at
    data = {"document": document.pk, "name": document.name, "reason": reason}
    history.record("archive_document", document.lead, by=by, at=at, **data)
    return document


def view_document(*, document, by, at):
    """Note that somebody other than the uploader read the document: one line per person and day.

    Asked first and written then: two readings at the same moment may leave two lines, which harms nobody.
    """
    if by.pk == document.by_id:
        return
    morning = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = history.of(document.lead).filter(verb="view_document", actor_id=by.pk, at__gte=morning)
    if not seen.filter(data__document=document.pk).exists():
        data = {"document": document.pk, "name": document.name}
        history.record("view_document", document.lead, by=by, at=at, **data)
