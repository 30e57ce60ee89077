"""The working-day calendar against dates that the acceptance stories name (domain, §5)."""

import datetime as dt

import pytest

from core.calendar import work_calendar
from core.holidays import days, load_holidays
from core.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    load_holidays()
    return work_calendar()


@pytest.mark.parametrize(
    ("start", "workdays", "expected"),
    [
        ("2025-04-30", 1, "2025-05-06"),  # U1: over the May holiday
        ("2025-05-06", 3, "2025-05-09"),
        ("2025-04-25", 3, "2025-04-29"),  # Sunday 27 April is worked
        ("2025-03-19", 5, "2025-03-26"),  # U3
        ("2025-03-28", 5, "2025-04-07"),  # over Qingming
    ],
)
def test_workdays_after(calendar, start, workdays, expected):
    assert calendar.after(dt.date.fromisoformat(start), workdays) == dt.date.fromisoformat(expected)


def test_a_holiday_moves_a_date_to_the_next_working_day(calendar):
    assert calendar.on_or_after(dt.date(2025, 10, 1)) == dt.date(2025, 10, 9)
    assert calendar.on_or_after(dt.date(2025, 10, 11)) == dt.date(2025, 10, 11)


def test_three_years_are_known_and_no_other(calendar):
    assert [year for year in range(2020, 2030) if calendar.knows(year)] == [2024, 2025, 2026]


def test_working_days_of_each_year(calendar):
    """The totals that follow from the State Council's notices."""
    worked = {2024: 0, 2025: 0, 2026: 0}
    day = dt.date(2024, 1, 1)
    while day.year < 2027:
        worked[day.year] += calendar.is_workday(day)
        day += dt.timedelta(days=1)
    assert worked == {2024: 251, 2025: 248, 2026: 248}


def test_a_make_up_workday_is_a_weekend_day():
    assert {day.day.weekday() for day in days() if day.is_workday} == {5, 6}


def test_loading_again_keeps_what_a_person_changed():
    load_holidays()
    CalendarDay.objects.filter(day="2026-01-02").update(is_workday=True, note="本区上班")
    CalendarDay.objects.create(day="2027-01-01", is_workday=False, note="元旦")

    assert load_holidays() == 0

    changed = CalendarDay.objects.get(day="2026-01-02")
    assert (changed.is_workday, changed.note) == (True, "本区上班")
    assert CalendarDay.objects.filter(day="2027-01-01").exists()
