"""Projects to act on: a next step that is due (R4P), a light that turned (R13, R14), a month without its
report (R15), a start or a production that comes near (R16)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate, TruncMonth

from leads.light_days import PlusMonths, days_after, turned_on
from leads.models import ProgressReport, Project
from leads.project_light import showing
from leads.stages import BUILDING, ONGOING, SIGNED_ON, UNBUILT, ProjectStage
from reminders.causes import of_owners as causes_of_owners

REPORTING = SIGNED_ON - {ProjectStage.FULL_CAPACITY}
REPORT_FROM = 25
"""Day of the month from which its report is asked for (domain, §4.5 R15)."""


def of_owners(projects: QuerySet[Any], **annotations: Any) -> QuerySet[Any]:
    """`projects` that go on as causes for their owners. Who may not read the lead does not hear of them."""
    projects = projects.filter(status__in=ONGOING)
    return causes_of_owners(projects, **annotations).annotate(visibility=F("lead__visibility"))


def projects_with_next_step() -> QuerySet[Any]:
    """R4P: the dated next step of a project."""
    projects = Project.objects.filter(next_action_on__isnull=False)
    return of_owners(projects, due=F("next_action_on"), step=F("next_action_text"))


def turned(colour: str) -> Callable[[], QuerySet[Any]]:
    """R13, R14: by the day on which the light turned. No light is stored: `shows` says who shows it today."""
    return lambda: of_owners(Project.objects.all(), due=turned_on(colour), step=Value(""))


def shows(colour: str) -> Callable[[dt.date], Q]:
    return lambda on: showing(colour, on)


def months_to_report() -> QuerySet[Any]:
    """R15: the month after the one reported last, by its last day. The first is that of the signing, but none
    from before the project was entered here."""
    last = ProgressReport.objects.filter(project=OuterRef("pk")).order_by("-month").values("month")[:1]
    signed = Project.objects.filter(stage__in=REPORTING, signed_on__isnull=False).annotate(
        owed=Greatest(
            Coalesce(PlusMonths(Subquery(last), 1), TruncMonth("signed_on")),
            TruncMonth("signed_on"),
            TruncMonth(TruncDate("created_at")),
        )
    )
    return of_owners(signed, due=days_after(PlusMonths(F("owed"), 1), -1), step=Value(""))


def month_is_open(on: dt.date) -> Q:
    """From the 25th on the month itself is asked for, before that the ones before it."""
    month = on.replace(day=1)
    following = (month + dt.timedelta(days=31)).replace(day=1)
    return Q(due__lt=following if on.day >= REPORT_FROM else month)


def planned_starts() -> QuerySet[Any]:
    """R16: signed and not started, by the planned day."""
    waiting = Project.objects.filter(
        stage__in=UNBUILT, started_on__isnull=True, planned_start_on__isnull=False
    )
    return of_owners(waiting, due=F("planned_start_on"), step=Value(""))


def planned_productions() -> QuerySet[Any]:
    """R16P: under construction and not yet producing."""
    building = Project.objects.filter(
        stage__in=BUILDING, producing_on__isnull=True, planned_production_on__isnull=False
    )
    return of_owners(building, due=F("planned_production_on"), step=Value(""))
