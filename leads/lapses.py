"""What runs out on a lead: the protection of a first contact, and who has to decide.

The day on which an idle lead goes to the pool belongs here too: `lapsing` is its only place.
"""

import datetime as dt

from django.db.models import OuterRef, Q, Subquery

from leads.models import FirstContact
from leads.permissions import OFFICE_JUDGES_FROM_WAN
from leads.stages import LeadStatus

VALID = FirstContact.objects.filter(status=FirstContact.Status.VALID)


def lapsing(on):
    """Leads whose protection ends from the day `on` to the Sunday of its week."""
    sunday = on + dt.timedelta(days=6 - on.weekday())
    return Q(pk__in=VALID.filter(protected_until__range=(on, sunday)).values("lead"))


def protected_until(on):
    """The last day of the protection that holds for a lead on the date `on`, as a value of its row."""
    mine = VALID.filter(lead=OuterRef("pk"), protected_until__gte=on).order_by("-protected_until")
    return Subquery(mine.values("protected_until")[:1])


def waiting_for_leader():
    """Leads that stand still until the office or leader of the chain decides: to judge, or to rule."""
    to_judge = Q(status=LeadStatus.ASSESSING, investment_wan__gte=OFFICE_JUDGES_FROM_WAN)
    disputed = FirstContact.objects.filter(status=FirstContact.Status.CONFLICT)
    return to_judge | Q(pk__in=disputed.values("lead"))
