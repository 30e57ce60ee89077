"""Figures before the signing: leads, conflicts, reminders, the map.

Rows as querysets, so that a figure and the list behind it are one and the same.
"""

import datetime as dt

from django.db.models import CharField, DateTimeField, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from core.models import Event
from leads.models import Lead
from leads.stages import SIGNED_ON, LeadStatus
from reports.readings import ending_of, endings_on, stages_on

ON_FOLLOW_UP = frozenset({LeadStatus.FOLLOWING, LeadStatus.SHELVED, LeadStatus.CONVERTED})
"""States that only a lead judged valid can be in."""


def midnight(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def night_after(day):
    return midnight(day + dt.timedelta(days=1))


# -- K1 to K3 ---------------------------------------------------------------------------------


def judged_valid(leads):
    """Each with `entered_at`: when it first was in 跟进中.

    The history says so. Rows that were brought in with their state have none: for them the judgement counts,
    else the day on which a lead that is followed up was made.
    """
    steps = Event.objects.filter(
        object_type=Lead._meta.label_lower,
        object_id=Cast(OuterRef("pk"), CharField()),
        verb="step_lead",
        data__new=str(LeadStatus.FOLLOWING),
    )
    first = Subquery(steps.order_by("at", "pk").values("at")[:1], output_field=DateTimeField())
    moved = leads.annotate(moved_at=first)
    brought_in = Q(status__in=sorted(ON_FOLLOW_UP)) | Q(judged_at__isnull=False, status=LeadStatus.POOL)
    known = moved.filter(Q(moved_at__isnull=False) | brought_in)
    return known.annotate(entered_at=Coalesce("moved_at", "judged_at", "created_at"))


def entering(scope, period):
    """K1: leads that entered 跟进中 in the period."""
    rows = judged_valid(scope.leads())
    return rows.filter(entered_at__gte=midnight(period.first), entered_at__lt=night_after(period.end))


def due_to_respond(scope, period):
    """K2, base: leads whose first response was due in the period."""
    return scope.leads().filter(response_due_on__range=(period.first, period.end))


def responded_in_time(scope, period):
    rows = due_to_respond(scope, period)
    return rows.annotate(responded_on=TruncDate("responded_at")).filter(
        responded_on__lte=F("response_due_on")
    )


def cohort(scope, period):
    """K3, base: leads made in the period and judged valid by the as-of date."""
    made = scope.leads().filter(
        created_at__gte=midnight(period.first), created_at__lt=night_after(period.end)
    )
    return judged_valid(made).filter(entered_at__lt=night_after(period.as_of))


def converted(scope, period):
    return cohort(scope, period).filter(project__created_at__lt=night_after(period.as_of))


# -- K14 --------------------------------------------------------------------------------------


def signed_segments(scope, on):
    """Keys of the links on which a project stood signed on the date `on`, given up ones left out."""
    projects = scope.projects()
    stages, endings = stages_on(projects, on), endings_on(projects, on)
    signed = {pk for pk, stage in stages.items() if stage in SIGNED_ON}
    rows = projects.values("pk", "segment_id", "terminated_on")
    return {
        row["segment_id"]
        for row in rows
        if row["pk"] in signed and not ending_of(row, endings.get(row["pk"], []), on)
    }


# -- K18 and K19 ------------------------------------------------------------------------------


def open_reminders(scope, on):
    """Raised by the end of the date `on`, and not closed then."""
    end = night_after(on)
    return scope.reminders().filter(Q(closed_at__isnull=True) | Q(closed_at__gte=end), raised_at__lt=end)


def overdue_reminders(scope, on):
    return open_reminders(scope, on).filter(due_on__lt=on)


def raised_conflicts(scope, period):
    """K19: objections of the period."""
    return scope.conflicts().filter(
        registered_at__gte=midnight(period.first), registered_at__lt=night_after(period.end)
    )


def ruled_conflicts(scope, period):
    return raised_conflicts(scope, period).filter(ruled_at__lt=night_after(period.as_of))
