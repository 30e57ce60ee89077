"""What a person does with reminders and letters."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import history
from reminders.models import Outbox, Reminder


class AlreadyClosed(Exception):
    """The reminder is no longer in the state that the act begins from. The message says so."""


class NothingToDecide(Exception):
    """The letter is not in doubt: it is on its way, sent, or somebody has decided. The message says so."""


def mark_read(*, reminder, at):
    """Note the first time the person opened the reminder. Opening is no decision, so it writes no history."""
    Reminder.objects.filter(pk=reminder.pk, read_at__isnull=True).update(read_at=at)


def mark_all_read(*, by, at):
    """Returns how many were unread."""
    return Reminder.objects.visible_to(by).unread().update(read_at=at)


@transaction.atomic
def dismiss_reminder(*, reminder, by, at):
    """Put the reminder aside. It stays findable, and the sweep does not raise it again."""
    Status = Reminder.Status
    changed = Reminder.objects.filter(pk=reminder.pk, status=Status.OPEN).update(
        status=Status.DISMISSED, closed_at=at, read_at=at
    )
    if not changed:
        raise AlreadyClosed(_("这条提醒已经关闭，没有再改。"))
    history.record("reminder-dismissed", reminder, by=by, at=at)
    reminder.refresh_from_db()
    return reminder


@transaction.atomic
def restore_reminder(*, reminder, by, at):
    """Take back a dismissal. If the cause has gone meanwhile, the next sweep settles it."""
    Status = Reminder.Status
    rows = Reminder.objects.filter(pk=reminder.pk, status=Status.DISMISSED)
    try:
        with transaction.atomic():
            changed = rows.update(status=Status.OPEN, closed_at=None)
    except IntegrityError:  # the constraint `one_escalation_open` decides
        raise AlreadyClosed(_("同一条线索已有一条升级提醒，不用恢复这一条。")) from None
    if not changed:
        raise AlreadyClosed(_("这条提醒没有被忽略，不需要恢复。"))
    history.record("reminder-restored", reminder, by=by, at=at)
    reminder.refresh_from_db()
    return reminder


@transaction.atomic
def resend_letter(*, letter, by, at):
    """Send a failed or doubtful letter again, under its old Message-ID. A new doubt comes back at once."""
    changed = (
        Outbox.objects.troubled()
        .filter(pk=letter.pk)
        .update(
            status=Outbox.Status.PENDING,
            address=letter.recipient.email or letter.address,
            next_at=at,
            due_at=at,
            crashes=0,
            resends=1,
            last_error="",
        )
    )
    if not changed:
        raise NothingToDecide(_("这封邮件不需要重发。"))
    history.record("letter-resent", letter, by=by, at=at)
    letter.refresh_from_db()
    return letter


@transaction.atomic
def mark_received(*, letter, by, at):
    """Close a failed or doubtful letter: the person has it, or knows what it says."""
    changed = Outbox.objects.troubled().filter(pk=letter.pk).update(status=Outbox.Status.SENT, sent_at=at)
    if not changed:
        raise NothingToDecide(_("这封邮件不需要标记。"))
    history.record("letter-received", letter, by=by, at=at)
    letter.refresh_from_db()
    return letter
