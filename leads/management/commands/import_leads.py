"""import_leads FILE --by USERNAME: bring in a lead sheet; with --dry-run only say what it would do."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from leads.actions.imports import import_file
from leads.intake.errors import write_error_file
from leads.intake.gate import Refusal
from leads.intake.preview import import_row
from leads.intake.report import report
from leads.models import ImportBatch


class Command(BaseCommand):
    help = "Import a lead sheet (xlsx, xls, csv in UTF-8, UTF-16 or GB18030)."
    requires_system_checks = []  # they load every page, which costs more than the work itself

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, give the same report")
        parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="file for the rows with reasons")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, file, by, **options):
        try:
            person = importer(by)
            if not file.is_file():
                raise Refusal(f"No such file: {file}")
            sheet, plan, _batch = import_file(
                path=file, by=person, at=timezone.now(), is_dry_run=options["dry_run"]
            )
        except Refusal as refusal:
            return self.refuse(str(refusal), options["json"])
        if options["errors"]:
            write_errors(options["errors"], sheet, plan)
        data = report(file.name, sheet, plan)
        self.stdout.write(json.dumps(data, ensure_ascii=False) if options["json"] else summary(data))

    def refuse(self, sentence, is_json):
        if not is_json:
            raise CommandError(sentence)
        self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        sys.exit(1)


def importer(username):
    person = User.objects.filter(username=username, is_active=True).order_by("pk").first()
    if person is None:
        raise Refusal(f"No active person has the username {username}.")
    if not person.access.can("import_leads"):
        raise Refusal(f"{username} has no role that may import leads.")
    return person


def write_errors(target, sheet, plan):
    heads = {table.sheet: [column.head for column in table.columns] for table in sheet.tables}
    unsaved = ImportBatch()
    rows = (import_row(unsaved, plan, record, None) for record in plan.invalid)
    write_error_file(str(target), rows, heads)


def summary(data):
    reasons = ", ".join(f"{reason} {count}" for reason, count in data["invalid_by_reason"].items())
    return (
        f"{data['file']}: {data['data_rows']} rows, {data['invalid_rows']} wrong ({reasons or 'none'}); "
        f"{data['leads_created']} leads, {data['companies_created']} new companies, "
        f"{data['companies_matched']} known ones, {data['follow_ups_added']} rows joined a lead, "
        f"{data['already_imported']} imported before, {len(data['duplicates'])} duplicates."
    )
