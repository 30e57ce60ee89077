"""kpi --from DATE --to DATE --as-of DATE [--chain CODE] [--json]: K1 to K20 of the domain's definitions."""

import datetime as dt
import json
import sys

from django.core.management.base import BaseCommand, CommandError

from chains.models import Chain
from reports.counting import Period
from reports.kpi import kpi
from reports.scope import Scope


class Refusal(Exception):
    """What was asked for makes no sense; says why in one sentence."""


class Command(BaseCommand):
    help = "The figures K1 to K20 of a period, as they stood on a date; of one chain or of the whole zone."
    requires_system_checks = []  # they load every page, which costs more than the work itself

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", required=True, metavar="DATE", help="first day")
        parser.add_argument("--to", dest="last", required=True, metavar="DATE", help="last day")
        parser.add_argument("--as-of", required=True, metavar="DATE", help="as things stood on this day")
        parser.add_argument("--chain", default="", metavar="CODE", help="one chain; else the zone")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, first, last, as_of, chain, **options):
        try:
            period = asked_period(first, last, as_of)
            figures = kpi(Scope(chain=asked_chain(chain)), period)
        except Refusal as refusal:
            return self.refuse(str(refusal), options["json"])
        self.stdout.write(json.dumps(figures, ensure_ascii=False) if options["json"] else table(figures))

    def refuse(self, sentence, is_json):
        if not is_json:
            raise CommandError(sentence)
        self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        sys.exit(1)


def asked_period(first, last, as_of):
    period = Period(asked_day("--from", first), asked_day("--to", last), asked_day("--as-of", as_of))
    if period.last < period.first:
        raise Refusal(f"--to {last} is before --from {first}.")
    if period.as_of < period.first:
        raise Refusal(f"--as-of {as_of} is before --from {first}: nothing of the period was known then.")
    return period


def asked_day(option, text):
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise Refusal(f"{option} {text} is no date; write it like 2025-07-31.") from None


def asked_chain(code):
    if not code:
        return None
    chain = Chain.objects.filter(code=code).order_by("code").first()
    if chain is None:
        raise Refusal(f"There is no chain {code}.")
    return chain


def table(figures):
    """A line for each figure; figures within one stand below it."""
    lines = []
    for code, found in figures.items():
        lines.append(line(code, found))
        lines += [line(f"  {name}", part) for name, part in found.items() if isinstance(part, dict)]
    return "\n".join(lines)


def line(name, found):
    if "amount" in found:
        return f"{name:14}{found['count']:>8}  {found['amount']} 万元"
    if found["value"] is None:
        return f"{name:14}{'-':>14}  {found['reason']}"
    base = f"  ({found['numerator']} / {found['denominator']})" if found["denominator"] is not None else ""
    return f"{name:14}{found['value']:>14} {found['unit']}{base}"
