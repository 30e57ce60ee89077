"""Fifty people claim the same 200 leads at once, over HTTP: each lead ends with one owner, no error."""

import http.client
import random
import subprocess
import threading
import urllib.request
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from gaoxin_crm.management.commands.up import web_command
from leads.models import Grade, PoolRule
from leads.stages import LeadStatus
from tests.access_world import BACKEND
from tests.factories import ChainFactory, LeadFactory, person
from tests.installation import Installation, wait_for
from tests.services.test_supervisor import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LEADS, PEOPLE = 200, 50
TOKEN = "c" * 32


@contextmanager
def served(folder, port):
    """The application behind gunicorn, as `manage.py up` starts it."""
    installation = Installation(folder, 25)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECRET_KEY": settings.SECRET_KEY}
    with (folder / "web.log").open("w") as log:
        server = subprocess.Popen(
            web_command("127.0.0.1", port),
            cwd=settings.BASE_DIR,
            env=installation.environment | environment,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(lambda: answers(port))
        yield installation
    finally:
        server.terminate()
        server.wait(30)


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


class Officer(threading.Thread):
    """Clicks on every lead, in an order of his own; `outcomes` are (lead, status, what the page said)."""

    def __init__(self, user, leads, port, start):
        super().__init__(name=user.username)
        self.user, self.start_together, self.outcomes = user, start, []
        self.leads = random.sample(leads, len(leads))
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        client = Client()
        client.force_login(user, backend=BACKEND)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
        }

    def run(self):
        self.start_together.wait()
        for lead in self.leads:
            self.connection.request("POST", f"/leads/{lead}/claim/", headers=self.headers)
            answer = self.connection.getresponse()
            self.outcomes.append((lead, answer.status, answer.read().decode()))
        self.connection.close()


def pool_of(count, **fields):
    creator = person(Role.STAFF)
    pooled = {"status": LeadStatus.POOL, "owner": None, "team": None, "created_by": creator} | fields
    return [lead.pk for lead in LeadFactory.create_batch(count, **pooled)]


def race(folder, users, leads):
    """All go for all of `leads` at once: (the officers, {lead: owner}, how many claims are on record)."""
    port, start = free_port(), threading.Barrier(len(users))
    officers = [Officer(user, leads, port, start) for user in users]
    with served(folder, port) as installation:
        for officer in officers:
            officer.start()
        for officer in officers:
            officer.join()
        owners = dict(installation.rows("SELECT id, owner_id FROM leads_lead WHERE status <> 'POOL'"))
        ((claims,),) = installation.rows("SELECT COUNT(*) FROM core_event WHERE verb = 'step_lead'")
    return officers, owners, claims


def test_one_person_at_eight_screens_claims_no_more_than_the_rule_allows(tmp_path):
    sensor = ChainFactory()
    PoolRule.objects.create(grade=Grade.A, idle_days=15, capacity=5, basis="x")
    leads = pool_of(30, chain=sensor, grade=Grade.A)
    officer = person(Role.STAFF, chains=[sensor.code])
    screens, owners, claims = race(tmp_path, [officer] * 8, leads)
    assert (list(owners.values()), claims) == ([officer.pk] * 5, 5)
    statuses = [status for screen in screens for _lead, status, _page in screen.outcomes]
    assert len(statuses) == 8 * 30
    assert statuses.count(200) == 5
    assert set(statuses) <= {200, 403, 409}


def test_of_fifty_who_claim_two_hundred_leads_each_lead_has_one_winner(tmp_path):
    sensor = ChainFactory()
    leads = pool_of(LEADS, chain=sensor)
    people = {user.pk: user for user in (person(Role.STAFF, chains=[sensor.code]) for _ in range(PEOPLE))}
    officers, owners, claims = race(tmp_path, list(people.values()), leads)

    assert {(len(officer.outcomes), officer.name) for officer in officers} == {
        (LEADS, user.username) for user in people.values()
    }
    answers_of = [(officer.user, *outcome) for officer in officers for outcome in officer.outcomes]
    assert {status for _user, _lead, status, _page in answers_of} == {200, 409}
    winners = sorted((lead, user.pk) for user, lead, status, _page in answers_of if status == 200)
    assert winners == sorted(owners.items())
    assert [lead for lead, _user in winners] == sorted(leads)
    assert claims == LEADS
    wrong = [
        (user, lead)
        for user, lead, status, page in answers_of
        if status == 409 and f"已由 {people[owners[lead]].team} 认领" not in page
    ]
    assert wrong == []
