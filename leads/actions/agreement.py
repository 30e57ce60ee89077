"""Agreements of a project: draft, settle the text, have it reviewed, sign. Each gate of a formal or
supplementary one is substantive progress (I-6)."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import history
from leads.actions.changed import RowChanged
from leads.actions.document import kept
from leads.actions.progress import record_progress
from leads.models import Agreement, ProgressEvent
from leads.stages.gates import EXECUTIVE_MEETING_FROM_WAN

FIXED_BY_SIGNING = frozenset({"kind", "amount_wan", "signed_on", "reason", "text_settled_on"})
COUNTING = frozenset({Agreement.Kind.FORMAL, Agreement.Kind.SUPPLEMENT})
"""A framework agreement moves nothing on."""


class AgreementChanged(RowChanged):
    """Somebody else changed the agreement since the page was opened."""


class AgreementSigned(Exception):
    """It is signed: its amount and its day do not change; a supplement does that."""


class ReviewedByDrafter(Exception):
    """Who drafted an agreement does not review it (I-12)."""


class NotReadyToSign(Exception):
    """The sentence says what is missing."""


def draft_agreement(*, project, by, at, kind, form_token=None, **details):
    """The same `form_token` again answers with the first draft: the UNIQUE constraint decides."""
    row = {"created_by": by, "created_at": at, "updated_at": at, "form_token": form_token}
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(project=project, kind=kind, **row, **details)
            note("draft_agreement", agreement, by=by, at=at)
            if agreement.text_settled_on:
                progress(agreement, "text", agreement.text_settled_on, by=by, at=at)
    except IntegrityError:
        drafted = Agreement.objects.filter(form_token=form_token, created_by=by)
        agreement = form_token and drafted.order_by("pk").first()
        if not agreement:
            raise
    return agreement


@transaction.atomic
def edit_agreement(*, agreement, by, at, version, **changes):
    """Change it if nobody did since `version` was read; else AgreementChanged: nothing is lost."""
    changed = history.differences(agreement, changes)
    if not changed:
        return agreement
    rows = Agreement.objects.filter(pk=agreement.pk, version=version)
    if FIXED_BY_SIGNING & set(changed):
        if agreement.signed_on:
            raise AgreementSigned
        rows = rows.filter(signed_on=None)
    change(rows, agreement, at, changes)
    note("edit_agreement", agreement, by=by, at=at, changed=changed)
    if agreement.text_settled_on and "text_settled_on" in changed:
        progress(agreement, "text", agreement.text_settled_on, by=by, at=at)
    return agreement


@transaction.atomic
def review_agreement(*, agreement, by, at, on, reviewer=""):
    """`by` has read the law side of it, or writes down that `reviewer`, of a law firm, has."""
    reviewer = reviewer.strip() or str(by)
    if by.pk == agreement.created_by_id or reviewer == str(agreement.created_by):
        raise ReviewedByDrafter
    rows = Agreement.objects.filter(pk=agreement.pk, legal_reviewed_on=None, signed_on=None)
    values = {"legal_reviewed_on": on, "legal_reviewed_by": by, "legal_reviewer": reviewer}
    change(rows, agreement, at, values)
    note("review_agreement", agreement, by=by, at=at, reviewer=reviewer, on=on.isoformat())
    progress(agreement, "legal", on, by=by, at=at)
    return agreement


@transaction.atomic
def sign_agreement(
    *, agreement, by, at, on, amount_wan, event="", executive_meeting_no="", file=None, document=None
):
    """It was signed on the day `on`. From now on day and amount stand; signing twice is AgreementChanged."""
    number = executive_meeting_no or agreement.executive_meeting_no
    if missing := missing_to_sign(agreement, amount_wan, number, file or document):
        raise NotReadyToSign(missing)
    values = {"signed_on": on, "amount_wan": amount_wan, "event": event, "executive_meeting_no": number}
    seen = {"signed_on": None, "version": agreement.version}
    change(Agreement.objects.filter(pk=agreement.pk, **seen), agreement, at, values)
    proof = kept(lead=agreement.project.lead, by=by, at=at, file=file, document=document)
    if proof:
        Agreement.objects.filter(pk=agreement.pk).update(document=proof)
        agreement.document = proof
    said = {"on": on.isoformat(), "amount_wan": None if amount_wan is None else str(amount_wan)}
    note("sign_agreement", agreement, by=by, at=at, **said)
    progress(agreement, "signed", on, by=by, at=at)
    return agreement


def missing_to_sign(agreement, amount_wan, number, proof):
    """What a formal or supplementary agreement lacks, as a sentence."""
    if agreement.kind not in COUNTING:
        return ""
    if agreement.text_settled_on is None:
        return _("文本还没有定稿，先填定稿日期。")
    if agreement.legal_reviewed_on is None:
        return _("还没有法务审核意见，请起草人以外的人登记。")
    if not amount_wan or (agreement.kind == Agreement.Kind.FORMAL and amount_wan < 0):
        return _("填写协议金额。")
    if amount_wan >= EXECUTIVE_MEETING_FROM_WAN and not number:
        return _("5 亿元以上，要填主任办公会会议编号。")
    return "" if proof else _("上传签字的协议文件，或者选一个已有的附件。")


def change(rows, agreement, at, values):
    if not rows.update(version=F("version") + 1, updated_at=at, **values):
        raise AgreementChanged(Agreement.objects.select_related("created_by").get(pk=agreement.pk))
    agreement.refresh_from_db(fields=[*values, "version"])


GATES = {
    "text": gettext_lazy("文本定稿"),
    "legal": gettext_lazy("法务审核"),
    "signed": gettext_lazy("签约"),
}


def progress(agreement, gate, on, *, by, at):
    """Written down once per gate, and only for agreements that bind."""
    if agreement.kind not in COUNTING:
        return
    record_progress(
        project=agreement.project,
        kind=ProgressEvent.Kind.AGREEMENT,
        on=on,
        text=f"{agreement}：{GATES[gate]}",
        source=f"leads.agreement:{agreement.pk}:{gate}",
        by=by,
        at=at,
    )


def note(verb, agreement, *, by, at, **data):
    """On the agreement itself, whose savers a conflict names, and on its project, whose timeline tells it."""
    history.record(verb, agreement, by=by, at=at, **data)
    about = {"agreement": agreement.pk, "name": str(agreement), **data}
    history.record(verb, agreement.project, by=by, at=at, **about)
