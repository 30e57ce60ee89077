"""The pages that move a lead: checklist before the button, refusals in words, who comes late, the pool."""

import pytest
import time_machine

from accounts.roles import Role
from core import history
from leads.models import ActionType, Lead
from leads.stages import LeadStatus
from tests.factories import NOON, LeadFactory, SegmentFactory, person

pytestmark = pytest.mark.django_db
NEXT = {"next_action_text": "约见面", "next_action_on": "2025-06-18"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚"))


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def assessed(staff, sensor, **fields):
    return LeadFactory(status=LeadStatus.ASSESSING, owner=staff, chain=sensor, **fields)


def post(browser, lead, verb, **fields):
    return browser.post(f"/leads/{lead.pk}/step/{verb}/", {"version": lead.version} | fields)


def status_of(lead):
    lead.refresh_from_db()
    return lead.status


def test_the_record_shows_what_is_missing_before_the_button(mine, staff, sensor):
    lead = assessed(staff, sensor)
    page = text(mine.get(f"/leads/{lead.pk}/"))
    assert "填 环节" in page
    assert f'href="/leads/{lead.pk}/step/judge/"' not in page
    Lead.objects.filter(pk=lead.pk).update(segment=SegmentFactory(chain=sensor), action_type=ActionType.FILL)
    page = text(mine.get(f"/leads/{lead.pk}/"))
    assert f'href="/leads/{lead.pk}/step/judge/"' in page
    assert "判为无效：这一步由本链链长办" in page


def test_an_incomplete_lead_is_not_judged_even_by_a_bare_post(mine, staff, sensor):
    lead = assessed(staff, sensor)
    response = post(mine, lead, "judge", **NEXT)
    assert response.status_code == 422
    assert status_of(lead) == LeadStatus.ASSESSING


def test_a_complete_lead_is_judged_and_the_introducer_answered(mine, staff, sensor):
    lead = assessed(
        staff, sensor, segment=SegmentFactory(chain=sensor), action_type=ActionType.FILL, introducer="商会"
    )
    assert post(mine, lead, "judge", **NEXT, feedback="已立案，下周见面").status_code == 302
    assert status_of(lead) == LeadStatus.FOLLOWING
    assert history.of(lead).get().data["reason"] == "已立案，下周见面"
    assert "转入跟进：研判中 → 跟进中，已立案，下周见面" in text(mine.get(f"/leads/{lead.pk}/"))


def test_invalid_needs_a_reason(office, staff, sensor):
    lead = assessed(staff, sensor)
    assert post(office, lead, "invalidate").status_code == 422
    assert "写一句说明" in text(post(office, lead, "invalidate", reason_kind="other"))
    assert post(office, lead, "invalidate", reason_kind="off_chain").status_code == 302
    assert status_of(lead) == LeadStatus.INVALID


def test_shelving_needs_a_later_date(office, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    assert "要晚于今天" in text(post(office, lead, "shelve", reason="等指标", restart_on="2025-06-11"))
    assert post(office, lead, "shelve", reason="等指标", restart_on="2025-06-12").status_code == 302
    assert status_of(lead) == LeadStatus.SHELVED
    assert "预计 2025-06-12 重启" in text(office.get(f"/leads/{lead.pk}/"))


def test_whoever_comes_late_is_told_the_unit_and_loses_nothing(signed_in, mine, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    assert post(mine, lead, "release", reason="顾不过来").status_code == 302
    lead.refresh_from_db()
    first, second = (person(Role.STAFF, chains=[sensor.code]) for _ in range(2))
    assert post(signed_in(first), lead, "claim", **NEXT).status_code == 302
    late = post(signed_in(second), lead, "claim", **NEXT)
    assert late.status_code == 409
    assert f"由 {first.team} 负责" in text(late)
    lead.refresh_from_db()
    assert lead.owner == first


def test_a_change_since_the_page_was_opened_asks_again(mine, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    Lead.objects.filter(pk=lead.pk).update(version=lead.version + 1)
    again = post(mine, lead, "release", reason="顾不过来")
    assert again.status_code == 409
    assert "顾不过来" in text(again)
    assert f'value="{lead.version + 1}"' in text(again)
    assert status_of(lead) == LeadStatus.FOLLOWING


def test_the_former_owner_waits_a_week(mine, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    post(mine, lead, "release", reason="顾不过来")
    lead.refresh_from_db()
    refused = post(mine, lead, "claim", **NEXT)
    assert refused.status_code == 403
    assert "2025-06-18 12:00" in text(refused)


def test_the_pool_is_a_list_of_its_own(mine, sensor):
    creator = person(Role.STAFF)
    lead = LeadFactory(status=LeadStatus.POOL, owner=None, team=None, created_by=creator, chain=sensor)
    followed = LeadFactory(chain=sensor)
    page = text(mine.get("/leads/pool/", follow=True))
    assert f"/leads/{lead.pk}/" in page
    assert f"/leads/{followed.pk}/" not in page


def test_no_such_step(mine, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    assert mine.get(f"/leads/{lead.pk}/step/fly/").status_code == 404
