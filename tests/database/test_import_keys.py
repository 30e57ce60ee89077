"""The real mess: two sheets of 2,000 rows against their answer keys."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.roles import Role
from chains.models import Alias, Company
from leads.actions.imports import import_file
from leads.intake.report import report
from leads.models import FollowUp, Lead
from tests.factories import NOON, person

MESSY = Path(settings.BASE_DIR).parent / "shared" / "data" / "messy"
NAMES = ("messy_leads.xlsx", "messy_leads_gb18030.csv")

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not MESSY.is_dir(), reason="the real input sheets are not beside the project"),
]


@pytest.fixture
def clerk(db):
    call_command("seed_zone", verbosity=0)
    return person(Role.ZONE_ADMIN)


def brought_in(name, clerk):
    sheet, plan, _batch = import_file(path=MESSY / name, by=clerk, at=NOON)
    return report(name, sheet, plan), json.loads((MESSY / f"{name}.key.json").read_text(encoding="utf-8"))


def counts():
    return Lead.objects.count(), Company.objects.count(), FollowUp.objects.count()


@pytest.mark.parametrize("name", NAMES)
def test_sheet_against_its_key(name, clerk):
    found, key = brought_in(name, clerk)

    check_rows(found, key)
    check_values(found, key)
    check_duplicates(found, key)
    assert Lead.objects.count() == found["leads_created"]


def check_rows(found, key):
    assert found["sheets"][0]["header_row"] == key["header_row"]
    assert found["sheets"][0]["unmapped"] == ["序号"]
    assert {item["row"]: item["reasons"] for item in found["invalid"]} == {
        item["row"]: item["reasons"] for item in key["invalid"]
    }
    for name in ("data_rows", "valid_rows", "invalid_rows", "invalid_by_reason"):
        assert found[name] == key[name]


def check_values(found, key):
    said = {"uscc": "uscc", "date": "date", "phones": "phones", "chain": "chain"}
    said |= {"investment_wan": "invest_wan", "land_mu": "land_mu"}
    got = {str(row["row"]): {name: row[name] for name in said} for row in found["values"]}
    wanted = {
        row: {name: values[theirs] for name, theirs in said.items()}
        for row, values in key["expected_values"].items()
    }
    assert got == wanted


def check_duplicates(found, key):
    mine = {item["row"]: item for item in found["duplicates"]}
    by_level = Counter(item["level"] for item in key["duplicates"])
    hits = Counter(item["level"] for item in key["duplicates"] if item["row"] in mine)
    precision = sum(row in {item["row"] for item in key["duplicates"]} for row in mine) / len(mine)
    print(f"{key['file']}: found {dict(hits)} of {dict(by_level)}, precision {precision:.3f}")
    for item in key["duplicates"]:
        if item["level"] == "certain":
            assert mine[item["row"]]["level"] == "certain"
            assert mine[item["row"]]["of_row"] == item["dup_of_row"]
    assert hits["likely"] == by_level["likely"]
    assert precision > 0.98
    joined = {item["row"]: item["of_row"] for item in mine.values() if item["level"] != "review"}
    for pair in key["must_not_merge"]:
        one, other = (joined.get(row, row) for row in pair["rows"])
        assert one != other, pair["names"]


def test_second_sheet_adds_no_company_that_a_certain_or_likely_link_joins(clerk):
    brought_in(NAMES[0], clerk)
    known = list(Company.objects.values_list("pk", "core_key", "uscc"))
    cores = {core for _pk, core, _uscc in known} | set(Alias.objects.values_list("core_key", flat=True))
    codes = {uscc for _pk, _core, uscc in known if uscc}
    brought_in(NAMES[1], clerk)

    added = Company.objects.exclude(pk__in=[pk for pk, _core, _uscc in known])
    print(f"{len(added)} companies added, all by a short name without a code that is known: {list(added)}")
    assert not {company.core_key for company in added} & cores
    assert not {company.uscc for company in added if company.uscc} & codes
    assert 0 < len(added) < 15


@pytest.mark.parametrize("name", NAMES)
def test_the_same_sheet_twice_changes_nothing(name, clerk):
    brought_in(name, clerk)
    before = counts()
    again, _key = brought_in(name, clerk)

    assert counts() == before
    assert (again["leads_created"], again["companies_created"], again["follow_ups_added"]) == (0, 0, 0)
    assert again["already_imported"] > 1800


def test_dry_run_gives_the_same_report_and_writes_nothing(clerk):
    sheet, plan, batch = import_file(path=MESSY / NAMES[0], by=clerk, at=NOON, is_dry_run=True)
    dry = report(NAMES[0], sheet, plan)

    assert batch is None
    assert counts()[0] == counts()[2] == 0
    wet, _key = brought_in(NAMES[0], clerk)
    assert wet == dry
