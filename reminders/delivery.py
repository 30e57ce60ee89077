"""The life of a mail: every change of its state is one conditional UPDATE, so that any number of senders,
and any moment of death, leave a row that says what is known. The states: docs/adr/0004-outbox.md.

`next_at` is the earliest moment to send a pending mail, and the end of the lease of a claimed one.
"""

import datetime as dt
import os
import random
import socket
import uuid
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from reminders.models import DeliveryAttempt, Outbox, Reminder
from reminders.transport import Result

Status = Outbox.Status

LADDER = (1, 5, 15, 60)
"""Minutes until the next try after an answer that is known to mean "not accepted"; the last one repeats."""
JITTER = 0.2
GIVE_UP_AFTER = dt.timedelta(hours=24)
MAX_CRASHES = 3
MAX_RESENDS = 1

MAY_RESEND = Q(on_unknown=Outbox.OnUnknown.RESEND_ONCE, resends__lt=MAX_RESENDS)


def send_budget():
    """The longest a hand-over may take: four commands, then the answer to the final dot."""
    return dt.timedelta(seconds=4 * settings.EMAIL_TIMEOUT + settings.EMAIL_FINAL_TIMEOUT)


def lease():
    """How long a claim holds: the budget and time to spare, whatever the timeouts are set to."""
    return send_budget() + dt.timedelta(seconds=2 * settings.EMAIL_TIMEOUT)


def due(clock):
    return Outbox.objects.filter(status=Status.PENDING, next_at__lte=clock.now())


def heal(clock):
    """Take back the mails whose sender did not come back. Returns how many ended: Counter by status."""
    ended = Outbox.objects.filter(next_at__lte=clock.now())
    crash = {"crashes": F("crashes") + 1, "last_error": "the sender did not come back"}
    claimed, sending = ended.filter(status=Status.CLAIMED), ended.filter(status=Status.SENDING)
    failed = claimed.filter(crashes__gte=MAX_CRASHES - 1).update(status=Status.FAILED, **crash)
    claimed.filter(crashes__lt=MAX_CRASHES - 1).update(status=Status.PENDING, **crash)
    # A lease may end between two statements, so each names its rows in full.
    # The token stays: if the sender wakes up after all, its answer still finds the row.
    sending.filter(MAY_RESEND).update(status=Status.PENDING, resends=F("resends") + 1, **crash)
    unknown = sending.exclude(MAY_RESEND).update(status=Status.UNKNOWN, **crash)
    return Counter({Status.FAILED: failed, Status.UNKNOWN: unknown})


def claim(clock):
    """The next due mail, held under a lease, or None. Committed before anything is sent.

    Row locks spread senders over the rows on PostgreSQL; on SQLite the transaction holds the only write lock.
    """
    with transaction.atomic():
        letter = due(clock).select_for_update(skip_locked=True).order_by("next_at", "pk").first()
        if letter is None:
            return None
        letter.lease_token = uuid.uuid4()
        won = Outbox.objects.filter(pk=letter.pk, status=Status.PENDING).update(
            status=Status.CLAIMED,
            attempts=F("attempts") + 1,
            lease_token=letter.lease_token,
            worker=f"{socket.gethostname()}:{os.getpid()}"[:80],
            next_at=clock.now(lease()),
        )
    letter.attempts += 1
    return letter if won else None


def held(letter, *states):
    return Outbox.objects.filter(pk=letter.pk, lease_token=letter.lease_token, status__in=states)


def enter_sending(letter, clock):
    """The fence: whether the mail may go out now. Not after a sleep past the lease, nor with all settled."""
    wanted = Exists(Reminder.objects.standing().filter(outbox=OuterRef("pk")))
    mine = held(letter, Status.CLAIMED)
    if mine.filter(wanted, next_at__gt=clock.now(send_budget())).update(status=Status.SENDING):
        return True
    if not mine.exclude(wanted).update(status=Status.CANCELLED):
        mine.update(status=Status.PENDING)
    return False


def stumble(letter, error, clock):
    """The mail could not be made into a message. Returns its new status: three times, and it is set aside."""
    status = Status.FAILED if letter.crashes + 1 >= MAX_CRASHES else Status.PENDING
    held(letter, Status.CLAIMED).update(
        status=status,
        crashes=F("crashes") + 1,
        next_at=clock.now(dt.timedelta(minutes=LADDER[0])),
        last_error=f"{type(error).__name__}: {error}"[:300],
    )
    return status


def finish(letter, outcome, clock, lasted):
    """Write down how the hand-over ended, after `lasted` seconds. Returns the new status."""
    change = consequence(letter, outcome, clock)
    states = [Status.SENDING]
    if outcome.result == Result.ACCEPTED:
        # A sender that slept past its lease corrects what the healing assumed.
        states += [Status.PENDING, Status.UNKNOWN]
    with transaction.atomic():
        held(letter, *states).update(smtp_code=outcome.code, smtp_reply=outcome.reply, **change)
        DeliveryAttempt.objects.create(
            outbox=letter,
            n=letter.attempts,
            started_at=clock.now(-dt.timedelta(seconds=lasted)),
            ended_at=clock.now(),
            phase=outcome.phase,
            result=outcome.result,
            smtp_code=outcome.code,
        )
    return change["status"]


def consequence(letter, outcome, clock):
    """{field: value} that follows from the outcome of a hand-over."""
    if outcome.result == Result.ACCEPTED:
        return {"status": Status.SENT, "sent_at": clock.now(), "last_error": ""}
    error = {"last_error": outcome.reply}
    if outcome.result == Result.AMBIGUOUS:
        return error | doubt(letter, clock)
    if outcome.is_server_wide:
        return error | {"status": Status.PENDING, "next_at": clock.now(dt.timedelta(minutes=LADDER[0]))}
    if outcome.result == Result.REFUSED or clock.read() >= letter.due_at + GIVE_UP_AFTER:
        return error | {"status": Status.FAILED}
    return error | {"status": Status.PENDING, "next_at": clock.now(pause(letter.attempts))}


def doubt(letter, clock):
    """One resend under the same Message-ID, then a person decides (promise R2)."""
    may_resend = letter.on_unknown == Outbox.OnUnknown.RESEND_ONCE and letter.resends < MAX_RESENDS
    if not may_resend:
        return {"status": Status.UNKNOWN}
    return {
        "status": Status.PENDING,
        "resends": letter.resends + 1,
        "next_at": clock.now(dt.timedelta(minutes=LADDER[0])),
    }


def pause(attempts):
    """Time until the next try after `attempts` of them, spread by a fifth so that mails do not go in step."""
    minutes = LADDER[min(attempts, len(LADDER)) - 1]
    return dt.timedelta(minutes=minutes * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 (no secret)


def give_up_old(clock):
    """Fail what a dead server has kept waiting for a day. Returns how many; each is shown to a person."""
    old = due(clock).filter(due_at__lte=clock.now(-GIVE_UP_AFTER))
    return old.update(status=Status.FAILED, last_error="no mail server for 24 hours")
