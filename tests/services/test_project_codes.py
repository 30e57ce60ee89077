"""Many leads become projects at the same moment: codes without gap or double, one project per lead."""

import json

import pytest

from accounts.roles import Role
from chains.models import Company
from tests.factories import ChainFactory, CompanyFactory, LeadFactory, SegmentFactory, person
from tests.installation import PATIENCE, Installation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LEADS, THREADS = 24, 6

CONVERT = """
import datetime, json, threading
from django.db import connections, transaction
from accounts.models import User
from leads.actions import convert
from leads.models import Lead
from leads.stages import STEPS
AT = datetime.datetime(2025, 6, 11, 4, tzinfo=datetime.timezone.utc)
STEP = next(step for step in STEPS if step.verb == "convert")
by = User.objects.get(pk={by})
start, codes, errors = threading.Barrier({threads}), [], []

def to_project(pk):
    lead = Lead.objects.select_related("segment").get(pk=pk)
    return convert(lead=lead, step=STEP, by=by, at=AT, kind="NEW").code

def work(leads, failing):
    start.wait()
    for number, pk in enumerate(leads):
        try:
            with transaction.atomic():
                code = to_project(pk)
                if failing and number % 3 == 2:
                    raise InterruptedError
            codes.append(code)
        except InterruptedError:
            pass
        except Exception as error:
            errors.append(repr(error))
    connections.close_all()

threads = [threading.Thread(target=work, args=arguments) for arguments in {arguments}]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps([codes, errors]))
"""


@pytest.fixture
def installation(tmp_path):
    """Leads that have all a project needs, and the code that converts them in threads."""
    sensor, staff = ChainFactory(), person(Role.STAFF)
    segment = SegmentFactory(chain=sensor)
    leads = [
        LeadFactory(company=CompanyFactory(), chain=sensor, segment=segment, owner=staff, investment_wan=1)
        for _ in range(LEADS)
    ]
    assert Company.objects.count() == LEADS
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code])
    installation = Installation(tmp_path, 25)

    def run(arguments):
        source = CONVERT.format(by=office.pk, threads=len(arguments), arguments=arguments)
        process = installation.start("shell", "--no-imports", "-c", source)
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        return json.loads(output)

    installation.leads = [lead.pk for lead in leads]
    installation.convert = run
    return installation


def test_codes_have_no_gap_and_no_double_even_if_some_fail(installation):
    """Every third conversion of a thread fails after it took its number, and gives it back."""
    shares = [(installation.leads[at::THREADS], True) for at in range(THREADS)]
    codes, errors = installation.convert(shares)
    made = LEADS - THREADS
    assert errors == []
    assert sorted(codes) == [f"GX-SENSOR-2025-{number:03d}" for number in range(1, made + 1)]
    assert installation.rows("SELECT code FROM leads_project ORDER BY code") == [
        (code,) for code in sorted(codes)
    ]
    assert installation.rows("SELECT last FROM leads_projectcounter") == [(made,)]


def test_all_who_convert_one_lead_at_once_get_the_same_project(installation):
    codes, errors = installation.convert([(installation.leads[:1], False)] * THREADS)
    assert errors == []
    assert codes == ["GX-SENSOR-2025-001"] * THREADS
    assert installation.rows("SELECT COUNT(*) FROM leads_project") == [(1,)]
    assert installation.rows("SELECT last FROM leads_projectcounter") == [(1,)]
