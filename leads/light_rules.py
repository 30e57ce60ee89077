"""The four rules behind the light of a project (I-7), each said twice: to one project and to the database."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.months import last_full, months_between, plus_months
from leads.stages import BUILDING, NEGOTIATED, ONGOING, UNBUILT, ProjectStage

GREEN_DAYS = 60
"""Days without substantive progress up to which talks are green. [S4]: two months."""
YELLOW_DAYS = 90
"""And up to which they are yellow. [S4]: three months."""
REMOVAL_DAYS = 180
"""Beyond which it is proposed to take the project out. [S4]: half a year."""
MISSED_MONTHS_YELLOW, MISSED_MONTHS_RED = 1, 3
"""Month-ends that passed without the planned start. [S5]"""
BEHIND_YELLOW, BEHIND_RED = Decimal(10), Decimal(30)
"""Points behind the plan: yellow from ten on, red beyond thirty. [S5]"""
STATISTICS_MONTHS_YELLOW, STATISTICS_MONTHS_RED = 1, 2
"""Months since the start outside the statistics: yellow when one is full, red beyond two. [S5]"""

IN_STATISTICS = frozenset({ProjectStage.STARTED, ProjectStage.PRODUCING})
"""Stages that ought to be in the statistics. In full capacity no rule is left to ask."""


class ProjectLight(TextChoices):
    GREEN = "GREEN", gettext_lazy("绿灯")
    YELLOW = "YELLOW", gettext_lazy("黄灯")
    RED = "RED", gettext_lazy("红灯")
    NONE = "NONE", gettext_lazy("不计")


class LightRule(TextChoices):
    NEGOTIATION = "NEGOTIATION", gettext_lazy("洽谈推进")
    START = "START", gettext_lazy("按期开工")
    PROGRESS = "PROGRESS", gettext_lazy("工程进度")
    STATISTICS = "STATISTICS", gettext_lazy("按期纳统")


@dataclass(frozen=True)
class Turns:
    """One rule that applies: the days from which it is yellow and red, and what it says on the day asked.

    Where no day decides they are the first or the last day there is; `noticed_on` is then when it was seen.
    """

    rule: LightRule
    yellow_on: dt.date
    red_on: dt.date
    reason: str
    noticed_on: dt.date | None = None

    def colour(self, on: dt.date) -> ProjectLight:
        if on >= self.red_on:
            return ProjectLight.RED
        return ProjectLight.YELLOW if on >= self.yellow_on else ProjectLight.GREEN

    def first_day(self, colour: ProjectLight) -> dt.date:
        """The day on which it is `colour` or worse."""
        return {ProjectLight.YELLOW: self.yellow_on, ProjectLight.RED: self.red_on}[colour]


def applying(project: Any, on: dt.date) -> Iterator[Turns]:
    """The rules that apply to `project`. The same for the database: `rules_on`."""
    if negotiates(project):
        yield negotiation(project, on)
    if waits_to_start(project):
        yield start(project, on)
    if project.status in ONGOING and project.stage in BUILDING and project.behind_points is not None:
        yield progress(project)
    if waits_for_statistics(project):
        yield statistics(project, on)


def negotiates(project: Any) -> bool:
    return project.status in ONGOING and project.stage in NEGOTIATED and project.idle_from_on is not None


def negotiation(project: Any, on: dt.date) -> Turns:
    """Counted from the last substantive progress: notes of telephone calls do not count (I-6)."""
    since = project.idle_from_on
    days = (on - since).days
    said = {"days": days, "since": since}
    if days > REMOVAL_DAYS:
        reason = _("距实质进展 %(days)s 天（%(since)s），已超过 180 天，建议移出在谈项目") % said
    elif days > YELLOW_DAYS:
        reason = _("距实质进展 %(days)s 天（%(since)s），满 181 天建议移出在谈项目") % said
    elif days > GREEN_DAYS:
        reason = _("距实质进展 %(days)s 天（%(since)s），满 91 天转红") % said
    else:
        reason = _("距实质进展 %(days)s 天（%(since)s），满 61 天转黄") % said
    after = dt.timedelta(days=1)
    yellow, red = since + dt.timedelta(GREEN_DAYS) + after, since + dt.timedelta(YELLOW_DAYS) + after
    return Turns(LightRule.NEGOTIATION, yellow, red, reason)


def waits_to_start(project: Any) -> bool:
    if project.status not in ONGOING or project.stage not in UNBUILT:
        return False
    return project.planned_start_on is not None and project.started_on is None


def start(project: Any, on: dt.date) -> Turns:
    """A month-end is missed on the day after it: planned for May, red from 1 August."""
    month = project.planned_start_on.replace(day=1)
    yellow, red = plus_months(month, MISSED_MONTHS_YELLOW), plus_months(month, MISSED_MONTHS_RED)
    said = {"month": f"{month:%Y-%m}", "missed": months_between(month, on), "yellow": yellow, "red": red}
    if on >= red:
        reason = _("计划 %(month)s 开工，已过 %(missed)s 个月末仍未开工") % said
    elif on >= yellow:
        reason = _("计划 %(month)s 开工，已过 %(missed)s 个月末仍未开工，%(red)s 转红") % said
    else:
        reason = _("计划 %(month)s 开工，月末仍未开工则 %(yellow)s 转黄") % said
    return Turns(LightRule.START, yellow, red, reason)


def progress(project: Any) -> Turns:
    """No day decides here, but what was reported last."""
    behind = project.behind_points
    said = {"points": shortest(behind)}
    colour = light_of_progress(behind)
    if colour == ProjectLight.RED:
        yellow, red, reason = dt.date.min, dt.date.min, _("落后计划 %(points)s 个百分点，超过 30 个") % said
    elif colour == ProjectLight.YELLOW:
        yellow, red, reason = (
            dt.date.min,
            dt.date.max,
            _("落后计划 %(points)s 个百分点，超过 30 个转红") % said,
        )
    else:
        yellow, red, reason = dt.date.max, dt.date.max, _("工程进度不落后于计划")
        if behind > 0:
            reason = _("落后计划 %(points)s 个百分点，满 10 个转黄") % said
    return Turns(LightRule.PROGRESS, yellow, red, reason, noticed_on=project.behind_on or project.stage_on)


def light_of_progress(behind: Decimal | None) -> ProjectLight:
    """The colour that so many points behind the plan make; None: nothing was reported."""
    if behind is None:
        return ProjectLight.NONE
    if behind > BEHIND_RED:
        return ProjectLight.RED
    return ProjectLight.YELLOW if behind >= BEHIND_YELLOW else ProjectLight.GREEN


def shortest(points: Decimal) -> str:
    """Without the noughts that say nothing: 12.5, 10."""
    return f"{Decimal(points).normalize():f}"


def waits_for_statistics(project: Any) -> bool:
    if project.status not in ONGOING or project.stage not in IN_STATISTICS:
        return False
    return project.started_on is not None and project.in_statistics_on is None


def statistics(project: Any, on: dt.date) -> Turns:
    started = project.started_on
    yellow = plus_months(started, STATISTICS_MONTHS_YELLOW)
    red = plus_months(started, STATISTICS_MONTHS_RED) + dt.timedelta(days=1)
    said = {"started": started, "yellow": yellow, "red": red}
    if on >= red:
        reason = _("%(started)s 开工，超过 2 个月未纳统") % said
    elif on >= yellow:
        reason = _("%(started)s 开工，满 1 个月未纳统，%(red)s 转红") % said
    else:
        reason = _("%(started)s 开工，仍未纳统则 %(yellow)s 转黄") % said
    return Turns(LightRule.STATISTICS, yellow, red, reason)


NEGOTIATES = Q(status__in=ONGOING, stage__in=NEGOTIATED, idle_from_on__isnull=False)
WAITS_TO_START = Q(
    status__in=ONGOING, stage__in=UNBUILT, planned_start_on__isnull=False, started_on__isnull=True
)
BUILDS = Q(status__in=ONGOING, stage__in=BUILDING, behind_points__isnull=False)
WAITS_FOR_STATISTICS = Q(
    status__in=ONGOING, stage__in=IN_STATISTICS, started_on__isnull=False, in_statistics_on__isnull=True
)


def rules_on(on: dt.date) -> Iterator[tuple[Q, Q, Q]]:
    """For each rule: where it applies, is yellow or worse, is red."""
    for applies, yellow, red in (
        (
            NEGOTIATES,
            Q(idle_from_on__lt=on - dt.timedelta(GREEN_DAYS)),
            Q(idle_from_on__lt=on - dt.timedelta(YELLOW_DAYS)),
        ),
        (
            WAITS_TO_START,
            Q(planned_start_on__lt=plus_months(on.replace(day=1), 1 - MISSED_MONTHS_YELLOW)),
            Q(planned_start_on__lt=plus_months(on.replace(day=1), 1 - MISSED_MONTHS_RED)),
        ),
        (BUILDS, Q(behind_points__gte=BEHIND_YELLOW), Q(behind_points__gt=BEHIND_RED)),
        (
            WAITS_FOR_STATISTICS,
            Q(started_on__lte=last_full(on, STATISTICS_MONTHS_YELLOW)),
            Q(started_on__lte=last_full(on - dt.timedelta(days=1), STATISTICS_MONTHS_RED)),
        ),
    ):
        yield applies, applies & yellow, applies & red
