"""Several people change the same leads at once, each in a process: every lead is changed by one of them."""

import json
import time
import uuid

import pytest

from accounts.roles import Role
from tests.factories import ChainFactory, LeadFactory, person
from tests.installation import PATIENCE, Installation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LEADS, PEOPLE, START_AFTER = 30, 4, 8

CHANGE = """
import json, time, uuid
from django.utils import timezone
from accounts.models import User
from leads.actions import change_in_bulk
from leads.models import Lead
by = User.objects.get(pk={by})
leads = list(Lead.objects.select_related("company").order_by("pk"))
time.sleep(max(0, {start} - time.time()))
outcome = change_in_bulk(verb="grade", leads=leads, seen={{lead.pk: 1 for lead in leads}}, by=by,
                         at=timezone.now(), label="A", form_token=uuid.UUID("{token}"),
                         values={{"grade": "A", "grade_reason": str(by.pk)}})
print(json.dumps([[lead.pk for lead in outcome.done], [lead.pk for lead in outcome.late]]))
"""


def change_at_once(tmp_path, people, tokens):
    """(what each answers: [done, late]; the installation, to look at what is left)."""
    installation = Installation(tmp_path, 25)
    start = time.time() + START_AFTER  # when even a busy machine has all of them ready
    scripts = [
        CHANGE.format(by=by.pk, start=start, token=token) for by, token in zip(people, tokens, strict=True)
    ]
    runs = [installation.start("shell", "--no-imports", "-c", script) for script in scripts]
    answers = [run.communicate(timeout=PATIENCE) for run in runs]
    assert [run.returncode for run in runs] == [0] * len(people), answers
    return [json.loads(output) for output, _errors in answers], installation


@pytest.fixture
def leads(transactional_db):
    chain, owner = ChainFactory(), person(Role.STAFF)
    return [lead.pk for lead in LeadFactory.create_batch(LEADS, chain=chain, owner=owner)]


def test_of_all_who_change_a_lead_at_once_one_does(tmp_path, leads):
    people = [person(Role.CHAIN_OFFICE, chains=["SENSOR"]) for _ in range(PEOPLE)]
    answers, installation = change_at_once(tmp_path, people, [uuid.uuid4() for _ in people])

    assert all(sorted(done + late) == leads for done, late in answers)
    winners = sorted(
        (lead, str(by.pk)) for by, (done, _late) in zip(people, answers, strict=True) for lead in done
    )
    assert [lead for lead, _by in winners] == leads
    reasons = installation.rows("SELECT id, grade_reason FROM leads_lead WHERE version = 2 ORDER BY id")
    assert reasons == winners
    assert installation.rows("SELECT COUNT(*) FROM core_event WHERE verb = 'edit_lead'") == [(LEADS,)]
    assert installation.rows("SELECT COUNT(*) FROM leads_bulkchangerow") == [(LEADS,)]


def test_the_same_form_sent_at_once_is_one_change(tmp_path, leads):
    one, token = person(Role.CHAIN_OFFICE, chains=["SENSOR"]), uuid.uuid4()
    answers, installation = change_at_once(tmp_path, [one] * PEOPLE, [token] * PEOPLE)

    assert answers == [[leads, []]] * PEOPLE
    assert installation.rows("SELECT COUNT(*) FROM leads_bulkchange") == [(1,)]
    assert installation.rows("SELECT COUNT(*) FROM core_event WHERE verb = 'edit_lead'") == [(LEADS,)]
