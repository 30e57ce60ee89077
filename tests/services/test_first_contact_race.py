"""Twenty people register one company under two names at once: one is protected, nineteen are told by whom.

Through the page, as threads with a connection each, on the database as an installation uses it: SQLite in a
file (WAL, IMMEDIATE), or PostgreSQL.
"""

import datetime as dt
import sqlite3
import threading
from collections import Counter
from itertools import cycle

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from chains.actions import register_company
from chains.matching import USCC_ALPHABET, is_uscc
from leads.models import Lead
from leads.models.first_contact import PROTECT_DAYS
from leads.stages import LeadStatus
from tests.factories import ChainFactory, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
THREADS, ROUNDS = 20, 200
PATIENCE = 60  # seconds that one waits for the others; longer is stuck
HTMX = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

PAIRS = (  # {} is the brand, another one each round
    ("{}传感", "郑州{}传感科技有限公司"),
    ("{}光电有限公司", "{}光电（郑州）有限公司"),
    ("{}装备(集团)有限公司", "{}装备集团股份有限公司"),
    ("东瀾{}電子有限公司", "东澜{}电子股份有限公司"),
    ("{}", "深圳市{}技术有限公司"),
)
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def brand(number):
    first, second = divmod(number, len(SIGNS))
    return SIGNS[first] + SIGNS[second]


def code(number):
    begin = f"91410100MA{number:07d}"
    return next(begin + sign for sign in USCC_ALPHABET if is_uscc(begin + sign))


def rounds(people, chain):
    """For each round the leads of all people, half of them under either name; the second one has a code."""
    at = timezone.now()
    for number, (name, other) in zip(range(ROUNDS), cycle(PAIRS), strict=False):
        companies = [
            register_company(by=people[0], at=at, name=name.format(brand(number))),
            register_company(by=people[0], at=at, name=other.format(brand(number)), uscc=code(number)),
        ]
        shared = {"chain": chain, "status": LeadStatus.FOLLOWING, "next_action_text": "回访"}
        yield Lead.objects.bulk_create(
            Lead(company=company, owner=owner, team=owner.team, created_by=owner, **shared)
            for owner, company in zip(people, cycle(companies), strict=False)
        )


def as_installed(folder):
    """The name of the database for the threads: the test's own, for SQLite a copy of it in a file."""
    if connection.vendor != "sqlite":
        return connection.settings_dict["NAME"]
    file = str(folder / "race.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [file])
    return file


class Runner(threading.Thread):
    """One person: in each round, together with all the others, sends the form for the own lead."""

    database = ""

    def __init__(self, user, leads, gate):
        super().__init__()
        self.leads, self.gate = leads, gate
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(user, backend=BACKEND)
        self.answers = []

    def run(self):
        own = connections["default"]
        own.settings_dict = own.settings_dict | {"NAME": self.database}
        form = {"contacted_on": timezone.localdate().isoformat(), "evidence": "会议纪要"}
        try:
            for lead in self.leads:
                self.gate.wait(PATIENCE)
                response = self.browser.post(f"/leads/{lead.pk}/first-contact/", form, headers=HTMX)
                self.answers.append((response.status_code, response.content.decode()))
        finally:
            own.close()


def rows(database, sql):
    if connection.vendor == "sqlite":
        with sqlite3.connect(database) as file:
            return file.execute(sql).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def race(people, leads, folder):
    """All rounds: [(status, page) of everybody] per round, and the name of the database they ran on."""
    gate = threading.Barrier(len(people))
    runners = [Runner(user, own, gate) for user, own in zip(people, leads, strict=True)]
    database = as_installed(folder)
    for runner in runners:
        runner.database = database
        runner.start()
    for runner in runners:
        runner.join()
    return list(zip(*(runner.answers for runner in runners), strict=True)), database


def test_of_twenty_at_once_one_is_protected(tmp_path, monkeypatch):
    # Every render is told to the clients of all threads, which would copy its context twenty times.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    chain = ChainFactory()
    people = [person(Role.STAFF, chains=[chain.code]) for _ in range(THREADS)]
    by_round = list(rounds(people, chain))
    answers, database = race(people, list(zip(*by_round, strict=True)), tmp_path)

    assert Counter(status for given in answers for status, _page in given) == {
        200: ROUNDS,  # with a header that leads to the page of the lead
        409: ROUNDS * (THREADS - 1),
    }
    winners = dict(rows(database, "SELECT lead_id, status FROM leads_firstcontact ORDER BY lead_id"))
    won = [[lead for lead in leads if lead.pk in winners] for leads in by_round]
    assert [len(leads) for leads in won] == [1] * ROUNDS
    assert set(winners.values()) == {"VALID"}
    assert rows(database, "SELECT COUNT(*) FROM core_event WHERE verb = 'register_contact'") == [(ROUNDS,)]

    until = timezone.localdate() + dt.timedelta(days=PROTECT_DAYS)
    for given, leads, (winner,) in zip(answers, by_round, won, strict=True):
        for (status, page), lead in zip(given, leads, strict=True):
            if status == 409:
                assert f"已登记：{winner.team}，保护至 {until:%m-%d}" in page
                assert f'href="/leads/{lead.pk}/appeal/"' in page
                assert str(winner.owner) not in page
