"""How surely names are told apart: labelled pairs from the real lists, and fictional ones like them."""

import csv
import re
from pathlib import Path

import pytest

from chains.identity import matches
from chains.matching import company_keys, core_key, name_key
from chains.models import Alias, Company
from tests.factories import NOON
from tests.measuring import ask, false_sames, halves, rates, register, show, table
from tests.name_lists import Lists
from tests.name_pairs import pairs

FICTIONAL = Path(__file__).parent.parent / "name_pairs.csv"


def fictional():
    """The committed pairs; signs that nobody sees are written as \\u200b."""
    with FICTIONAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        row | {"asked": re.sub(r"\\u(....)", lambda found: chr(int(found[1], 16)), row["asked"])}
        for row in rows
    ]


@pytest.fixture(scope="module")
def real_pairs():
    lists = Lists()
    return lists, pairs(lists)


@pytest.mark.shared_data
@pytest.mark.django_db
def test_real_names_are_told_apart(real_pairs):
    lists, labelled = real_pairs
    register(lists.names, labelled)
    answers = [ask(pair) for pair in labelled]
    print("\n" + table(answers))
    show(answers)
    for half in halves(answers):
        share, labelled = rates(half)
        precision, recall = share["same"]
        assert (precision, recall, false_sames(half)) == (1, 1, [])
        assert share["likely"][1] >= 0.95
        assert min(labelled.values()) >= 100
    assert len(answers) >= 2000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", fictional(), ids=lambda row: f"{row['kind']}: {row['asked']} | {row['known']}"
)
def test_fictional_names_are_told_apart(row):
    known = put_on_record(row["known"], row["known_code"])
    if row["alias"]:
        Alias.objects.create(company=known, name=row["alias"], kind=row["alias_kind"], **keys(row["alias"]))
    if row["parent"]:
        known.group = put_on_record(row["parent"], "")
        known.save(update_fields=["group"])

    found = [match for match in matches(row["asked"], uscc=row["asked_code"]) if match.company == known]

    assert [match.level for match in found] == ([row["level"]] if row["level"] != "none" else [])
    assert all(match.reasons for match in found)


def put_on_record(name, code):
    stamps = {"created_at": NOON, "updated_at": NOON}
    return Company.objects.create(name=name, uscc=code or None, **company_keys(name), **stamps)


def keys(name):
    return {"name_key": name_key(name), "core_key": core_key(name)}
