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


def test_the_nearer_warning_takes_the_place_of_the_farther():
    """So on every later sweep, and whatever became of the first."""
    contact = FirstContactFactory(protected_until=TODAY + 15 * DAY)
    sweep(at=NOON)
    assert (len(standing("R7")), standing("R7-3")) == (1, [])
    sweep(at=NOON + 11 * DAY)
    assert (len(standing("R7")), standing("R7-3")) == (1, [])
    for days in (12, 13, 15):
        sweep(at=NOON + days * DAY)
        assert standing("R7") == []
        assert [row[0] for row in standing("R7-3")] == [contact.pk]
    kept = Reminder.objects.filter(subject_type="leads.firstcontact")
    assert list(kept.values_list("rule", "status").order_by("rule")) == [("R7", "SETTLED"), ("R7-3", "OPEN")]


def test_a_protection_already_near_its_end_is_told_by_the_nearer_warning_alone():
    FirstContactFactory(protected_until=TODAY + 2 * DAY)
    sweep(at=NOON)
    assert (standing("R7"), len(standing("R7-3"))) == ([], 1)


def test_a_protection_prolonged_out_of_the_nearer_warning_is_told_by_the_farther_again():
    contact = FirstContactFactory(protected_until=TODAY + 3 * DAY)
    sweep(at=NOON)
    FirstContact.objects.filter(pk=contact.pk).update(protected_until=TODAY + 10 * DAY)
    sweep(at=NOON)
    assert standing("R7-3") == []
    assert standing("R7") == [(contact.pk, contact.lead.owner_id, TODAY + 10 * DAY, "")]


def test_a_renewed_or_released_protection_is_no_more_reminded_of():
    renewed = FirstContactFactory(protected_until=TODAY + 3 * DAY)
    gone = FirstContactFactory(protected_until=TODAY + 3 * DAY)
    sweep(at=NOON)
    assert len(standing("R7-3")) == 2
    renew(renewed.lead, method=FollowUp.Method.FACE, at=NOON)
    release(contact=gone, by=gone.registered_by, at=NOON, reason="不谈了")
    sweep(at=NOON)
    assert standing("R7-3") == []


@pytest.mark.parametrize(("rule", "days"), [("R7", 15), ("R7-3", 0)])
def test_who_has_left_is_not_reminded(rule, days):
    gone = LeadFactory(owner=UserFactory(is_active=False))
    FirstContactFactory(lead=gone, protected_until=TODAY + days * DAY)
    sweep(at=NOON)
    assert standing(rule) == []


def test_a_conflict_is_raised_on_the_day_it_is_to_be_ruled():
    conflict = ConflictFactory(ruling_due_on=TODAY)
    sweep(at=NOON - DAY)
    assert standing("R8") == []
    sweep(at=NOON)
    assert standing("R8") == [(conflict.pk, conflict.lead.owner_id, TODAY, "")]
    FirstContact.objects.filter(pk=conflict.pk).update(status="RELEASED")
    sweep(at=NOON)
    assert standing("R8") == []
