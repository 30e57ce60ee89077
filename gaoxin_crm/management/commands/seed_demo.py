import datetime as dt
import json
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chains.models import Company
from gaoxin_crm.demo.endings import seed_endings
from gaoxin_crm.demo.first_contacts import seed_first_contacts
from gaoxin_crm.demo.leads import Clock
from gaoxin_crm.demo.people import seed_accounts, strangers
from gaoxin_crm.demo.projects import seed_projects
from gaoxin_crm.demo.seed import seed_dealings
from gaoxin_crm.zone import seed_zone
from leads.models import FollowUp, Lead

FEW_LEADS, FEW_COMPANIES = 240, 150
LEADS_PER_COMPANY = 5
MOST_LEADS = 1_000_000


class Command(BaseCommand):
    help = (
        "Write the demo people and fictional companies, leads and follow-ups into a database without real "
        "people and without leads. N leads come with N/5 companies and 2N follow-ups; no --leads: a small "
        "set to look at; --leads 0 writes the people alone. With DEMO=1 the demo accounts can sign in with "
        "DEMO_PASSWORD, otherwise nobody can. The same seed and day give the same rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--leads", type=int, metavar="N", help="how many leads, 0 to 1000000")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument(
            "--today", type=dt.date.fromisoformat, metavar="DATE", help="the day the data is made for"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object: how many rows stand")
        parser.add_argument(
            "--password",
            default=settings.DEMO_PASSWORD if settings.DEMO else None,
            help="what the demo accounts sign in with; without it, and without DEMO=1, nobody can",
        )

    def handle(self, *, leads, seed, today, password, verbosity, **options):
        wanted = leads_wanted(leads)
        now = timezone.now()
        seed_zone(at=now)
        seed_accounts(password=password)
        if wanted:
            clock = Clock(today or timezone.localdate(now), timezone.get_default_timezone())
            seed_dealings(
                leads=wanted,
                companies=FEW_COMPANIES if leads is None else max(1, wanted // LEADS_PER_COMPANY),
                seed=seed,
                clock=clock,
                progress=self.progress(wanted) if verbosity else lambda made: None,
            )
            seed_first_contacts(clock=clock)
            seed_endings()
            seed_projects(clock=clock)
        self.report(totals(), can_sign_in=bool(password), as_json=options["json"])

    def progress(self, wanted):
        def tell(made):
            if sys.stderr.isatty() or made == wanted:
                self.stderr.write(f"\r{made:,} / {wanted:,}", ending="\n" if made == wanted else "")

        return tell

    def report(self, found, *, can_sign_in, as_json):
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        self.stdout.write(
            _("人员 %(people)s 位，企业 %(companies)s 家，线索 %(leads)s 条，跟进 %(follow_ups)s 条。")
            % found
        )
        if not can_sign_in:
            self.stdout.write(_("DEMO 不为 1，演示账号不能登录。"))


def leads_wanted(asked):
    """How many leads to write. CommandError where the demonstration could meet real data.

    Without a number, leads that are there already are enough: a first run that was cut off can be repeated.
    """
    if asked is not None and not 0 <= asked <= MOST_LEADS:
        raise CommandError(_("--leads 应在 0 到 1000000 之间。"))
    if strangers().exists():
        raise CommandError(_("库中已有真实人员，演示数据不写入。请换一个空库。"))
    has_leads = Lead.objects.exists()
    if asked and has_leads:
        raise CommandError(_("库中已有线索，演示数据只写入没有线索的库。什么都没有改。"))
    if asked is None:
        return 0 if has_leads else FEW_LEADS
    return asked


def totals():
    return {
        "people": User.objects.count(),
        "companies": Company.objects.count(),
        "leads": Lead.objects.count(),
        "follow_ups": FollowUp.objects.count(),
    }
