"""Demo data: the same every time, fictional, and of use to look at."""

import csv
import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Notice, RoleGrant, User
from accounts.roles import Role
from chains.matching import core_key, is_uscc
from chains.models import Chain, Company, Contact, Source
from gaoxin_crm.demo import bulk, stories
from gaoxin_crm.demo.companies import FIRST, LAST, PICKED
from gaoxin_crm.demo.desks import share_of
from gaoxin_crm.demo.people import ACCOUNTS
from gaoxin_crm.demo.trades import TRADES
from leads.cadence import is_quiet
from leads.facts import facts_of
from leads.light import Light
from leads.models import (
    Agreement,
    FirstContact,
    FirstContactKey,
    FollowUp,
    Lead,
    Project,
    ProjectCounter,
    StageChange,
)
from leads.stages import OPEN, SIGNED_ON, LeadStatus, ProjectStage
from leads.stages.gates import gate
from tests.factories import LeadFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 11)
PASSWORD = "demo-password-1"


def seed(**options):
    output = StringIO()
    call_command("seed_demo", today=TODAY, json=True, stdout=output, verbosity=0, **options)
    return json.loads(output.getvalue())


def checksum():
    """Of all that was made, but for the hashes of passwords and the keys of people."""
    columns = {
        Company: [
            "id",
            "name",
            "name_key",
            "initials",
            "grams",
            "uscc",
            "city",
            "main_products",
            "created_at",
        ],
        Contact: ["id", "company_id", "name", "title", "phone"],
        Lead: [
            *("id", "company_id", "contact_id", "title", "intention", "chain_id", "segment__name", "status"),
            *("owner__username", "team__name", "visibility", "next_action_text", "next_action_on", "grade"),
            *("investment_wan", "land_mu", "received_on", "responded_at", "last_activity_at", "created_at"),
            *("grams", "created_by__username", "source", "action_type"),
        ],
        FollowUp: ["id", "lead_id", "at", "by__username", "method", "summary", "next_action_on"],
        Lead.collaborators.through: ["lead_id", "user__username"],
    }
    digest = hashlib.sha256()
    for model, names in columns.items():
        rows = model.objects.order_by("pk").values_list(*names)
        digest.update(repr(list(rows.filter(source=Source.CUSTOM) if model is Company else rows)).encode())
    return digest.hexdigest()


def forget():
    FirstContact.objects.update(rival=None)
    contacts = (Notice, FirstContactKey, FirstContact)
    of_projects = [
        relation.related_model for relation in Project._meta.related_objects if not relation.hidden
    ]
    for model in (
        *contacts,
        *of_projects,
        Project,
        ProjectCounter,
        Lead.collaborators.through,
        FollowUp,
        Lead,
        Contact,
    ):
        model.objects.all().delete()
    Company.objects.filter(source=Source.CUSTOM).delete()
    RoleGrant.objects.filter(user__username__startswith="officer-").delete()
    User.objects.filter(username__startswith="officer-").delete()


def test_same_seed_gives_the_same_rows_and_another_seed_others():
    found = []
    for number in (7, 7, 8):
        seed(leads=120, seed=number)
        found.append(checksum())
        forget()

    assert found[0] == found[1] != found[2]


def test_bulk_gives_the_rows_of_the_small_form(monkeypatch):
    """Building the indexes afterwards changes how rows are written, not which."""
    seed(leads=60)
    fed = checksum()
    forget()
    monkeypatch.setattr("gaoxin_crm.demo.seed.INDEXED_UP_TO", 10)
    seed(leads=60)

    assert checksum() == fed


def indexes():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # PostgreSQL says the condition of a partial index in other words once it has read its own.
            cursor.execute(
                "SELECT split_part(indexdef, ' WHERE ', 1), indexdef ~ ' WHERE ' FROM pg_indexes "
                "WHERE tablename ~ '^(leads|chains)_' UNION ALL SELECT "
                "conname || pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE contype = 'f' "
                "ORDER BY 1"
            )
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1")
        return cursor.fetchall()


def test_bulk_leaves_every_index_and_the_search_as_they_were(monkeypatch):
    before = indexes()
    monkeypatch.setattr("gaoxin_crm.demo.seed.INDEXED_UP_TO", 10)
    seed(leads=300)

    assert indexes() == before
    said = set(Lead.objects.filter(intention__contains=stories.RARE_WORD).values_list("pk", flat=True))
    assert said
    assert set(Lead.objects.filter(grams__has=stories.RARE_WORD).values_list("pk", flat=True)) == said
    later = LeadFactory(grams=f"{stories.RARE_WORD} 之后")
    assert Lead.objects.filter(grams__has=stories.RARE_WORD).count() == len(said) + 1
    assert later.pk > 300


