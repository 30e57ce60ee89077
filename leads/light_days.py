"""The day on which the light of a project took its colour, said to the database: `Shown.since` in SQL."""

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, ExpressionWrapper, F, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Least, TruncMonth

from leads.light_rules import (
    BEHIND_RED,
    BEHIND_YELLOW,
    BUILDS,
    GREEN_DAYS,
    MISSED_MONTHS_RED,
    MISSED_MONTHS_YELLOW,
    NEGOTIATES,
    STATISTICS_MONTHS_RED,
    STATISTICS_MONTHS_YELLOW,
    WAITS_FOR_STATISTICS,
    WAITS_TO_START,
    YELLOW_DAYS,
    ProjectLight,
)

NEVER = Value(dt.date.max, DateField())


class PlusMonths(Func):
    """`leads.months.plus_months` in SQL: the last day of a month that is too short."""

    output_field = DateField()

    def __init__(self, day: Any, months: int) -> None:
        super().__init__(day)
        self.months = months

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s + interval '{self.months:d} months')::date"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite runs over into the month after; the last day of the right one is then the earlier."""
        day, params = compiler.compile(self.source_expressions[0])
        sql = (
            f"MIN(date({day}, '+{self.months:d} months'), "
            f"date({day}, 'start of month', '+{self.months + 1:d} months', '-1 day'))"
        )
        return sql, (*params, *params)


def days_after(day: Any, days: int) -> Cast:
    """A date and nothing finer: PostgreSQL makes a moment of a date and an interval."""
    moment = ExpressionWrapper(day + Value(dt.timedelta(days)), output_field=DateField())
    return Cast(moment, DateField())


FIRST_DAYS: dict[str, tuple[tuple[Q, Any], ...]] = {
    ProjectLight.YELLOW: (
        (NEGOTIATES, days_after(F("idle_from_on"), GREEN_DAYS + 1)),
        (WAITS_TO_START, PlusMonths(TruncMonth("planned_start_on"), MISSED_MONTHS_YELLOW)),
        (BUILDS & Q(behind_points__gte=BEHIND_YELLOW), Coalesce("behind_on", "stage_on")),
        (WAITS_FOR_STATISTICS, PlusMonths(F("started_on"), STATISTICS_MONTHS_YELLOW)),
    ),
    ProjectLight.RED: (
        (NEGOTIATES, days_after(F("idle_from_on"), YELLOW_DAYS + 1)),
        (WAITS_TO_START, PlusMonths(TruncMonth("planned_start_on"), MISSED_MONTHS_RED)),
        (BUILDS & Q(behind_points__gt=BEHIND_RED), Coalesce("behind_on", "stage_on")),
        (
            WAITS_FOR_STATISTICS,
            days_after(PlusMonths(F("started_on"), STATISTICS_MONTHS_RED), 1),
        ),
    ),
}


def turned_on(colour: str) -> Least:
    """Since when a project that shows `colour` has shown it."""
    days = FIRST_DAYS[ProjectLight(colour)]
    return Least(*(Case(When(applies, then=day), default=NEVER) for applies, day in days))
