"""What beat asks for every minute. A task carries no data: what is due stands in rows."""

import logging

from celery import shared_task

from leads.upkeep import upkeep
from reminders import heartbeat
from reminders.clock import database_now
from reminders.dispatch import dispatch
from reminders.letters import write_letters
from reminders.sweep import sweep

RUN_SECONDS = 50
"""A run ends before the next tick comes; what is left over, that one sends."""

logger = logging.getLogger(__name__)


@shared_task
def tick():
    """Keep up the leads, sweep, write, send: {step: its answer}. May run never, once or ten times at once."""
    at = database_now()
    heartbeat.started(heartbeat.TICK, at=at)
    answers = {
        "upkeep": attempted(upkeep, at=at),
        "sweep": attempted(sweep, at=at),
        "letters": attempted(write_letters, at=at),
        "dispatch": attempted(dispatch, seconds=RUN_SECONDS),
    }
    if None not in answers.values():
        heartbeat.ended(heartbeat.TICK, at=database_now())
    return answers


def attempted(step, **arguments):
    """The answer of one step, or None: a rule that fails must not hold back mail that is already written."""
    try:
        return step(**arguments)
    except Exception:
        logger.exception("tick: %s failed", step.__name__)
        return None
