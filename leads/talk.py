"""What the page of a lead, or of its project, needs for its timeline, comments and documents."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from core.uploads import MB
from leads.forms import CommentForm, UploadForm
from leads.permissions import can_attach, can_comment, can_edit, can_read_documents
from leads.stream import stream

LISTED = 8


def talk(
    lead, *, user, at, wanted=None, project=None, comment_form=None, unclear=(), upload_form=None, refused=()
):
    """`unclear` and `refused`: what was not understood of a comment, not kept of the files just sent."""
    documents = list(lead.documents.filter(archived_at__isnull=True).order_by("-at", "-pk")[: LISTED + 1])
    return {
        "stream": stream(lead, user=user, at=at, wanted=wanted, project=project),
        "documents": documents[:LISTED],
        "has_more_documents": len(documents) > LISTED,
        "can_comment": can_comment(user)[0],
        "can_read_documents": can_read_documents(user, lead)[0],
        "comment_form": comment_form or CommentForm(initial={"form_token": uuid.uuid4()}),
        "upload_form": upload_form or UploadForm(initial={"form_token": uuid.uuid4()}),
        "upload_limits": {
            "mb": settings.DOCUMENT_MAX_MB,
            "bytes": settings.DOCUMENT_MAX_MB * MB,
            "count": settings.DOCUMENTS_PER_LEAD,
            "too_big": _("{name} 超过 %(limit)s MB，请压缩或拆开后再上传。")
            % {"limit": settings.DOCUMENT_MAX_MB},
        },
        "unclear": unclear,
        "refused": refused,
        "can_attach": can_attach(user, lead)[0],
        "mode": mode(lead, user, comment_form or unclear, upload_form or refused),
    }


def mode(lead, user, has_comment, has_upload):
    """Which of the three things to write stands open where a script shows one at a time."""
    if has_comment or not can_edit(user, lead)[0]:
        return "comment"
    return "upload" if has_upload else "follow-up"
