"""Send what is due, once or for ever, with or without a broker."""

import json
import signal
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from leads.tasks import run_imports
from reminders.clock import database_now, moment
from reminders.dispatch import dispatch, stopping
from reminders.letters import write_letters
from reminders.tasks import attempted, tick


class Command(BaseCommand):
    help = (
        "Send the mails that are due. With --once: write the letters for raised reminders, send, and end. "
        "Without: go on until SIGTERM; each round also sweeps the rules and runs waiting imports, so that an "
        "installation without a broker needs nothing else. May run beside Celery and on several machines."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one run, then end")
        parser.add_argument(
            "--at",
            type=moment,
            metavar="ISO_TIME",
            help="with --once: the moment to send for (local time unless it names an offset); the database's "
            "clock is then read as if it showed that moment now. Default: the database's clock as it is",
        )
        parser.add_argument(
            "--every",
            type=float,
            default=60,
            metavar="SECONDS",
            help="without --once: time between the starts of two rounds, default %(default)s",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object a run, and nothing else"
        )

    def handle(self, *, once, at, every, json: bool, **options):
        write = (lambda answer: self.stdout.write(as_json(answer))) if json else self.say
        if once:
            write_letters(at=at or database_now())
            write(dispatch(at=at))
        else:
            self.say_where_mail_goes(quiet=json)
            go_on(every, write)

    def say(self, answer):
        self.stdout.write(", ".join(f"{count} {status}" for status, count in answer.items()))

    def say_where_mail_goes(self, *, quiet):
        if not (settings.HAS_MAIL_SERVER or quiet):
            self.stdout.write(f"No EMAIL_URL: mail is written to {settings.MAIL_DIR}")


def as_json(answer):
    return json.dumps(answer)


def go_on(every, write):
    """Round after round until SIGTERM or Ctrl-C; the mail in hand is finished, so that none is left in doubt.

    Event.wait counts on the monotonic clock: setting the machine's clock neither stops nor hurries the loop.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        began = time.monotonic()
        one_round(write)
        stopping.wait(max(0, began + every - time.monotonic()))


def one_round(write):
    close_old_connections()
    answers = tick()
    attempted(run_imports)
    if answers["dispatch"] is not None:
        write(answers["dispatch"])
    close_old_connections()
