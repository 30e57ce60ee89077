"""Leaders who answer one stage request at once: each project moves by exactly one stage, in each round.

Through the page, as threads with a connection each, on the database as an installation uses it: SQLite in a
file (WAL, IMMEDIATE), or PostgreSQL.
"""

import threading
from collections import Counter

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from leads.actions import ask_for_stage
from leads.stages import ProjectStage
from tests.factories import ChainFactory, ProjectFactory, person
from tests.gate_facts import open_gate
from tests.services.test_first_contact_race import BACKEND, PATIENCE, as_installed, rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LEADERS, ROUNDS = 6, 20


class Leader(threading.Thread):
    """One leader: in each round, together with all the others, approves."""

    def __init__(self, user, requests, gate):
        super().__init__()
        self.requests, self.gate, self.database = requests, gate, ""
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(user, backend=BACKEND)
        self.answers = []

    def run(self):
        own = connections["default"]
        own.settings_dict = own.settings_dict | {"NAME": self.database}
        try:
            for request in self.requests:
                self.gate.wait(PATIENCE)
                form = {"asked": request.pk, "verdict": "approve"}
                address = f"/projects/{request.project_id}/advance/answer/"
                self.answers.append(self.browser.post(address, form).status_code)
        finally:
            own.close()


def test_of_six_who_approve_at_once_one_moves_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    chain, at = ChainFactory(), timezone.now()
    leaders = [person(Role.VICE_LEADER, chains=[chain.code]) for _ in range(LEADERS)]
    requests = []
    for _round in range(ROUNDS):
        project = ProjectFactory(chain=chain)
        open_gate(project, ProjectStage.REVIEWED, on=timezone.localdate(at))
        requests.append(ask_for_stage(project=project, by=project.owner, at=at))
    gate = threading.Barrier(LEADERS)
    runners = [Leader(user, requests, gate) for user in leaders]
    database = as_installed(tmp_path)
    for runner in runners:
        runner.database = database
        runner.start()
    for runner in runners:
        runner.join()

    given = Counter(status for runner in runners for status in runner.answers)
    assert given == {302: ROUNDS, 409: ROUNDS * (LEADERS - 1)}
    moved = "SELECT project_id, stage FROM leads_stagechange ORDER BY project_id"
    expected = [(request.project_id, "REVIEWED") for request in requests]
    assert rows(database, moved) == sorted(expected)
    assert rows(database, "SELECT COUNT(*) FROM leads_project WHERE stage = 'REVIEWED'") == [(ROUNDS,)]
    assert rows(database, "SELECT COUNT(*) FROM leads_progressevent") == [(ROUNDS,)]
