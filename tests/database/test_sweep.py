"""The sweep: what is raised, what is settled, and that running it again or late changes nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Lead
from leads.stages import LeadStatus
from reminders.models import Reminder
from reminders.rules import RULES, business_date
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory, UserFactory

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + dt.timedelta(days=1)
YESTERDAY = TODAY - dt.timedelta(days=1)


def raised(n, settled=0):
    """The answer of a sweep that raised `n` by R4 and none by the other rules."""
    return {"raised": {rule.code: 0 for rule in RULES} | {"R4": n}, "settled": settled, "escalated": 0}


NOTHING = raised(0)


def standing():
    return set(Reminder.objects.standing().values_list("subject_id", "recipient_id", "due_on"))


@pytest.mark.parametrize(
    ("local_time", "expected"),
    [("2025-06-11 08:59", YESTERDAY), ("2025-06-11 09:00", TODAY), ("2025-06-12 00:30", TODAY)],
)
def test_a_business_day_begins_at_nine_local_time(local_time, expected):
    at = timezone.make_aware(dt.datetime.fromisoformat(local_time))

    assert business_date(at) == expected


RULE_TABLE = [
    ("due today", {"next_action_on": TODAY}, {}, True),
    ("overdue since a month", {"next_action_on": TODAY - dt.timedelta(days=30)}, {}, True),
    ("due tomorrow", {"next_action_on": TOMORROW}, {}, False),
    ("no date", {"next_action_on": None}, {}, False),
    ("waiting for its first response", {"next_action_on": TODAY, "status": LeadStatus.NEW}, {}, True),
    ("shelved", {"next_action_on": TODAY, "status": LeadStatus.SHELVED}, {}, False),
    ("in the pool", {"next_action_on": TODAY, "status": LeadStatus.POOL}, {}, False),
    ("converted", {"next_action_on": TODAY, "status": LeadStatus.CONVERTED}, {}, False),
    ("archived", {"next_action_on": TODAY, "archived_at": NOON}, {}, False),
    ("owner has left", {"next_action_on": TODAY}, {"is_active": False}, False),
    ("owner without a mail address", {"next_action_on": TODAY}, {"email": ""}, True),
]


@pytest.mark.parametrize(
    ("lead", "owner", "expected"), [row[1:] for row in RULE_TABLE], ids=[r[0] for r in RULE_TABLE]
)
def test_r4_raises_the_next_step_on_its_day(lead, owner, expected):
    lead = LeadFactory(owner=UserFactory(**owner), **lead)

    answer = sweep(at=NOON)

    assert answer == raised(int(expected))
    assert standing() == ({(lead.pk, lead.owner_id, lead.next_action_on)} if expected else set())


def test_a_reminder_says_what_to_do_about_whom():
    lead = LeadFactory(
        company=CompanyFactory(name="澄观气体科技有限公司", short_name="澄观气体"),
        title="红外模组",
        next_action_text="催法务意见",
        next_action_on=TODAY,
    )

    sweep(at=NOON)

    reminder = Reminder.objects.get()
    assert (reminder.subject, reminder.what) == ("澄观气体 红外模组", "催法务意见")
    assert reminder.path == lead.get_absolute_url()
    assert reminder.raised_at == NOON


def test_a_next_step_without_words_takes_the_name_of_the_rule():
    LeadFactory(company=CompanyFactory(name="示例有限公司"), next_action_text="", next_action_on=TODAY)

    sweep(at=NOON)

    assert str(Reminder.objects.get()) == "示例有限公司 下一步到期"


def test_nothing_is_raised_before_nine_and_a_late_sweep_heals():
    LeadFactory(next_action_on=TODAY)

    before = sweep(at=NOON.replace(hour=8, minute=59))
    three_days_late = sweep(at=NOON + dt.timedelta(days=3))

    assert before == NOTHING
    assert three_days_late == raised(1)


def test_sweeping_twice_raises_once():
    LeadFactory.create_batch(3, next_action_on=TODAY)

    assert sweep(at=NOON) == raised(3)
    assert sweep(at=NOON) == NOTHING
    assert Reminder.objects.count() == 3


GONE = {
    "date moved": {"next_action_on": TOMORROW},
    "date taken away": {"next_action_on": None},
    "shelved": {"status": LeadStatus.SHELVED},
    "archived": {"archived_at": NOON},
}


@pytest.mark.parametrize("change", GONE.values(), ids=GONE.keys())
def test_a_reminder_settles_when_its_cause_is_gone(change):
    lead = LeadFactory(next_action_on=TODAY)
    sweep(at=NOON)
    Lead.objects.filter(pk=lead.pk).update(**change)

    answer = sweep(at=NOON + dt.timedelta(minutes=1))

    reminder = Reminder.objects.get()
    assert answer == raised(0, settled=1)
    assert (reminder.status, reminder.closed_at) == ("SETTLED", NOON + dt.timedelta(minutes=1))


def test_a_lead_handed_over_settles_with_the_old_owner_and_is_raised_for_the_new():
    lead = LeadFactory(next_action_on=TODAY)
    successor = UserFactory()
    sweep(at=NOON)
    Lead.objects.filter(pk=lead.pk).update(owner=successor)

    answer = sweep(at=NOON)

    assert answer == raised(1, settled=1)
    assert standing() == {(lead.pk, successor.pk, TODAY)}


def test_a_date_moved_away_and_back_is_raised_again():
    lead = LeadFactory(next_action_on=TODAY)
    sweep(at=NOON)
    Lead.objects.filter(pk=lead.pk).update(next_action_on=TOMORROW)
    sweep(at=NOON)
    Lead.objects.filter(pk=lead.pk).update(next_action_on=TODAY)

    answer = sweep(at=NOON)

    assert answer == raised(1)
    assert sorted(Reminder.objects.values_list("status", flat=True)) == ["OPEN", "SETTLED"]


def test_a_dismissed_reminder_is_neither_raised_again_nor_settled():
    LeadFactory(next_action_on=TODAY)
    sweep(at=NOON)
    Reminder.objects.update(status=Reminder.Status.DISMISSED, closed_at=NOON)

    assert sweep(at=NOON + dt.timedelta(days=1)) == NOTHING
    assert Reminder.objects.get().status == "DISMISSED"


def test_a_sweep_as_of_an_earlier_moment_settles_nothing():
    LeadFactory(next_action_on=TODAY)
    sweep(at=NOON)

    assert sweep(at=NOON - dt.timedelta(days=7)) == NOTHING


def test_a_sweep_costs_the_same_statements_for_few_rows_and_for_many():
    LeadFactory(next_action_on=TODAY)
    with CaptureQueriesContext(connection) as few:
        sweep(at=NOON)
    LeadFactory.create_batch(30, next_action_on=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert sweep(at=NOON) == raised(30)

    assert len(many) == len(few) <= 10 * len(RULES)
