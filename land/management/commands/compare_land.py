"""compare_land: what each form of land supply costs, from the command line."""

import json
import sys
from argparse import ArgumentTypeError
from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand

from land.costing import compare
from land.limits import Refused
from land.terms import Conversion, Inputs, Method, shown

PERCENT = Decimal(100)


def number(text):
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ArgumentTypeError(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise ArgumentTypeError(f"{text!r} is not a number")
    return value


def percent(text):
    return number(text) / PERCENT


class Command(BaseCommand):
    help = "Compare the forms of land supply. Amounts in CNY 10,000, area in mu, rates in percent."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--area", type=number, required=True, metavar="MU")
        parser.add_argument("--price50", type=number, required=True, metavar="WAN_PER_MU")
        parser.add_argument("--cap-rate", type=percent, required=True, metavar="PCT")
        parser.add_argument("--discount", type=percent, required=True, metavar="PCT")
        parser.add_argument("--rent", type=number, required=True, metavar="WAN_PER_MU_YEAR")
        parser.add_argument("--flex-years", type=int, default=20)
        parser.add_argument("--lease-years", type=int, default=5)
        parser.add_argument("--grant-years", type=int, default=15)
        parser.add_argument("--long-lease-years", type=int, default=20)
        methods = [Method.YEAR_CORRECTION.value, Method.LINEAR.value]
        parser.add_argument("--method", choices=methods, default=methods[0])
        conversions = [Conversion.REMAINING_TERM.value, Conversion.DEDUCT_RENT.value]
        parser.add_argument("--conversion", choices=conversions, default=conversions[0])
        parser.add_argument(
            "--granted-area",
            type=number,
            metavar="MU",
            help="adds a site that is partly granted, partly leased",
        )
        parser.add_argument("--horizon", type=int, metavar="YEARS")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, method, conversion, **options):
        names = Inputs.__dataclass_fields__.keys() & options.keys()
        given = {name: options[name] for name in names}
        inputs = Inputs(method=Method(method), conversion=Conversion(conversion), **given)
        try:
            found, refused = compare(inputs)
        except Refused as refusal:
            found, refused = [], [refusal]
        self.stdout.write(as_json(found, refused) if options["json"] else as_table(found, refused))
        if refused and not found:
            sys.exit(1)


def as_json(options, refused):
    return json.dumps(
        {
            "options": [as_data(option) for option in options],
            "errors": [
                {"field": each.field, "message": str(each.sentence), "rule": str(each.rule)}
                for each in refused
            ],
        },
        ensure_ascii=False,
    )


def as_data(option):
    data = {
        "code": option.form.value,
        "years": option.years,
        "total": shown(option.total),
        "first_year_cash": shown(option.first_year),
        "npv": shown(option.npv),
        "eac": shown(option.eac),
        "per_mu": shown(option.per_mu),
        "cash_flows": [[shortest(at), shown(amount)] for at, amount in option.flows],
        "warnings": [str(warning) for warning in option.warnings],
    }
    if option.residual is not None:
        data |= {"residual": shown(option.residual), "npv_at_horizon": shown(option.npv_at_horizon)}
    if option.loss_if_not_converted is not None:
        data["loss_if_not_converted"] = shown(option.loss_if_not_converted)
    return data


def shortest(at):
    """A moment in years: a whole number where it is one."""
    return int(at) if at == int(at) else float(at)


def as_table(options, refused):
    rows = [("", "years", "total", "first year", "NPV", "EAC", "per mu")]
    for option in options:
        amounts = (option.total, option.first_year, option.npv, option.eac, option.per_mu)
        rows.append((option.form.value, str(option.years), *(shown(amount) for amount in amounts)))
    lines = ["  ".join(f"{cell:>16}" for cell in row) for row in rows]
    return "\n".join([*lines, *(str(each) for each in refused)])
