"""The built-in views of the list of projects: what everybody needs, as filters."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.light import Light, showing
from leads.project_filters import has_begun, waiting_for_answer
from leads.project_light import ProjectLight
from leads.project_light import showing as light_showing
from leads.stages import LIVING, ONGOING, UNBUILT

BUILT_IN = {
    "open": (_("在办"), "status=ACTIVE"),
    "due": (_("到期待跟进"), "status=ACTIVE&due=overdue&due=due"),
    "missing": (_("无下一步"), "status=ACTIVE&due=missing"),
    "red": (_("红灯"), "status=ACTIVE&light=red"),
    "yellow": (_("黄灯"), "status=ACTIVE&light=yellow"),
    "unstarted": (
        _("已签约未开工"),
        "stage=SIGNED&stage=LANDED&started=no&status=ACTIVE&status=PAUSED",
    ),
    "waits": (_("等审核"), "waits=approval"),
}
OWN = Q()


def rules(on):
    """What each view says to the database."""
    due = showing(Light.OVERDUE, on, open_in=ONGOING) | showing(Light.DUE, on, open_in=ONGOING)
    return {
        "open": Q(status__in=sorted(ONGOING)),
        "due": due,
        "missing": showing(Light.MISSING, on, open_in=ONGOING),
        "red": light_showing(ProjectLight.RED, on),
        "yellow": light_showing(ProjectLight.YELLOW, on),
        "unstarted": Q(stage__in=sorted(UNBUILT), status__in=sorted(LIVING)) & ~has_begun(),
        "waits": waiting_for_answer(),
    }
