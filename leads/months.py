"""Reckoning with calendar months. Pure."""

import calendar
import datetime as dt


def plus_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month so much later; its last day where the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(month: dt.date, day: dt.date) -> int:
    return (day.year - month.year) * 12 + day.month - month.month


def last_full(on: dt.date, months: int) -> dt.date:
    """The latest day since which `months` months are full on the date `on`: 31 January on 28 February."""
    day = plus_months(on, -months)
    is_last = (on + dt.timedelta(days=1)).month != on.month
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if is_last else day
