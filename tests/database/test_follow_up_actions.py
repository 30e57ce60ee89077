"""A follow-up carries the next step over to the lead; the owner's first one is the response."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError

from core import history
from leads.actions import NextStepMissing, write_follow_up
from leads.models import FollowUp
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, NewLeadFactory, UserFactory

pytestmark = pytest.mark.django_db
NEXT = {"next_action_text": "发厂房清单", "next_action_on": TODAY + dt.timedelta(days=7)}


def write(lead, by=None, **fields):
    return write_follow_up(
        **{"lead": lead, "by": by or lead.owner, "at": NOON, "summary": "问地价"} | NEXT | fields
    )


def test_the_owners_first_follow_up_is_the_response():
    lead = NewLeadFactory()
    note = write(lead, method=FollowUp.Method.FACE)
    assert (lead.status, lead.responded_at) == (LeadStatus.ASSESSING, NOON)
    assert (lead.next_action_text, lead.next_action_on) == ("发厂房清单", NEXT["next_action_on"])
    assert (lead.last_activity_at, lead.updated_at, lead.version) == (NOON, NOON, 2)
    event = history.of(lead).get()
    assert event.data == {"follow_up": note.pk, "is_response": True}


def test_a_colleagues_follow_up_is_no_response():
    lead = NewLeadFactory()
    write(lead, by=UserFactory())
    assert (lead.status, lead.responded_at) == (LeadStatus.NEW, None)
    assert history.of(lead).get().data["is_response"] is False


def test_the_response_is_counted_once():
    lead = NewLeadFactory()
    write(lead)
    write(lead, at=NOON + dt.timedelta(hours=1))
    assert lead.responded_at == NOON
    assert [event.data["is_response"] for event in history.of(lead)] == [False, True]


def test_a_follow_up_written_later_about_earlier_does_not_turn_activity_back():
    lead = LeadFactory(last_activity_at=NOON)
    write(lead, at=NOON - dt.timedelta(days=3))
    assert lead.last_activity_at == NOON


@pytest.mark.parametrize("missing", [{"next_action_text": ""}, {"next_action_on": None}])
def test_an_open_lead_needs_a_next_step_with_a_date(missing):
    lead = LeadFactory()
    with pytest.raises(NextStepMissing):
        write(lead, **missing)
    assert not FollowUp.objects.exists()


def test_a_closed_lead_needs_none_and_keeps_what_it_says():
    lead = LeadFactory(status=LeadStatus.SHELVED, next_action_text="九月重启")
    write(lead, next_action_text="", next_action_on=None)
    assert (lead.next_action_text, lead.version) == ("九月重启", 2)


def test_a_form_sent_twice_makes_one_follow_up():
    lead = LeadFactory()
    token = uuid.uuid4()
    assert write(lead, form_token=token) == write(lead, form_token=token)
    assert FollowUp.objects.count() == 1
    assert history.of(lead).count() == 1


def test_the_token_of_somebody_else_is_no_key_to_his_follow_up():
    lead, token = LeadFactory(), uuid.uuid4()
    write(lead, form_token=token)
    with pytest.raises(IntegrityError):
        write(lead, by=UserFactory(), form_token=token)
    assert FollowUp.objects.count() == 1
