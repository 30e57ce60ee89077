"""The built-in views of the lead list: what everybody needs, as filters."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.cadence import is_quiet
from leads.lapses import lapsing, waiting_for_leader
from leads.light import Light, showing
from leads.stages import OPEN, LeadStatus

BUILT_IN = {
    "open": (_("在办"), "status=open"),
    "new": (_("待响应"), "status=NEW"),
    "due": (_("到期待跟进"), "status=open&light=overdue&light=due"),
    "missing": (_("无下一步"), "status=open&light=missing"),
    "lapses": (_("本周失效"), "status=open&lapses=week"),
    "red": (_("逾期"), "status=open&light=overdue"),
    "quiet": (_("久未跟进"), "status=open&quiet=yes"),
    "leader": (_("等链长定"), "status=open&waits=leader"),
}
OWN = Q(status__in=sorted(OPEN))  # all of them are about open leads


def rules(on):
    """What each view says to the database, besides OWN."""
    return {
        "open": Q(),
        "new": Q(status=LeadStatus.NEW),
        "due": showing(Light.OVERDUE, on) | showing(Light.DUE, on),
        "missing": showing(Light.MISSING, on),
        "lapses": lapsing(on),
        "red": showing(Light.OVERDUE, on),
        "quiet": is_quiet(on),
        "leader": waiting_for_leader(),
    }
