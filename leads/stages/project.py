"""Stage and status of a project: two axes (domain, §4.3). Pure."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectStage(TextChoices):
    """How far a project is. Strictly forward, one step at a time."""

    NEGOTIATING = "NEGOTIATING", _("在谈")
    REVIEWED = "REVIEWED", _("已评审")
    TO_SIGN = "TO_SIGN", _("拟签约")
    SIGNED = "SIGNED", _("已签约")
    LANDED = "LANDED", _("已落地")
    STARTED = "STARTED", _("已开工")
    PRODUCING = "PRODUCING", _("已投产")
    FULL_CAPACITY = "FULL_CAPACITY", _("已达产")


class ProjectStatus(TextChoices):
    """Whether a project goes on, whatever its stage."""

    ACTIVE = "ACTIVE", _("正常")
    PAUSED = "PAUSED", _("暂停")
    TERMINATED = "TERMINATED", _("终止")


ORDER = tuple(ProjectStage)


def stage_after(stage: str) -> ProjectStage | None:
    """The next stage, or None after the last."""
    place = ORDER.index(ProjectStage(stage)) + 1
    return ORDER[place] if place < len(ORDER) else None


def stage_before(stage: str) -> ProjectStage | None:
    """The stage before, or None before the first."""
    place = ORDER.index(ProjectStage(stage))
    return ORDER[place - 1] if place else None


def stages_from(stage: str) -> frozenset[ProjectStage]:
    """`stage` and all stages beyond it."""
    return frozenset(ORDER[ORDER.index(ProjectStage(stage)) :])


NEGOTIATED = frozenset({ProjectStage.NEGOTIATING, ProjectStage.REVIEWED, ProjectStage.TO_SIGN})
"""Both sides still talk: the light asks when there was progress last (I-7)."""

SIGNED_ON = stages_from(ProjectStage.SIGNED)
"""Signed, and whatever came of it."""

BUILDING = frozenset({ProjectStage.STARTED})
"""Work on the site: the light asks how far it is behind its plan (I-7)."""

FINISHED = stages_from(ProjectStage.PRODUCING)
"""What was promised is there: the board folds these."""

BEGUN = stages_from(ProjectStage.STARTED)
"""Built or fitted out."""

UNBUILT = SIGNED_ON - BEGUN
"""Signed, and no work on the site yet."""

ONGOING = frozenset({ProjectStatus.ACTIVE})
"""Somebody works on it: it has a next step with a date (I-5)."""

LIVING = ONGOING | {ProjectStatus.PAUSED}
"""It counts among our projects, whether it goes on or rests."""

WEIGHTS: dict[ProjectStage, Decimal] = {
    ProjectStage.NEGOTIATING: Decimal("0.10"),
    ProjectStage.REVIEWED: Decimal("0.30"),
    ProjectStage.TO_SIGN: Decimal("0.60"),
} | dict.fromkeys(SIGNED_ON, Decimal(1))
"""How much of an investment counts in the pipeline, by stage. Ours, to be confirmed by the zone."""

STATUS_ARROWS: dict[ProjectStatus, frozenset[ProjectStatus]] = {
    ProjectStatus.ACTIVE: frozenset({ProjectStatus.PAUSED, ProjectStatus.TERMINATED}),
    ProjectStatus.PAUSED: frozenset({ProjectStatus.ACTIVE, ProjectStatus.TERMINATED}),
    ProjectStatus.TERMINATED: frozenset({ProjectStatus.ACTIVE}),
}
"""A terminated project comes back only by the zone's administrator, within 30 days."""


def may_become(status: str, successor: str) -> bool:
    return ProjectStatus(successor) in STATUS_ARROWS[ProjectStatus(status)]


def check() -> None:
    if set(STATUS_ARROWS) != set(ProjectStatus):
        raise RuntimeError("leads.stages: a status has no row of arrows")
    if set(WEIGHTS) != set(ProjectStage):
        raise RuntimeError("leads.stages: a stage has no weight")


check()
