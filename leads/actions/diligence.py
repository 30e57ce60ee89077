"""Check the background of an investor (背景核查), and accept its concerns in writing."""

from django.db import IntegrityError, transaction

from core import history
from leads.actions.document import kept
from leads.actions.once import written_before
from leads.models import DueDiligence
from leads.models.due_diligence import is_borne_out


class CheckerIsOwner(Exception):
    """The person who checks is not the person who submits (I-12)."""


class NotBorneOut(Exception):
    """The conclusion is better than the worst item."""


class NoNoteWanted(Exception):
    """The check has no concerns to accept, or they were accepted before."""


@transaction.atomic
def record_diligence(
    *, project, by, at, checked_on, items, conclusion, note="", file=None, document=None, form_token=None
):
    """`items`: {key of DueDiligence.Item: {"result", "note"}}, all eight of them."""
    if by.pk == project.owner_id:
        raise CheckerIsOwner
    if set(items) != set(DueDiligence.Item):
        raise ValueError("a check has all eight items")
    if not is_borne_out(conclusion, [said["result"] for said in items.values()]):
        raise NotBorneOut
    document = kept(lead=project.lead, by=by, at=at, file=file, document=document, form_token=form_token)
    said = {"checked_on": checked_on, "items": items, "conclusion": conclusion, "note": note}
    try:
        with transaction.atomic():
            row = DueDiligence.objects.create(
                project=project, by=by, at=at, document=document, form_token=form_token, **said
            )
            data = {"diligence": row.pk, "conclusion": str(conclusion), "on": checked_on.isoformat()}
            history.record("record_diligence", project, by=by, at=at, **data)
    except IntegrityError as clash:
        return written_before(DueDiligence, clash, form_token=form_token, by=by)
    return row


@transaction.atomic
def add_leader_note(*, check, by, at, text):
    """The leader of the chain accepts the concerns, once."""
    rows = DueDiligence.objects.filter(
        pk=check.pk, conclusion=DueDiligence.Conclusion.CONCERN, leader_note=""
    )
    if not rows.update(leader_note=text, leader=by, leader_at=at):
        raise NoNoteWanted
    history.record("note_diligence", check.project, by=by, at=at, diligence=check.pk, text=text)
    check.refresh_from_db()
    return check
