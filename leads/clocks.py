"""By when somebody must act on a lead (domain, §4.5 R1–R3): pure functions on dates and the calendar."""

import datetime as dt

from core.calendar import WorkCalendar

RESPONSE_WORKDAYS = 1
JUDGEMENT_WORKDAYS = 3
WITH_SPECIALISTS_WORKDAYS = 5
FEEDBACK_WORKDAYS = 5


def response_due(logged_on: dt.date, calendar: WorkCalendar) -> dt.date:
    return calendar.after(logged_on, RESPONSE_WORKDAYS)


def judgement_due(responded_on: dt.date, calendar: WorkCalendar) -> dt.date:
    return calendar.after(responded_on, JUDGEMENT_WORKDAYS)


def judgement_due_with_specialists(responded_on: dt.date, calendar: WorkCalendar) -> dt.date:
    return calendar.after(responded_on, WITH_SPECIALISTS_WORKDAYS)


def feedback_due(judged_on: dt.date, calendar: WorkCalendar) -> dt.date:
    """The day by which the introducer hears what became of it; only where there is an introducer."""
    return calendar.after(judged_on, FEEDBACK_WORKDAYS)