@pytest.mark.parametrize(("leads", "companies"), [(1, 1), (7, 1), (103, 20)])
def test_as_many_rows_as_asked(leads, companies):
    found = seed(leads=leads)

    assert found["leads"] == leads == Lead.objects.count()
    assert found["follow_ups"] == 2 * leads == FollowUp.objects.count()
    assert Company.objects.filter(source=Source.CUSTOM).count() == companies
    assert found["companies"] == Company.objects.count()


def test_accounts_are_those_of_the_contract():
    seed(leads=0, password=PASSWORD)

    rights = {
        person.username: {(grant.role, grant.chain_code) for grant in person.grants.all()}
        for person in User.objects.prefetch_related("grants")
    }
    assert rights == {
        "staff": {(Role.STAFF, "SENSOR"), (Role.STAFF, "ROBOT")},
        "staff2": {(Role.STAFF, "SENSOR"), (Role.STAFF, "ROBOT")},
        "office": {(Role.CHAIN_OFFICE, "SENSOR")},
        "leader": {(Role.CHAIN_LEADER, "SENSOR"), (Role.CHAIN_LEADER, "ROBOT")},
        "leader2": {(Role.CHAIN_LEADER, "SUPERHARD")},
        "fund": {(Role.FUND_STAFF, "")},
        "land": {(Role.LAND_OFFICER, "")},
        "admin": {(Role.ZONE_ADMIN, "")},
        "auditor": {(Role.AUDITOR, "")},
        "sysadmin": {(Role.SYS_ADMIN, "")},
        "secadmin": {(Role.SEC_ADMIN, "")},
        "auditadmin": {(Role.AUDIT_ADMIN, "")},
    }
    assert all(authenticate(username=name, password=PASSWORD) for name in rights)
    assert not User.objects.filter(is_superuser=True).exists()
    assert Chain.objects.count() == 9
    assert Lead.objects.count() == 0


def test_without_demo_nobody_can_sign_in(settings):
    settings.DEMO = False
    seed(leads=30)

    assert User.objects.count() > len(ACCOUNTS)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_people_are_made_once_and_keep_what_was_changed():
    seed(leads=0, password=PASSWORD)
    User.objects.filter(username="staff").update(language="en")
    before = (User.objects.count(), RoleGrant.objects.count())
    seed(leads=0, password="another-word-2")

    assert (User.objects.count(), RoleGrant.objects.count()) == before
    assert User.objects.get(username="staff").language == "en"
    assert authenticate(username="staff", password="another-word-2")


def test_a_database_of_real_people_is_refused():
    UserFactory(username="wang.lan")

    with pytest.raises(CommandError, match="真实人员"):
        seed(leads=0)
    assert User.objects.count() == 1


def test_leads_are_never_added_to_leads():
    seed(leads=20)
    before = checksum()

    with pytest.raises(CommandError, match="已有线索"):
        seed(leads=30)
    assert seed()["leads"] == 20
    assert checksum() == before


@pytest.mark.parametrize("leads", [-1, 1_000_001])
def test_a_number_out_of_range_is_refused(leads):
    with pytest.raises(CommandError, match="1000000"):
        seed(leads=leads)
    assert not User.objects.exists()


def test_what_is_shown_first_is_of_use():
    seed()
    mine = Lead.objects.filter(owner__username="staff")

    lights = Counter(lead.light(TODAY) for lead in mine if lead.status in OPEN)
    assert 20 <= mine.count() <= 60
    assert all(lights[light] for light in (Light.OVERDUE, Light.DUE, Light.FRESH))
    assert mine.filter(status=LeadStatus.NEW).exists()
    assert set(Lead.objects.values_list("status", flat=True)) == set(LeadStatus)
    assert set(Lead.objects.values_list("chain_id", flat=True)) == set(TRADES)
    assert not Lead.objects.filter(segment=None).exists()
    assert Lead.collaborators.through.objects.exists()
    wants = list(mine.values_list("intention", flat=True))
    assert len(set(wants)) == len(wants)


def test_every_row_agrees_with_itself():
    seed(leads=200)

    for lead in Lead.objects.prefetch_related("follow_ups"):
        notes = sorted(lead.follow_ups.all(), key=lambda note: note.at)
        assert lead.received_on <= TODAY
        assert (lead.owner_id is None) == (lead.status == LeadStatus.POOL)
        assert (not notes) == (lead.status == LeadStatus.NEW) == (lead.responded_at is None)
        if notes:
            assert lead.created_at < notes[0].at == lead.responded_at
            assert lead.last_activity_at == notes[-1].at
            assert notes[-1].next_action_on == lead.next_action_on
    grants = set(RoleGrant.objects.values_list("user_id", "chain_code"))
    owners = set(Lead.objects.exclude(owner=None).values_list("owner_id", "chain_id"))
    assert all((owner, chain) in grants or (owner, "") in grants for owner, chain in owners)


