"""Every address, method and role has an expected answer in tests/access_matrix.csv, and gives it.

A row: the URL's name, the method, the rows its arguments point to (see tests/access_world.py), and one
answer per role: a status, or `login` for being sent to the sign-in page. A POST carries one field that no
form knows, so 422 means "let in, and told what is missing". What is invisible answers 404, what is visible
but not allowed 403.
"""

import csv
import logging
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from tests.access_world import ACTORS, World

MATRIX = Path(__file__).parent.parent / "access_matrix.csv"
METHODS = ("GET", "POST")
COLUMNS = ["url", "method", "object", *ACTORS]
LEADS = {"lead.own", "lead.chain", "lead.other", "lead.secret", "lead.team", "lead.zone"}


def addresses(resolver=None, namespace=""):
    """The names of all URL patterns; a pattern without a name is reported by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield namespace + (pattern.name or f"unnamed {pattern.pattern}")


def read_matrix():
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_matrix()


def label(row):
    return f"{row['method']} {row['url']} {row['object']}".strip()


def answers(row):
    return {row[actor] for actor in ACTORS}


@pytest.fixture
def world(db):
    """Each cell is tried inside a savepoint that is rolled back. Refusals are not logged here."""
    logging.disable(logging.WARNING)
    yield World()
    logging.disable(logging.NOTSET)


def answer(world, row, actor):
    arguments = [world.argument(word, actor) for word in row["object"].split()]
    url = reverse(row["url"], args=arguments)
    with transaction.atomic():
        browser = world.browser(actor)
        response = browser.get(url) if row["method"] == "GET" else browser.post(url, {"probe": "1"})
        if response.streaming:
            b"".join(response.streaming_content)  # read to its end, a download closes its file
        transaction.set_rollback(True)
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login")):
        return "login"
    return str(response.status_code)


def test_every_address_has_a_row_for_each_method():
    known = {(row["url"], row["method"]) for row in ROWS}
    wanted = {(url, method) for url in addresses() for method in METHODS}
    blanks = ",".join(["?"] * len(ACTORS))
    missing = [f"{url},{method},<object>,{blanks}" for url, method in sorted(wanted - known)]
    assert not missing, (
        "Decide who may do what here, and add to tests/access_matrix.csv "
        f"(columns: {','.join(COLUMNS)}):\n" + "\n".join(missing)
    )
    assert not known - wanted, f"Rows for addresses that are gone: {sorted(known - wanted)}"


def test_every_row_is_there_once_and_complete():
    assert [list(row) for row in ROWS if list(row) != COLUMNS or None in row.values()] == []
    labels = [label(row) for row in ROWS]
    assert len(labels) == len(set(labels))


def test_an_address_of_leads_is_tried_on_every_ownership():
    """But where the method is refused to everybody, one row says so."""
    tried = {}
    for row in ROWS:
        for word in row["object"].split():
            if word.startswith("lead.") and answers(row) != {"login", "405"}:
                tried.setdefault((row["url"], row["method"]), set()).add(word)
    assert {address: LEADS - words for address, words in tried.items() if words != LEADS} == {}


@pytest.mark.parametrize("url", sorted({row["url"] for row in ROWS}))
def test_cells(world, url):
    rows = [row for row in ROWS if row["url"] == url]
    given = {label(row): {actor: answer(world, row, actor) for actor in ACTORS} for row in rows}
    expected = {label(row): {actor: row[actor] for actor in ACTORS} for row in rows}
    assert given == expected
