"""R7 and R8: a protection that ends and a conflict that waits are raised on their days, and settle."""

import datetime as dt

import pytest

from leads.actions import release, renew
from leads.models import FirstContact, FollowUp, Lead
from reminders.letters import write_letters
from reminders.models import Outbox, Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, ConflictFactory, FirstContactFactory, LeadFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def standing(rule):
    rows = Reminder.objects.standing().filter(rule=rule)
    return list(rows.values_list("subject_id", "recipient_id", "due_on", "text"))


@pytest.mark.parametrize(("rule", "days"), [("R7", 15), ("R7-3", 3)])
def test_the_owner_hears_of_an_end_so_many_days_before_and_by_mail(rule, days):
    contact = FirstContactFactory(protected_until=TODAY + days * DAY)
    owner = contact.lead.owner
    Lead.objects.filter(pk=contact.lead_id).update(next_action_on=TODAY + 90 * DAY)
    sweep(at=NOON - DAY)
    assert standing(rule) == []
    sweep(at=NOON)
    assert standing(rule) == [(contact.pk, owner.pk, TODAY + days * DAY, "")]
    assert write_letters(at=NOON) == 1
    assert f"首谈保护 {days} 天内到期" in Outbox.objects.get(recipient=owner).body_text


def test_a_renewed_or_released_protection_is_no_more_reminded_of():
    renewed = FirstContactFactory(protected_until=TODAY + 3 * DAY)
    gone = FirstContactFactory(protected_until=TODAY + 3 * DAY)
    sweep(at=NOON)
    assert len(standing("R7-3")) == 2
    renew(renewed.lead, method=FollowUp.Method.FACE, at=NOON)
    release(contact=gone, by=gone.registered_by, at=NOON, reason="不谈了")
    sweep(at=NOON)
    assert standing("R7-3") == []


def test_who_has_left_is_not_reminded():
    FirstContactFactory(lead=LeadFactory(owner=UserFactory(is_active=False)), protected_until=TODAY)
    sweep(at=NOON)
    assert standing("R7") == []


def test_a_conflict_is_raised_on_the_day_it_is_to_be_ruled():
    conflict = ConflictFactory(ruling_due_on=TODAY)
    sweep(at=NOON - DAY)
    assert standing("R8") == []
    sweep(at=NOON)
    assert standing("R8") == [(conflict.pk, conflict.lead.owner_id, TODAY, "")]
    FirstContact.objects.filter(pk=conflict.pk).update(status="RELEASED")
    sweep(at=NOON)
    assert standing("R8") == []
