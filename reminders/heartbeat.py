"""Signs of life of what must keep running, and the one alarm of the mail breaker."""

import logging
import os
import socket

from django.db.models import F

from reminders.models import Heartbeat

TICK = "tick"
MAIL = "mail"
logger = logging.getLogger(__name__)


def started(name, *, at):
    where = {"host": socket.gethostname()[:80], "pid": os.getpid()}
    Heartbeat.objects.update_or_create(pk=name, defaults={"last_tick_at": at, **where})


def ended(name, *, at):
    Heartbeat.objects.filter(pk=name).update(last_ok_at=at)


def mail_stopped(reason):
    """Note why no mail goes out. Of many runs that find it so, the first alone raises the alarm."""
    if Heartbeat.objects.filter(pk=MAIL, note="").update(note=reason[:300]):
        logger.error("mail stopped: %s", reason)


def mail_flows():
    """The last run met no obstacle."""
    Heartbeat.objects.filter(pk=MAIL).update(last_ok_at=F("last_tick_at"))
    if Heartbeat.objects.filter(pk=MAIL).exclude(note="").update(note=""):
        logger.info("mail goes out again")


def obstacle():
    """Why no mail goes out, or an empty string."""
    return Heartbeat.objects.filter(pk=MAIL).values_list("note", flat=True).first() or ""
