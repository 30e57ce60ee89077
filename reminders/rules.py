"""When to nag: one row per rule, one queryset each. Codes and dates: domain, §4.5.

A rule names the rows that carry its cause. The sweep does the rest the same way for every rule: what is due
and not yet raised is raised, what was raised and has no cause any more is settled, and what stays undone is
told to the people above, step by step.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerChoices, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import VERBS, Role
from leads.models import ConflictLevel, Grade, Visibility
from leads.project_light import ProjectLight
from reminders import causes, contact_causes, project_causes

ALL = Q()
DAY_BEGINS = dt.timedelta(hours=9)
"""Local time at which the reminders of a day are due (domain, §4.5: times 09:00)."""


class Level(IntegerChoices):
    """Who is told. From OFFICE upwards it is an escalation: somebody else has not done what is due."""

    INFORMED = 0, _("知会")
    OWNER = 1, _("负责人")
    OFFICE = 2, _("链长办")
    LEADER = 3, _("链长")
    ADMIN = 4, _("管委会管理员")


@dataclass(frozen=True)
class Told:
    """Who else hears of a cause: the holders of `role` on its chain, `after` so many working days past the
    due date; None: at once, and only until the due date. `only` narrows the causes."""

    level: Level
    role: Role
    after: int | None
    only: Q = ALL

    @property
    def causes(self) -> Q:
        """Which causes it may be: never one of a lead that the role may not read."""
        if self.role in VERBS["see_secret_leads"]:
            return self.only
        return self.only & ~Q(visibility=Visibility.SECRET)


def informed() -> Told:
    return Told(Level.INFORMED, Role.CHAIN_OFFICE, None)


def office(after: int) -> Told:
    return Told(Level.OFFICE, Role.CHAIN_OFFICE, after)


def leader(after: int, only: Q = ALL) -> Told:
    return Told(Level.LEADER, Role.CHAIN_LEADER, after, only)


def zone(after: int) -> Told:
    """The zone's administrators, for what stands on no chain and so has no office."""
    return Told(Level.ADMIN, Role.ZONE_ADMIN, after, Q(chain=None))


def hears(role: Role) -> Told:
    """The holders of a role on the chain, from the due date on: for what is nobody's delay."""
    return Told(Level.INFORMED, role, 0)


def ruler() -> Told:
    """The zone's administrators on the day itself: it is theirs to rule."""
    return Told(Level.ADMIN, Role.ZONE_ADMIN, 0)


def ruling_office() -> Told:
    """The office of a chain likewise, for what it may rule: one project under two vehicles, both on it."""
    own = Q(level=ConflictLevel.VEHICLE, lead__chain=F("rival__lead__chain"))
    return Told(Level.OFFICE, Role.CHAIN_OFFICE, 0, own)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who has to act on what, by when.

    `causes()` gives rows annotated with `to` (primary key of the person), `due` (date), `name` (what it is
    about) and `step` (what to do, in the words of the person who wrote it; may be empty). Rows of a rule that
    is `told` to others have a `chain` and are also annotated with `who` (name of the person).

    Raised on its due date, or `ahead` so many days before; `is_at_once`: as soon as there is the cause. The
    cause lasts until it is gone, or `until` so many days before the due date, when a nearer rule speaks.
    `today(on)` narrows the causes to those of one day, where no due date can say when they end.
    `is_news`: its date is the day on which it happened, and there is nothing to be late with. A letter waits
    for the due date, but not where `is_mailed_at_once`: a warning is no use on the last day. `sieve(on)` are
    the keys of all rows that may be due, where finding them among the causes would be slow.
    """

    code: str
    label: str | Promise
    causes: Callable[[], QuerySet[Any]]
    page: str = "leads:detail"  # URL name of the page of one row; takes its primary key
    ahead: int = 0
    until: int | None = None
    today: Callable[[dt.date], Q] | None = None
    is_at_once: bool = False
    is_news: bool = False
    is_mailed_at_once: bool = False
    told: tuple[Told, ...] = ()
    sieve: Callable[[dt.date], QuerySet[Any]] | None = None

    @property
    def subject_type(self) -> str:
        return str(self.causes().model._meta.label_lower)

    def causes_on(self, on: dt.date) -> QuerySet[Any]:
        """The rows that carry the cause on the date `on`, due or not."""
        rows = self.causes().filter(self.today(on)) if self.today else self.causes()
        return rows if self.until is None else rows.filter(due__gt=on + dt.timedelta(days=self.until))

    def subjects(self, on: dt.date) -> QuerySet[Any]:
        """The rows that call for a reminder on the date `on`. A late sweep still finds them (`<=`)."""
        rows = self.causes_on(on)
        if self.sieve:
            rows = rows.filter(pk__in=self.sieve(on))
        return rows if self.is_at_once else rows.filter(due__lte=on + dt.timedelta(days=self.ahead))

    def path(self, subject_id: int) -> str:
        return reverse(self.page, args=[subject_id])


def countdown(*days: int, code: str, label: Any, **shared: Any) -> tuple[Rule, ...]:
    """One rule for each of `days` before the due date, the farthest first; a nearer one takes its place.

    The first has the code itself, the others end in their days: R7, R7-3. `label` is lazy, and names {days}.
    """
    codes = [code, *(f"{code}-{nearer}" for nearer in days[1:])]
    return tuple(
        Rule(code=each, label=format_lazy(label, days=ahead), ahead=ahead, until=until, **shared)
        for each, ahead, until in zip(codes, days, [*days[1:], None], strict=True)
    )


RULES: tuple[Rule, ...] = (
    Rule(
        code="R1",
        label=_("待首次响应"),
        causes=causes.unanswered_leads,
        is_at_once=True,
        told=(office(1), leader(3), zone(1)),
    ),
    Rule(
        code="R2",
        label=_("待研判"),
        causes=causes.unjudged_leads,
        is_at_once=True,
        told=(informed(), office(1), leader(3), zone(1)),
    ),
    Rule(
        code="R3",
        label=_("待反馈引荐人"),
        causes=causes.owed_feedback,
        is_at_once=True,
        told=(office(2), zone(2)),
    ),
    Rule(
        code="R4",
        label=_("下一步到期"),
        causes=causes.leads_with_next_step,
        told=(office(3), leader(5), leader(3, Q(grade=Grade.A)), zone(3)),
    ),
    Rule(code="R4S", label=_("暂缓到预计重启日期"), causes=causes.leads_to_restart),
    Rule(
        code="R5",
        label=_("久未跟进"),
        causes=causes.quiet_leads,
        sieve=causes.quiet_on,
    ),
    Rule(
        code="R6",
        label=_("久无活动，到期退回公海"),
        causes=causes.leads_near_the_pool,
        is_at_once=True,
        is_mailed_at_once=True,
    ),
    *countdown(
        15,
        3,
        code="R7",
        label=_("首谈保护 {days} 天内到期"),
        page="leads:first_contact",
        causes=contact_causes.protections,
        is_mailed_at_once=True,
    ),
    Rule(
        code="R8",
        label=_("首谈冲突待裁定"),
        page="leads:first_contact",
        causes=contact_causes.unruled_conflicts,
        told=(ruler(), ruling_office()),
    ),
    Rule(code="OFFER", label=_("移交待接收"), causes=causes.unanswered_offers),
    Rule(
        code="NOTE",
        label=_("通知"),
        page="people:notice",
        causes=causes.unread_notices,
        is_at_once=True,
        is_news=True,
    ),
    Rule(
        code="R4P",
        label=_("项目下一步到期"),
        page="projects:detail",
        causes=project_causes.projects_with_next_step,
        told=(office(3), leader(5), leader(3, Q(grade=Grade.A))),
    ),
    Rule(
        code="R13",
        label=_("黄灯，5 个工作日内报整改计划"),
        page="projects:detail",
        causes=project_causes.turned(ProjectLight.YELLOW),
        today=project_causes.shows(ProjectLight.YELLOW),
        told=(hears(Role.CHAIN_OFFICE),),
    ),
    Rule(
        code="R14",
        label=_("红灯，建议督办"),
        page="projects:detail",
        causes=project_causes.turned(ProjectLight.RED),
        today=project_causes.shows(ProjectLight.RED),
        is_mailed_at_once=True,
        told=(
            hears(Role.CHAIN_OFFICE),
            hears(Role.CHAIN_LEADER),
            Told(Level.ADMIN, Role.ZONE_ADMIN, 10),
        ),
    ),
    Rule(
        code="R15",
        label=_("待填月度进度"),
        page="projects:reports",
        causes=project_causes.months_to_report,
        today=project_causes.month_is_open,
        is_at_once=True,
        told=(office(2), leader(5)),
    ),
    *countdown(
        30,
        7,
        code="R16",
        label=_("计划开工，还有 {days} 天以内"),
        page="projects:detail",
        causes=project_causes.planned_starts,
        is_mailed_at_once=True,
    ),
    *countdown(
        30,
        7,
        code="R16P",
        label=_("计划投产，还有 {days} 天以内"),
        page="projects:detail",
        causes=project_causes.planned_productions,
        is_mailed_at_once=True,
    ),
)


NEWS = [rule.code for rule in RULES if rule.is_news]
MAILED_AT_ONCE = [rule.code for rule in RULES if rule.is_mailed_at_once]


def rule_of(code: str) -> Rule | None:
    """The rule with this code, or None when the list no longer has it: old reminders stay readable."""
    return next((rule for rule in RULES if rule.code == code), None)


def business_date(at: dt.datetime) -> dt.date:
    """The date whose reminders are due at the moment `at`: a day begins at 09:00 local time."""
    return timezone.localdate(at - DAY_BEGINS)
