"""One run of the sender: heal, then claim, fence, send and finish, mail by mail.

Any number of runs may overlap, on any number of machines. What a run knows dies with it; what
counts is in rows.
"""

import logging
import threading
import time
from collections import Counter

from django.db import InterfaceError, OperationalError, connection

from reminders import heartbeat
from reminders.clock import Clock
from reminders.delivery import (
    claim,
    due,
    enter_sending,
    finish,
    give_up_old,
    heal,
    stumble,
)
from reminders.letters import message_of
from reminders.models import Outbox
from reminders.transport import Parcel, Result, mail_transport

PATIENCE = 3
"""So many mails in a row without an answer, and the run ends: the server is in trouble, not the mails."""
DATABASE_PATIENCE = 60
"""Seconds for which the end of a hand-over is offered to a database that is away."""

stopping = threading.Event()
"""Set when this process is told to end: the mail in hand is finished, and no other is claimed."""

logger = logging.getLogger(__name__)


def dispatch(*, at=None, seconds=None):
    """Send what is due: {"sent", "failed", "unknown", "pending"}; pending is what still waits afterwards.

    Without `at` the database's clock decides; with it, that clock set to `at`. `seconds` bounds the run.
    """
    clock = Clock(at)
    counts = heal(clock)
    if due(clock).exists():
        heartbeat.started(heartbeat.MAIL, at=clock.read())
        counts += Run(clock, seconds).send_all()
    ended = {status: counts[status] for status in ("sent", "failed", "unknown")}
    return ended | {"pending": Outbox.objects.waiting().count()}


class Run:
    """Sends mail after mail over one transport until none is due, time is up or the server is in trouble."""

    def __init__(self, clock, seconds=None):
        self.clock = clock
        self.ends_at = time.monotonic() + seconds if seconds else float("inf")
        self.transport = mail_transport()
        self.unanswered = 0
        self.obstacle = ""

    def send_all(self):
        counts = Counter()
        try:
            while self.goes_on() and self.is_clear():
                letter = claim(self.clock)
                if letter is None:
                    break
                counts[self.deliver(letter)] += 1
        finally:
            self.transport.close()
        if self.obstacle:
            heartbeat.mail_stopped(self.obstacle)
            counts[Outbox.Status.FAILED] += give_up_old(self.clock)
        else:
            heartbeat.mail_flows()
        return counts

    def goes_on(self):
        return time.monotonic() < self.ends_at and not stopping.is_set()

    def is_clear(self):
        """Whether the server is ready for another mail. Asked before one is claimed."""
        if not self.obstacle and (trouble := self.transport.ready()):
            self.obstacle = trouble.words
        return not self.obstacle

    def deliver(self, letter):
        """One claimed mail to its next state, which is returned. One bad row stops no other."""
        try:
            return self.hand_over(letter)
        except Exception:
            logger.exception("mail %s: broke off, its lease will end", letter.pk)
            return None

    def hand_over(self, letter):
        try:
            parcel = Parcel(message_of(letter))
        except Exception as error:  # whatever a row can hold that a message cannot
            logger.exception("mail %s: not a message", letter.pk)
            return stumble(letter, error, self.clock)
        if not enter_sending(letter, self.clock):
            return None
        began = time.monotonic()
        outcome = self.transport.send(parcel)
        self.watch(outcome)
        # Before the commit, so that what was sent can be found even if the database never hears of it.
        logger.info("mail %s %s: %s in %s", letter.pk, letter.message_id, outcome.result, outcome.phase)
        return patiently(finish, letter, outcome, self.clock, time.monotonic() - began)

    def watch(self, outcome):
        """Notice when the trouble is the server's."""
        self.unanswered = 0 if outcome.code or outcome.result == Result.ACCEPTED else self.unanswered + 1
        if outcome.result != Result.ACCEPTED and (outcome.is_server_wide or self.unanswered >= PATIENCE):
            self.obstacle = outcome.words


def patiently(function, *args):
    """Call until the database answers, for up to a minute: what was sent must not be forgotten."""
    ends_at = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return function(*args)
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends_at:
                raise
            connection.close_if_unusable_or_obsolete()
            time.sleep(1)
