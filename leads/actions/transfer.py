"""Offer a lead to somebody else, who accepts or declines. Until then the owner stays responsible.

Every answer is one conditional UPDATE of the waiting row, so of two at once one counts.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices import tell
from core import history
from core.calendar import work_calendar
from leads.models import Lead, Transfer
from leads.models.hand_over import NEW_OWNER
from leads.permissions import can_take_over

ANSWER_WORKDAYS = 3


class TransferRefused(Exception):
    """The sentence says what stands against the offer. Nothing was changed."""


class TransferOver(Exception):
    """It waits no longer: answered, withdrawn, or the lead went another way. `transfer` is as it is now."""

    def __init__(self, transfer):
        super().__init__(transfer.pk)
        self.transfer = transfer


def offer_lead(*, lead, by, at, to, reason):
    """Offer `lead` to `to`, who has three working days to answer. One offer at a time: UNIQUE decides."""
    on = timezone.localdate(at)
    if to.pk == lead.owner_id:
        raise TransferRefused(_("%(person)s 已经是负责人。") % {"person": to})
    may_take, why_not = can_take_over(to, lead, on)
    if not may_take:
        raise TransferRefused(why_not)
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                lead=lead,
                from_owner=lead.owner,
                to_owner=to,
                by=by,
                reason=reason,
                created_at=at,
                answer_by=work_calendar().after(on, ANSWER_WORKDAYS),
            )
            history.record("offer_lead", lead, by=by, at=at, new=str(to), reason=reason)
            text = _("%(person)s 想把这条线索移交给你，请在 %(day)s 前答复：%(reason)s")
            words = {"person": lead.owner, "day": transfer.answer_by, "reason": reason}
            say(transfer, [to], text % words, by=by, at=at)
    except IntegrityError:
        raise TransferRefused(_("这条线索已在移交中，先等对方答复，或者撤回。")) from None
    return transfer


def accept(*, transfer, by, at):
    """Owner and unit change; the rights of first contact stay with the unit that has them (I-15)."""
    with transaction.atomic():
        close(transfer, Transfer.Status.ACCEPTED, at=at)
        is_moved = move(transfer, at=at)
        if is_moved:
            old, new = str(transfer.from_owner), str(transfer.to_owner)
            reason = transfer.reason
            history.record("accept_lead", transfer.lead, by=by, at=at, old=old, new=new, reason=reason)
            text = _("%(person)s 已接收，现在由他负责。") % {"person": new}
            say(transfer, parties(transfer), text, by=by, at=at)
        else:
            Transfer.objects.filter(pk=transfer.pk).update(status=Transfer.Status.VOID)
    transfer.refresh_from_db()
    if not is_moved:
        raise TransferOver(transfer)
    return transfer


def move(transfer, *, at):
    """Whether the lead changed hands: not if it has another owner by now, or nobody works on it any more."""
    rows = Lead.objects.in_hand().filter(pk=transfer.lead_id, owner=transfer.from_owner_id)
    to = transfer.to_owner
    changes = {"owner": to, "team": to.team_id, "updated_at": at, **NEW_OWNER}
    return bool(rows.update(version=F("version") + 1, **changes))


@transaction.atomic
def decline(*, transfer, by, at, reason):
    close(transfer, Transfer.Status.DECLINED, at=at, answer=reason)
    history.record("decline_lead", transfer.lead, by=by, at=at, reason=reason)
    text = _("%(person)s 退回了移交：%(reason)s") % {"person": transfer.to_owner, "reason": reason}
    say(transfer, parties(transfer), text, by=by, at=at)
    return transfer


@transaction.atomic
def withdraw(*, transfer, by, at):
    close(transfer, Transfer.Status.WITHDRAWN, at=at)
    history.record("withdraw_lead", transfer.lead, by=by, at=at, new=str(transfer.to_owner))
    text = _("%(person)s 撤回了移交，不用答复了。") % {"person": by}
    say(transfer, parties(transfer), text, by=by, at=at)
    return transfer


def close(transfer, status, *, at, answer=""):
    waiting = Transfer.objects.waiting().filter(pk=transfer.pk)
    if not waiting.update(status=status, answered_at=at, answer=answer):
        transfer.refresh_from_db()
        raise TransferOver(transfer)
    transfer.refresh_from_db(fields=["status", "answered_at", "answer"])


def parties(transfer):
    return list({transfer.from_owner, transfer.to_owner, transfer.by})


def say(transfer, people, text, *, by, at):
    lead = transfer.lead
    key = f"transfer:{transfer.pk}:{transfer.status}"
    tell(people=people, key=key, subject=str(lead), text=text, path=lead.get_absolute_url(), by=by, at=at)
