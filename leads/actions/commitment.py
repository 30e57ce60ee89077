"""Promises of the zone: write one down, change it, note what was delivered (I-11)."""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from core import history
from leads.actions.changed import RowChanged
from leads.models import PolicyCommitment
from leads.tax_refunds import tax_refund_in


class UnlawfulPromise(Exception):
    """It promises tax back. The sentence says which rule forbids it and what to do."""

    def __init__(self, words):
        super().__init__(
            _(
                "“%(words)s”属于税收返还，《公平竞争审查条例》禁止，不能写入承诺。请删去；"
                "可以按已公布的政策，改为租金、设备、研发或人才支持，并写明文号。"
            )
            % {"words": words}
        )


class AboveCeiling(Exception):
    def __init__(self, ceiling):
        super().__init__(
            _("高于政策上限 %(ceiling)s 万元，不能承诺。请改到上限以内。") % {"ceiling": ceiling}
        )


class AbovePromise(Exception):
    """More would be delivered than was promised, and nobody has confirmed that."""


class CommitmentChanged(RowChanged):
    """Somebody else changed the promise since the page was opened."""


def check_lawful(content):
    if words := tax_refund_in(content):
        raise UnlawfulPromise(words)


def check_ceiling(amount, ceiling):
    if amount is not None and ceiling is not None and amount > ceiling:
        raise AboveCeiling(ceiling)


def make_commitment(*, project, by, at, content, form_token=None, **details):
    """The same `form_token` again answers with the first promise: the UNIQUE constraint decides."""
    check_lawful(content)
    check_ceiling(details.get("amount_wan"), details.get("ceiling_wan"))
    try:
        with transaction.atomic():
            commitment = PolicyCommitment.objects.create(
                project=project,
                content=content,
                created_by=by,
                created_at=at,
                updated_at=at,
                form_token=form_token,
                **details,
            )
            note("make_commitment", commitment, by=by, at=at)
    except IntegrityError:
        made = PolicyCommitment.objects.filter(form_token=form_token, created_by=by)
        commitment = form_token and made.order_by("pk").first()
        if not commitment:
            raise
    return commitment


@transaction.atomic
def edit_commitment(*, commitment, by, at, version, **changes):
    """Change it if nobody did since `version` was read; else CommitmentChanged: nothing is lost."""
    check_lawful(changes.get("content", commitment.content))
    amounts = [changes.get(name, getattr(commitment, name)) for name in ("amount_wan", "ceiling_wan")]
    check_ceiling(*amounts)
    changed = history.differences(commitment, changes)
    if changed:
        change(PolicyCommitment.objects.filter(pk=commitment.pk, version=version), commitment, at, changes)
        note("edit_commitment", commitment, by=by, at=at, changed=changed)
    return commitment


@transaction.atomic
def deliver_commitment(
    *, commitment, by, at, on, version, amount_wan, delivery, is_above_confirmed=False, note_text=""
):
    """`amount_wan` more was delivered on the day `on`. AbovePromise unless it was confirmed.

    The version decides, so the same form sent twice counts once: CommitmentChanged.
    """
    rows = PolicyCommitment.objects.filter(pk=commitment.pk, version=version)
    within = Q(amount_wan__isnull=True) | Q(amount_wan__gte=F("delivered_wan") + amount_wan)
    if not is_above_confirmed and rows.exclude(within).exists():
        raise AbovePromise
    values = {"delivered_wan": F("delivered_wan") + amount_wan, "delivery": delivery}
    change(rows if is_above_confirmed else rows.filter(within), commitment, at, values)
    said = {"amount_wan": str(amount_wan), "on": on.isoformat(), "delivery": delivery, "text": note_text}
    note("deliver_commitment", commitment, by=by, at=at, **said)
    return commitment


def change(rows, commitment, at, values):
    if not rows.update(version=F("version") + 1, updated_at=at, **values):
        raise CommitmentChanged(PolicyCommitment.objects.get(pk=commitment.pk))
    commitment.refresh_from_db()


def note(verb, commitment, *, by, at, **data):
    """On the promise itself, whose savers a conflict names, and on its project, whose timeline tells it."""
    history.record(verb, commitment, by=by, at=at, **data)
    about = {"commitment": commitment.pk, "name": commitment.content, **data}
    history.record(verb, commitment.project, by=by, at=at, **about)
