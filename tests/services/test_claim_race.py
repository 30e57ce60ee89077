"""Several people claim the same leads at once, each in a process: every lead ends with one owner."""

import json
import time

import pytest

from accounts.roles import Role
from leads.stages import LeadStatus
from tests.factories import ChainFactory, LeadFactory, person
from tests.installation import PATIENCE, Installation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LEADS, PEOPLE, START_AFTER = 30, 4, 8

CLAIM = """
import datetime, json, time
from django.utils import timezone
from accounts.models import User
from leads.actions import LeadChanged, take_step
from leads.models import Lead
from leads.stages import STEPS
claim = next(step for step in STEPS if step.verb == "claim")
by = User.objects.get(pk={by})
leads = list(Lead.objects.filter(status="POOL").order_by("pk"))
time.sleep(max(0, {start} - time.time()))
won, lost = [], []
for lead in leads:
    try:
        take_step(lead=lead, step=claim, by=by, at=timezone.now(),
                  next_action_text="x", next_action_on=datetime.date(2030, 1, 2))
        won.append(lead.pk)
    except LeadChanged:
        lost.append(lead.pk)
print(json.dumps([won, lost]))
"""


def test_of_all_who_claim_a_lead_at_once_one_has_it(tmp_path):
    sensor, creator = ChainFactory(), person(Role.STAFF)
    pooled = {"status": LeadStatus.POOL, "owner": None, "team": None, "created_by": creator, "chain": sensor}
    leads = {lead.pk for lead in LeadFactory.create_batch(LEADS, **pooled)}
    people = [person(Role.STAFF, chains=[sensor.code]) for _ in range(PEOPLE)]
    installation = Installation(tmp_path, 25)

    start = time.time() + START_AFTER  # when even a busy machine has all of them ready
    claims = [
        installation.start("shell", "--no-imports", "-c", CLAIM.format(by=by.pk, start=start))
        for by in people
    ]
    answers = [claim.communicate(timeout=PATIENCE) for claim in claims]
    assert [claim.returncode for claim in claims] == [0] * PEOPLE, answers
    outcomes = [json.loads(output) for output, _errors in answers]

    assert all(set(won) | set(lost) == leads for won, lost in outcomes)
    winners = sorted((lead, by.pk) for by, (won, _lost) in zip(people, outcomes, strict=True) for lead in won)
    assert [lead for lead, _by in winners] == sorted(leads)
    owners = installation.rows("SELECT id, owner_id FROM leads_lead ORDER BY id")
    assert owners == winners
    events = installation.rows("SELECT COUNT(*) FROM core_event WHERE verb = 'step_lead'")
    assert events == [(LEADS,)]
