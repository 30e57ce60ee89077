"""Evaluate the reminder rules as of a moment."""

import json

from django.core.management.base import BaseCommand

from leads.upkeep import upkeep
from reminders.clock import database_now, moment
from reminders.sweep import sweep


class Command(BaseCommand):
    help = (
        "Evaluate the reminder rules: write what is due, settle what is over, tell the people above of what "
        "is late; before that, what time alone does to leads (protections that lapse, the pool). "
        "Running it again, late or on two machines changes nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at",
            type=moment,
            metavar="ISO_TIME",
            help="the moment to evaluate for, e.g. 2025-06-11T09:00 (local time unless it names an offset); "
            "default: the database's clock",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *, at, json: bool, **options):
        at = at or database_now()
        upkeep(at=at)
        answer = sweep(at=at)
        self.stdout.write(as_json(answer) if json else in_words(answer))


def as_json(answer):
    return json.dumps(answer)


def in_words(answer):
    raised = ", ".join(f"{rule}: {count}" for rule, count in answer["raised"].items())
    return f"raised {raised}; settled {answer['settled']}; escalated {answer['escalated']}"
