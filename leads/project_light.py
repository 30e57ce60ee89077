"""The light of a project (I-7). Nobody sets it: it follows from the project's own row and the day, so that
list, board and reminders need no query more. Badge, filter and rule all ask here."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from leads.light_rules import (
    NEGOTIATES,
    REMOVAL_DAYS,
    LightRule,
    ProjectLight,
    Turns,
    applying,
    negotiates,
    rules_on,
)

__all__ = ["TROUBLE", "LightRule", "ProjectLight", "Shown", "light", "proposing_removal", "showing"]


@dataclass(frozen=True)
class Shown:
    """The light on one day. `reason` says why in a sentence without a full stop; `turns_on` is the day on
    which it gets worse if nothing happens, `since` that on which it took this colour, where a day decides."""

    colour: ProjectLight
    rule: LightRule | None = None
    reason: str = ""
    turns_on: dt.date | None = None
    since: dt.date | None = None
    proposes_removal: bool = False

    @property
    def is_trouble(self) -> bool:
        return self.colour in TROUBLE


TROUBLE = frozenset({ProjectLight.YELLOW, ProjectLight.RED})
NO_LIGHT = Shown(ProjectLight.NONE)


def light(project: Any, on: dt.date) -> Shown:
    """The light of `project` on the date `on`: the worst of the rules that apply to it."""
    rules = list(applying(project, on))
    if not rules:
        return NO_LIGHT
    worst = max(rules, key=lambda turns: SEVERITY.index(turns.colour(on)))
    colour = worst.colour(on)
    return Shown(
        colour=colour,
        rule=worst.rule,
        reason=worst.reason,
        turns_on=next_turn(rules, colour),
        since=turned_on(rules, colour, on),
        proposes_removal=negotiates(project) and on > project.idle_from_on + dt.timedelta(REMOVAL_DAYS),
    )


SEVERITY = (ProjectLight.GREEN, ProjectLight.YELLOW, ProjectLight.RED)


def next_turn(rules: list[Turns], colour: ProjectLight) -> dt.date | None:
    """When one of the rules is worse than `colour`; None where it cannot be, or no day decides."""
    if colour == ProjectLight.RED:
        return None
    worse = SEVERITY[SEVERITY.index(colour) + 1]
    day = min(turns.first_day(worse) for turns in rules)
    return None if day == dt.date.max else day


def turned_on(rules: list[Turns], colour: ProjectLight, on: dt.date) -> dt.date | None:
    if colour not in TROUBLE:
        return None
    days = [turns.noticed_on or turns.first_day(colour) for turns in rules if turns.colour(on) == colour]
    return min(days)


# -- the same, said to the database -----------------------------------------------------------


def showing(colour: str, on: dt.date) -> Q:
    """The projects that show the light `colour` on the date `on`: `light()` said to the database."""
    applies, yellow, red = (worst_of(columns) for columns in zip(*rules_on(on), strict=True))
    return {
        ProjectLight.GREEN: applies & ~yellow,
        ProjectLight.YELLOW: yellow & ~red,
        ProjectLight.RED: red,
        ProjectLight.NONE: ~applies,
    }[ProjectLight(colour)]


def proposing_removal(on: dt.date) -> Q:
    return NEGOTIATES & Q(idle_from_on__lt=on - dt.timedelta(REMOVAL_DAYS))


def worst_of(conditions: tuple[Q, ...]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole
