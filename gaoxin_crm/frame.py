"""What the frame around every page shows: places as data, each with who may see it.

Nothing here is worked out until a template asks, so a fragment pays nothing for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chains.models import Chain, Segment, Source
from leads.light import Light
from leads.light import showing as leads_showing
from leads.models import Lead
from reminders.models import Reminder


def everybody(user):
    return True


def sees_business(user):
    return user.access.can("see_business")


def imports(user):
    return user.access.can("import_leads")


def sees_people(user):
    return user.access.can("manage_people") or user.access.can("grant_roles")


@dataclass(frozen=True)
class Place:
    """A place one can go to. `family` are the URL namespaces that belong to it."""

    label: str
    name: str
    icon: str
    allows: Callable = everybody
    family: frozenset = field(default_factory=frozenset)
    count: str = ""  # the attribute of Frame that holds the number beside it
    late: str = ""  # likewise, the number that makes it red


DESK = Place(_("我的工作台"), "reports:desk", "home", sees_business, count="desk_count", late="overdue")
REMINDERS = Place(_("提醒"), "reminders:list", "bell", family=frozenset({"reminders"}), count="unread")
LEADS = Place(
    _("线索"), "leads:list", "target-arrow", sees_business, frozenset({"leads", "companies"}), count="open"
)
POOL = Place(_("公海"), "leads:pool", "inbox", sees_business)
FIRST_CONTACTS = Place(_("首谈报备"), "leads:first_contacts", "shield-check", sees_business)
PROJECTS = Place(_("项目"), "projects:list", "layout-kanban", sees_business, frozenset({"projects"}))
CHAINS = Place(_("产业链图谱"), "chains:list", "sitemap", sees_business, frozenset({"chains"}))
LAND = Place(_("供地方案"), "land:compare", "scale", sees_business, frozenset({"land"}))
FIGURES = Place(_("报表"), "reports:figures", "chart-bar", sees_business)
IMPORTS = Place(_("导入"), "imports:list", "database-import", imports, frozenset({"imports"}))
PEOPLE = Place(_("人员"), "people:list", "users", sees_people, frozenset({"people"}))
NEW_LEAD = Place(_("记线索"), "leads:new", "plus", lambda user: user.access.can("add_lead"))

GROUPS = [
    ("", [DESK, REMINDERS]),
    (_("招商"), [LEADS, POOL, FIRST_CONTACTS, PROJECTS]),
    (pgettext_lazy("导航", "产业链"), [CHAINS]),
    (_("要素"), [LAND]),
    (_("会商"), [FIGURES]),
]
FOOT = [IMPORTS, PEOPLE]
BOTTOM = [DESK, LEADS, NEW_LEAD, REMINDERS]
PLACE_NAMES = {place.name for _label, places in GROUPS for place in places} | {place.name for place in FOOT}


class Frame:
    """The frame around one answer to one person."""

    def __init__(self, request):
        self.request = request
        # A request for a foreign host is refused before anybody asked who sends it.
        self.user = getattr(request, "user", None) or AnonymousUser()
        self.today = timezone.localdate()
        self.is_demo = settings.DEMO

    # -- what is mine and open -----------------------------------------------------------------

    @cached_property
    def figures(self):
        if not self.can_see_business:
            return {"open": 0, "overdue": 0, "today": 0}
        mine = Lead.objects.present().open().filter(owner=self.user)
        return mine.aggregate(
            open=Count("pk"),
            overdue=Count("pk", Q(leads_showing(Light.OVERDUE, self.today))),
            today=Count("pk", Q(leads_showing(Light.DUE, self.today))),
        )

    @property
    def open(self):
        return self.figures["open"]

    @property
    def overdue(self):
        return self.figures["overdue"]

    @property
    def desk_count(self):
        return self.figures["overdue"] + self.figures["today"]

    @cached_property
    def unread(self):
        return Reminder.objects.visible_to(self.user).unread().count()

    # -- places --------------------------------------------------------------------------------

    @property
    def home(self):
        return settings.LOGIN_REDIRECT_URL

    @cached_property
    def can_see_business(self):
        return self.user.is_authenticated and sees_business(self.user)

    @property
    def can_add_lead(self):
        return NEW_LEAD.allows(self.user)

    @cached_property
    def groups(self):
        """The groups of the rail that hold something for this person."""
        found = []
        for label, places in GROUPS:
            shown = self.shown(places)
            if CHAINS in places:
                shown += self.own_chains
            if shown:
                found.append({"label": label, "places": shown})
        return found

    @property
    def foot(self):
        return [*self.shown(FOOT), self.myself]

    @property
    def bottom(self):
        return self.shown(BOTTOM)

    def shown(self, places):
        return [self.show(place) for place in places if place.allows(self.user)]

    def show(self, place):
        return {
            "label": place.label,
            "icon": place.icon,
            "url": reverse(place.name),
            "is_here": self.is_here(place),
            "is_primary": place is NEW_LEAD,
            "count": getattr(self, place.count) if place.count else 0,
            "count_words": gettext("件到期") if place.late else "",
            "is_late": bool(place.late and getattr(self, place.late)),
        }

    def is_here(self, place):
        match = self.request.resolver_match
        if match is None:
            return False
        # leads:first_contacts is also the place of leads:first_contact, the page of one of them.
        if named := [name for name in PLACE_NAMES if match.view_name.startswith(name.removesuffix("s"))]:
            return place.name in named
        return bool(place.family & set(match.namespaces))

    @property
    def own_chains(self):
        """The chains a person's roles are limited to; the whole zone has its one entry already."""
        codes = self.user.access.chains("see_chain_leads")
        if not codes:
            return []
        return [
            {"label": str(chain), "icon": "star", "url": chain.get_absolute_url()}
            for chain in Chain.objects.filter(code__in=codes).order_by("sort", "code")
        ]

    @property
    def zone(self):
        """The chains beside the sign-in form: only what was published, because anybody can see this page."""
        published = Segment.objects.present().filter(parent__isnull=True, source=Source.SEED)
        chains = Chain.objects.order_by("sort").prefetch_related(
            Prefetch("segments", published.order_by("sort", "pk"), to_attr="published")
        )
        comma = gettext("、")
        return [
            {
                "label": chain.label,
                "segments": comma.join(segment.label for segment in chain.published),
                "positioning": chain.positioning if chain.positioning_source == Source.SEED else "",
            }
            for chain in chains
        ]

    @property
    def myself(self):
        url = reverse("people:preferences")
        return {"label": str(self.user), "icon": "", "url": url, "is_here": self.request.path == url}

    @property
    def words(self):
        """What scripts say: they hold no words of their own."""
        return {
            "draftSaved": gettext("草稿已存 {time}"),
            "draftRestored": gettext("已恢复 {time} 的草稿"),
            "saving": gettext("正在保存"),
            "offline": gettext("连不上服务器。已写的内容留在这台设备上，连上后再保存。"),
            "failed": gettext("没有办成，内容没有丢。请再试一次，仍不行请把这条提示告诉管理员。"),
            "gone": gettext("找不到这条记录：它不存在，或者不在你的可见范围。"),
            "limited": gettext("操作太频繁，请过一会儿再试。"),
            "signedOut": gettext("登录已过期，还没有保存。请在另一个标签页登录，再回来保存。"),
            "conflict": gettext("两个人同时改了"),
            "tooBig": gettext("内容太大，服务器没有接收。"),
        }


def frame(request):
    return {"frame": Frame(request), "today": timezone.localdate()}
