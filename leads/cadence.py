"""How often a lead that is followed wants to be spoken to (domain, §4.5 R5): for reminders and the list."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from leads.models import Grade
from leads.stages import LeadStatus

CADENCE = {Grade.A: 7, Grade.B: 14, Grade.C: 30}
"""Days after the last activity, by grade."""


def is_quiet(on: dt.date) -> Q:
    """The leads that on the date `on` have been left alone for as long as their grade allows, or longer."""
    quiet = Q()
    for grade, days in CADENCE.items():
        midnight = dt.datetime.combine(on - dt.timedelta(days=days - 1), dt.time.min)
        quiet |= Q(grade=grade, last_activity_at__lt=timezone.make_aware(midnight))
    return Q(status=LeadStatus.FOLLOWING) & quiet
