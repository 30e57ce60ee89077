import json

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_crm.zone import seed_zone, totals


class Command(BaseCommand):
    help = (
        "Write the zone's nine chains with segments and members, the working-day calendar 2024-2026 and the "
        "pool rules. Adds what is missing and never changes a row that exists."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object: totals and rows added"
        )

    def handle(self, **options):
        added = seed_zone(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({**totals(), "added": added}))
            return
        line = _(
            "产业链 %(chains)s 条，环节 %(segments)s 个，链上成员 %(members)s 个，"
            "日历 %(calendar_days)s 天，公海规则 %(rule_settings)s 条。"
        )
        self.stdout.write(line % totals())
