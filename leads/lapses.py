"""What runs out on a lead: the protection of a first contact, the time until the pool; and who decides."""

import datetime as dt

from django.db.models import Q

from leads.models import FirstContact
from leads.models.lead import LAST_ACTIVE
from leads.permissions import OFFICE_JUDGES_FROM_WAN
from leads.stages import OPEN, LeadStatus

VALID = FirstContact.objects.valid()


def lapsing(on):
    """Leads whose protection ends, or that go to the pool, from the day `on` to the Sunday of its week."""
    week = (on, on + dt.timedelta(days=6 - on.weekday()))
    to_pool = Q(status__in=sorted(OPEN), pool_due_on__range=week, pool_warned_at__gt=LAST_ACTIVE)
    return to_pool | Q(pk__in=VALID.filter(protected_until__range=week).values("lead"))


def waiting_for_leader():
    """Leads that stand still until the office or leader of the chain decides: to judge, or to rule."""
    to_judge = Q(status=LeadStatus.ASSESSING, investment_wan__gte=OFFICE_JUDGES_FROM_WAN)
    disputed = FirstContact.objects.disputed()
    return to_judge | Q(pk__in=disputed.values("lead"))