@pytest.mark.parametrize("today", ["2025-06-11", "2025-02-10", "2025-05-05"])
def test_clocks_run_and_few_are_late(today):
    """On a plain Wednesday, on the Monday after a weekend that was worked, and in a holiday."""
    today = dt.date.fromisoformat(today)
    call_command("seed_demo", today=today, leads=400, verbosity=0, stdout=StringIO())

    new = Lead.objects.filter(status=LeadStatus.NEW)
    assert 1 <= new.filter(response_due_on__lt=today).count() <= 5 < new.count()
    assert not Lead.objects.filter(response_due_on=None).exists()
    assert all(lead.next_action_on == lead.response_due_on for lead in new)
    assessing = Lead.objects.filter(status=LeadStatus.ASSESSING)
    assert not assessing.filter(judgement_due_on__lt=today).exists()
    assert not assessing.filter(judged_at__isnull=False).exists()
    assert not Lead.objects.exclude(status__in=["NEW", "ASSESSING"]).filter(judged_at=None).exists()
    assert Lead.objects.filter(is_quiet(today)).count() < Lead.objects.count() / 20


def test_companies_are_nobodys():
    seed(leads=600)
    companies = Company.objects.filter(source=Source.CUSTOM)

    codes = [code for code in companies.values_list("uscc", flat=True) if code]
    assert len(codes) > 80
    assert all(is_uscc(code) and code[8:11] == "YTX" for code in codes)
    assert all(phone.startswith("1990000") for phone in Contact.objects.values_list("phone", flat=True))
    cores = [core_key(name) for name in companies.values_list("short_name", flat=True)]
    assert len(set(cores)) == len(cores)


def test_no_industry_belongs_to_two_chains():
    """Names are kept apart by brand and industry; one industry on two chains would make two companies one."""
    words = [word for trade in TRADES.values() for word in trade.industries]
    assert len(set(words)) == len(words) == 10 * len(TRADES)


@pytest.mark.shared_data
def test_no_brand_is_that_of_a_listed_company():
    listed = Path(settings.BASE_DIR).parent / "shared" / "data" / "listed" / "a_share_companies.csv"
    if not listed.exists():
        pytest.skip(f"{listed} is not there")
    with listed.open(encoding="utf-8") as file:
        real = {row["short_name"] for row in csv.DictReader(file)}
    brands = {first + last for first in FIRST for last in LAST} | set(PICKED)
    names = {brand + word for brand in brands for trade in TRADES.values() for word in trade.industries}

    assert names & real == set()
    assert {brand for brand in PICKED if any(brand in name for name in real)} == set()


@pytest.mark.parametrize(
    ("username", "most"), [("staff", 250), ("staff2", 180), ("office", 25), ("fund", 60)]
)
@pytest.mark.parametrize("leads", [240, 10_000, 1_000_000])
def test_a_demo_account_has_a_list_one_can_work_through(username, most, leads):
    on_chains = leads * {"fund": 100, "office": 22}.get(username, 38) / 100

    assert 0 < share_of(username, leads) * on_chains <= most


def test_the_rare_word_is_in_forty_leads_of_one_chain(monkeypatch):
    monkeypatch.setattr("gaoxin_crm.demo.leads.RARE_AT_MOST_EVERY", 1)
    seed(leads=600)

    found = Lead.objects.filter(intention__contains=stories.RARE_WORD)
    assert found.count() == 40
    assert set(found.values_list("chain_id", "visibility")) == {("SENSOR", "CHAIN")}


def test_keys_go_on_after_those_that_were_written():
    seed(leads=20)

    assert LeadFactory().pk == 21
    assert bulk.first_free_id(Lead) == 22


def test_every_demo_project_stands_where_its_rows_say():
    seed(leads=240)
    projects = list(Project.objects.order_by("pk"))
    facts = facts_of(projects, on=TODAY)
    changes = defaultdict(list)
    for change in StageChange.objects.order_by("project", "at", "pk"):
        changes[change.project_id].append(change)

    assert {project.stage for project in projects} >= {"NEGOTIATING", "REVIEWED", "TO_SIGN", "SIGNED"}
    for project in projects:
        log = changes[project.pk]
        assert [change.stage for change in log] == list(ProjectStage)[: len(log)]
        assert (log[-1].stage, log[-1].on) == (project.stage, project.stage_on)
        assert (project.signed_on is not None) == (project.stage in SIGNED_ON)
        if project.stage == ProjectStage.REVIEWED:
            assert gate(ProjectStage.REVIEWED, facts[project.pk]).is_open
    amounts = Agreement.objects.filter(kind="FORMAL", signed_on__isnull=False)
    assert {each.project_id for each in amounts} == {each.pk for each in projects if each.signed_on}
