"""My desk: what is due, in the order in which somebody has to act."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from core.templatetags.ui import weekday
from leads.approvals import approvals
from leads.light import Light, showing
from leads.list_filter import HANDS_ON
from leads.models import FollowUp, Lead
from leads.stages import LeadStatus
from reminders.models import Reminder

SHOWN = 20  # rows of one group; the rest is one click away
RECENT = 5


class Group(NamedTuple):
    key: str
    label: str
    leads: list
    count: int
    query: str
    """Address of the same rows as a list."""

    @property
    def more(self):
        return self.count - len(self.leads)


def desk(user, on):
    """Everything the page shows; the same number of queries however much there is."""
    scope = Scope(user)
    figures = scope.leads().aggregate(**counts(on))
    groups = [group(scope, figures, on, *kind) for kind in kinds(on)]
    return {
        "title": title(on),
        "scope": scope,
        "figures": strip(scope, figures),
        "groups": [found for found in groups if found.count],
        "late": figures["overdue"],
        "today_count": figures["due"],
        "week_count": figures["week"],
        "reminders": list(Reminder.objects.visible_to(user).unread().order_by("due_on", "pk")[:RECENT]),
        "recent": recent_leads(user),
        "approvals": approvals(user, on),
    }


class Scope:
    """Whose leads the desk is about: one's own, or for those who lead and watch, all that they may read."""

    def __init__(self, user):
        self.user = user
        self.is_own = bool(HANDS_ON & user.access.roles)

    def leads(self):
        if self.is_own:
            return Lead.objects.present().open().filter(owner=self.user)
        return Lead.objects.visible_to(self.user).open()

    @property
    def query(self):
        return "owner=me&" if self.is_own else ""


def counts(on):
    return {
        "open": Count("pk"),
        "overdue": Count("pk", showing(Light.OVERDUE, on)),
        "due": Count("pk", showing(Light.DUE, on)),
        "week": Count("pk", Q(next_action_on__gt=on, next_action_on__lte=sunday(on))),
        "missing": Count("pk", showing(Light.MISSING, on)),
        "new": Count("pk", Q(status=LeadStatus.NEW)),
        "new_later": Count("pk", later_new(on)),
    }


def later_new(on):
    """New leads whose response is not due this week: those due earlier stand in the groups above."""
    return Q(status=LeadStatus.NEW) & Q(next_action_on__gt=sunday(on))


def kinds(on):
    """The groups: key, label, which rows, the list that shows the same rows."""
    end = sunday(on)
    tomorrow = on + dt.timedelta(days=1)
    return [
        ("overdue", _("逾期"), showing(Light.OVERDUE, on), "status=open&light=overdue"),
        ("due", _("今天"), showing(Light.DUE, on), "status=open&light=due"),
        (
            "week",
            _("本周"),
            Q(next_action_on__gt=on, next_action_on__lte=end),
            f"status=open&next_from={tomorrow}&next_to={end}",
        ),
        ("new_later", _("待响应"), later_new(on), f"status=NEW&next_from={end + dt.timedelta(days=1)}"),
        ("missing", _("无下一步"), showing(Light.MISSING, on), "status=open&light=missing"),
    ]


def group(scope, figures, on, key, label, chosen, query):
    leads = scope.leads().filter(chosen).select_related("company", "chain", "owner")
    rows = list(leads.defer("grams").order_by("next_action_on", "pk")[:SHOWN]) if figures[key] else []
    return Group(key, label, rows, figures[key], scope.query + query)


def strip(scope, figures):
    """Figures at the top, each with the list of its rows."""
    return [
        (_("在办线索"), figures["open"], scope.query + "status=open"),
        (_("逾期"), figures["overdue"], scope.query + "status=open&light=overdue"),
        (_("今天到期"), figures["due"], scope.query + "status=open&light=due"),
        (_("待响应"), figures["new"], scope.query + "status=NEW"),
        (_("无下一步"), figures["missing"], scope.query + "status=open&light=missing"),
    ]


def recent_leads(user):
    """The leads this person last wrote a follow-up on."""
    written = FollowUp.objects.filter(by=user).values("lead").annotate(last=Max("at")).order_by("-last")
    order = [row["lead"] for row in written[:RECENT]]
    leads = Lead.objects.visible_to(user).filter(pk__in=order).select_related("company").defer("grams")
    found = leads.in_bulk()
    return [found[pk] for pk in order if pk in found]


def title(on):
    """The date as a head: 6 月 11 日 周三."""
    return _("%(month)s 月 %(day)s 日 %(weekday)s") % {
        "month": on.month,
        "day": on.day,
        "weekday": weekday(on),
    }


def sunday(on):
    return on + dt.timedelta(days=6 - on.weekday())
