"""Working days. Holidays and make-up workdays are data; where a year has none, Monday to Friday counts."""

import datetime as dt
from collections.abc import Mapping

from core.models import CalendarDay


class WorkCalendar:
    """Answers questions about days. `exceptions` maps a date to whether it is worked."""

    def __init__(self, exceptions: Mapping[dt.date, bool]) -> None:
        self.exceptions = exceptions

    def is_workday(self, day: dt.date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def after(self, day: dt.date, workdays: int) -> dt.date:
        """The date `workdays` working days after `day`, which itself is not counted (>= 1)."""
        while workdays > 0:
            day += dt.timedelta(days=1)
            workdays -= self.is_workday(day)
        return day

    def before(self, day: dt.date, workdays: int) -> dt.date:
        """The last date from which `workdays` working days have passed on `day`: the reverse of `after`."""
        while workdays > 0:
            workdays -= self.is_workday(day)
            day -= dt.timedelta(days=1)
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie after `first`, up to and with `last`; 0 if `last` is not later."""
        days = range(1, (last - first).days + 1)
        return sum(self.is_workday(first + dt.timedelta(days=n)) for n in days)

    def on_or_after(self, day: dt.date) -> dt.date:
        """`day` itself if it is worked, else the next working day."""
        while not self.is_workday(day):
            day += dt.timedelta(days=1)
        return day

    def knows(self, year: int) -> bool:
        """Whether the holidays of `year` are loaded."""
        return any(day.year == year for day in self.exceptions)


def work_calendar() -> WorkCalendar:
    return WorkCalendar(dict(CalendarDay.objects.values_list("day", "is_workday")))
