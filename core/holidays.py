"""Statutory holidays and make-up workdays.

Source: the State Council's yearly notices, 国务院办公厅关于 2024 年、2025 年、2026 年部分节假日安排的通知.

A year is added here when its notice is out; an administrator may enter it earlier. A day a person has
entered or changed is never touched again.
"""

import datetime as dt

from core.models import CalendarDay

# (festival, first day off, last day off, weekend days that are worked for it)
HOLIDAYS = [
    ("元旦", "2024-01-01", "2024-01-01", []),
    ("春节", "2024-02-10", "2024-02-17", ["2024-02-04", "2024-02-18"]),
    ("清明节", "2024-04-04", "2024-04-06", ["2024-04-07"]),
    ("劳动节", "2024-05-01", "2024-05-05", ["2024-04-28", "2024-05-11"]),
    ("端午节", "2024-06-10", "2024-06-10", []),
    ("中秋节", "2024-09-15", "2024-09-17", ["2024-09-14"]),
    ("国庆节", "2024-10-01", "2024-10-07", ["2024-09-29", "2024-10-12"]),
    ("元旦", "2025-01-01", "2025-01-01", []),
    ("春节", "2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"]),
    ("清明节", "2025-04-04", "2025-04-06", []),
    ("劳动节", "2025-05-01", "2025-05-05", ["2025-04-27"]),
    ("端午节", "2025-05-31", "2025-06-02", []),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"]),
    ("元旦", "2026-01-01", "2026-01-03", ["2026-01-04"]),
    ("春节", "2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),
    ("清明节", "2026-04-04", "2026-04-06", []),
    ("劳动节", "2026-05-01", "2026-05-05", ["2026-05-09"]),
    ("端午节", "2026-06-19", "2026-06-21", []),
    ("中秋节", "2026-09-25", "2026-09-27", []),
    ("国庆节", "2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),
]


def days():
    """The departures from Monday-to-Friday as unsaved rows, one per day."""
    for festival, first, last, worked in HOLIDAYS:
        day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        while day <= end:
            yield CalendarDay(day=day, is_workday=False, note=festival)
            day += dt.timedelta(days=1)
        for text in worked:
            yield CalendarDay(day=dt.date.fromisoformat(text), is_workday=True, note=f"{festival}调休上班")


def load_holidays():
    """Add the days that are missing; returns how many were."""
    before = CalendarDay.objects.count()
    CalendarDay.objects.bulk_create(days(), ignore_conflicts=True)
    return CalendarDay.objects.count() - before
