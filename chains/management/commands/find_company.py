"""find_company NAME [--uscc CODE] [--limit N] [--json]: which companies on record a name may mean."""

import json

from django.core.management.base import BaseCommand

from chains.identity import matches
from chains.matching import clean_uscc, uscc_fault


class Command(BaseCommand):
    help = "Show the companies on record that a name or a credit code may mean, with the reasons."
    requires_system_checks = []  # they load every page, which costs more than the work itself

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--uscc", default="", help="unified social credit code")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, name, uscc, limit, **options):
        found = [as_data(match) for match in matches(name, uscc=uscc, limit=limit)]
        fault = uscc_fault(clean_uscc(uscc)) if uscc else None
        if options["json"]:
            self.stdout.write(json.dumps({"matches": found, "uscc_fault": fault}, ensure_ascii=False))
            return
        if fault:
            self.stdout.write(f"The code is wrong ({fault}) and was left aside.")
        for row in found:
            self.stdout.write(f"{row['level']:7}{row['score']:4}  {row['name']}  {'; '.join(row['reasons'])}")
        if not found:
            self.stdout.write("Nothing like it is on record.")


def as_data(match):
    return {
        "id": match.company.pk,
        "name": match.company.name,
        "level": match.level,
        "score": match.score,
        "reasons": match.reasons,
    }
