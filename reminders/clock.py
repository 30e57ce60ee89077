"""One clock for all senders: the database's.

What is due and whose lease has ended is decided inside the SQL statement, by the database's own `now()`. Two
machines with different clocks, or a process that slept through its lease, therefore cannot disagree.
A clock may be set to another moment (`--at`, tests): it then runs on from there at the pace of the database.
"""

import datetime as dt

from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.functions import Now
from django.utils import timezone

ZERO = dt.timedelta(0)


def database_now():
    """The moment it is for the database, aware."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
            return dt.datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(timezone.get_current_timezone())


class Clock:
    """`Clock()` is the database's clock; `Clock(at)` is the same clock, set to `at` now."""

    def __init__(self, at=None):
        self.offset = at - database_now() if at else ZERO

    def now(self, delta=ZERO):
        """An SQL expression: the moment of the statement it stands in, plus `delta`."""
        return shifted(self.offset + delta)

    def read(self):
        return database_now() + self.offset


def shifted(delta):
    if not delta:
        return Now()
    return ExpressionWrapper(Now() + Value(delta), output_field=DateTimeField())


def moment(text):
    """The moment an ISO time names, local without an offset; ValueError if it names none. For `--at`."""
    value = dt.datetime.fromisoformat(text)
    return value if timezone.is_aware(value) else timezone.make_aware(value)
