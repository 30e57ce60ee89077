"""Figures before the signing: leads by their history, reminders, conflicts and the map."""

import datetime as dt

import pytest

from core import history
from core.holidays import load_holidays
from leads.models import Lead
from leads.stages import LeadStatus
from reminders.models import Reminder
from reports.counting import Period
from reports.kpi import kpi
from reports.pipeline import cohort, converted, entering
from reports.scope import Scope
from tests.factories import (
    NOON,
    TODAY,
    ConflictFactory,
    FirstContactFactory,
    LeadFactory,
    NewLeadFactory,
    ProjectFactory,
    SegmentFactory,
    person,
)

pytestmark = pytest.mark.django_db
JUNE = Period(dt.date(2025, 6, 1), dt.date(2025, 6, 30), dt.date(2025, 6, 30))
DAY = dt.timedelta(days=1)


def moved(lead, at, new=LeadStatus.FOLLOWING):
    history.record("step_lead", lead, by=lead.owner, at=at, step="judge", old="ASSESSING", new=str(new))


def figures(period=JUNE, **scope):
    return kpi(Scope(**scope), period)


def test_a_lead_is_new_once_when_it_first_is_followed_up(sensor):
    judged = LeadFactory(created_at=NOON)
    moved(judged, NOON)
    resumed = LeadFactory(created_at=NOON)
    moved(resumed, NOON - 30 * DAY)
    moved(resumed, NOON)
    invalid = LeadFactory(created_at=NOON, status=LeadStatus.INVALID, judged_at=NOON)
    moved(invalid, NOON, new=LeadStatus.INVALID)
    NewLeadFactory(created_at=NOON)
    brought_in = LeadFactory(created_at=NOON - 30 * DAY, judged_at=NOON - DAY)
    assert set(entering(Scope(), JUNE)) == {judged, brought_in}
    assert figures()["K1"]["value"] == 2


def test_what_is_judged_after_the_as_of_date_is_not_known_yet(sensor):
    moved(LeadFactory(created_at=NOON), NOON)
    known = Period(JUNE.first, JUNE.last, TODAY - DAY)
    assert figures(known)["K1"]["value"] == 0
    assert figures(Period(JUNE.first, JUNE.last, TODAY))["K1"]["value"] == 1


@pytest.mark.parametrize(
    ("responded_at", "is_in_time"),
    [(None, False), (NOON, True), (NOON.replace(hour=23, minute=59), True), (NOON + DAY, False)],
)
def test_a_response_counts_to_the_end_of_its_last_day(sensor, responded_at, is_in_time):
    LeadFactory(response_due_on=TODAY, responded_at=responded_at)
    LeadFactory(response_due_on=dt.date(2025, 7, 1))
    found = figures()["K2"]
    assert (found["numerator"], found["denominator"]) == (int(is_in_time), 1)


def test_conversion_is_counted_by_cohort(sensor):
    """Of those logged in June and judged valid, how many became projects by the as-of date."""
    valid = LeadFactory(created_at=NOON)
    project = ProjectFactory(created_at=NOON + DAY)
    Lead.objects.filter(pk=project.lead_id).update(created_at=NOON)
    earlier = ProjectFactory(created_at=NOON)
    Lead.objects.filter(pk=earlier.lead_id).update(created_at=NOON - 60 * DAY)
    NewLeadFactory(created_at=NOON)
    assert set(cohort(Scope(), JUNE)) == {valid, project.lead}
    assert set(converted(Scope(), JUNE)) == {project.lead}
    assert figures(Period(JUNE.first, JUNE.last, TODAY))["K3"]["numerator"] == 0


def test_overdue_is_what_was_open_on_the_day(sensor):
    lead = LeadFactory()
    said = {"rule": "R4", "subject_type": "leads.lead", "subject_id": lead.pk, "recipient": lead.owner}
    Reminder.objects.create(due_on=TODAY - DAY, raised_at=NOON - DAY, **said)
    Reminder.objects.create(due_on=TODAY, raised_at=NOON, **said)
    closed = {"status": "SETTLED", "closed_at": NOON - DAY}
    Reminder.objects.create(due_on=TODAY - 2 * DAY, raised_at=NOON - 2 * DAY, **closed, **said)
    Reminder.objects.create(due_on=TODAY - DAY, raised_at=NOON, level=2, **(said | {"recipient": person()}))
    found = figures(Period(JUNE.first, JUNE.last, TODAY))["K18"]
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, "50.00")
    before = figures(Period(JUNE.first, JUNE.last, TODAY - DAY))["K18"]
    assert (before["numerator"], before["denominator"]) == (0, 1)


def test_red_lights_are_counted_among_projects_in_hand(sensor):
    ProjectFactory()
    ProjectFactory(idle_from_on=TODAY - 91 * DAY)
    ProjectFactory(terminated=True)
    red = figures(Period(JUNE.first, JUNE.last, TODAY))["K18"]["red"]
    assert (red["numerator"], red["denominator"], red["value"]) == (1, 2, "50.00")


def test_conflicts_and_how_many_working_days_a_ruling_takes(sensor):
    load_holidays()
    ruled = {
        "ruled_by": person(),
        "ruling": "x",
        "outcome": "RIVAL",
        "status": "REJECTED",
        "ruling_due_on": None,
    }
    ConflictFactory()
    ConflictFactory(ruled_at=NOON + 5 * DAY, **ruled)  # Wednesday to Monday: 3 working days
    ConflictFactory(ruled_at=NOON + DAY, **ruled)
    ConflictFactory(level="BROKER")
    FirstContactFactory()
    found = figures()["K19"]
    assert (found["value"], found["unit"]) == (3, "个")
    days = found["ruling_days"]
    assert (days["value"], days["numerator"], days["denominator"]) == ("2.00", 4, 2)


def test_a_link_is_covered_by_members_on_its_parts(sensor):
    top = SegmentFactory(chain=sensor)
    part = SegmentFactory(chain=sensor, parent=top)
    SegmentFactory(chain=sensor)
    for name in ("甲", "乙", "丙"):
        member = sensor.members.create(name=name)
        member.segments.add(top, part)
    found = figures()["K14"]
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, "50.00")
    member.segments.clear()
    assert figures()["K14"]["numerator"] == 0
