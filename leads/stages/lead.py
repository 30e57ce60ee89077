"""States of a lead and the arrows between them, as data. Checked at import; source: domain, §4.3.

Call sites name a group of states (`OPEN`), never a list of their own.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LeadStatus(TextChoices):
    NEW = "NEW", _("待响应")
    ASSESSING = "ASSESSING", _("研判中")
    FOLLOWING = "FOLLOWING", _("跟进中")
    SHELVED = "SHELVED", _("暂缓")
    POOL = "POOL", _("公海")
    CONVERTED = "CONVERTED", _("已转项目")
    INVALID = "INVALID", _("无效")


OPEN = frozenset({LeadStatus.NEW, LeadStatus.ASSESSING, LeadStatus.FOLLOWING})
"""Somebody works on it: it has an owner and a next step with a date (I-5)."""

OWNED = OPEN | {LeadStatus.SHELVED}
"""Somebody is responsible for it: it can be handed over, and a leaver does not leave it behind."""

ENDED = frozenset({LeadStatus.CONVERTED, LeadStatus.INVALID})

PROTECTABLE = OPEN | {LeadStatus.SHELVED}
"""A unit may be registered as first contact."""

GIVEN_UP = frozenset({LeadStatus.POOL, LeadStatus.INVALID})
"""Nobody talks to the company on our behalf: a registration ends with it."""

ARROWS: dict[LeadStatus, frozenset[LeadStatus]] = {
    LeadStatus.NEW: frozenset({LeadStatus.ASSESSING, LeadStatus.POOL}),
    LeadStatus.ASSESSING: frozenset({LeadStatus.FOLLOWING, LeadStatus.INVALID, LeadStatus.POOL}),
    LeadStatus.FOLLOWING: frozenset({LeadStatus.SHELVED, LeadStatus.POOL, LeadStatus.CONVERTED}),
    LeadStatus.SHELVED: frozenset({LeadStatus.FOLLOWING, LeadStatus.POOL}),
    LeadStatus.POOL: frozenset({LeadStatus.FOLLOWING}),
    LeadStatus.INVALID: frozenset({LeadStatus.FOLLOWING}),
    LeadStatus.CONVERTED: frozenset(),
}

ON_FIRST_RESPONSE = {LeadStatus.NEW: LeadStatus.ASSESSING}
"""The owner's first follow-up is the response that moves a new lead on."""


@dataclass(frozen=True)
class Step:
    """A move that a person makes. `needs` are fields of the lead, or of its company (`company.uscc`), that
    must be filled before; `asks` are fields of the form; `who` is a rule of leads.permissions."""

    verb: str
    label: str | Promise
    icon: str
    sources: frozenset[LeadStatus]
    target: LeadStatus
    who: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    is_judgement: bool = False
    """It says what the lead is worth: the introducer is to hear of it."""


STEPS = (
    Step(
        "judge",
        _("转入跟进"),
        "check",
        frozenset({LeadStatus.ASSESSING}),
        LeadStatus.FOLLOWING,
        who="judge",
        needs=("chain", "segment", "action_type", "grade"),
        asks=("feedback", "next_action_text", "next_action_on"),
        is_judgement=True,
    ),
    Step(
        "invalidate",
        _("判为无效"),
        "x",
        frozenset({LeadStatus.ASSESSING}),
        LeadStatus.INVALID,
        who="office",
        asks=("reason_kind", "reason", "feedback"),
        is_judgement=True,
    ),
    Step(
        "convert",
        _("转为项目"),
        "layout-kanban",
        frozenset({LeadStatus.FOLLOWING}),
        LeadStatus.CONVERTED,
        who="office",
        needs=("company.uscc", "investment_wan", "segment"),
        asks=("kind",),
    ),
    Step(
        "shelve",
        _("暂缓"),
        "player-pause",
        frozenset({LeadStatus.FOLLOWING}),
        LeadStatus.SHELVED,
        who="office",
        asks=("restart_on", "reason"),
    ),
    Step(
        "resume",
        _("恢复跟进"),
        "progress",
        frozenset({LeadStatus.SHELVED}),
        LeadStatus.FOLLOWING,
        who="office",
        asks=("next_action_text", "next_action_on"),
    ),
    Step(
        "claim",
        _("认领"),
        "user-check",
        frozenset({LeadStatus.POOL}),
        LeadStatus.FOLLOWING,
        who="claimant",
        asks=("next_action_text", "next_action_on"),
    ),
    Step(
        "release",
        _("退回公海"),
        "inbox",
        OPEN | {LeadStatus.SHELVED},
        LeadStatus.POOL,
        who="owner",
        asks=("reason",),
    ),
    Step(
        "reopen",
        _("重新启用"),
        "arrow-back-up",
        frozenset({LeadStatus.INVALID}),
        LeadStatus.FOLLOWING,
        who="zone",
        asks=("reason", "owner", "next_action_text", "next_action_on"),
        is_judgement=True,
    ),
)
"""The first response (待响应 → 研判中) is made by writing it down, so it is no step of its own."""


def steps_from(state: LeadStatus) -> list[Step]:
    return [step for step in STEPS if state in step.sources]


def may_follow(state: LeadStatus, successor: LeadStatus) -> bool:
    return successor in ARROWS[state]


def check() -> None:
    """Every state has a row, every arrow a known end, every first response and every step is an arrow."""
    if set(ARROWS) != set(LeadStatus):
        raise RuntimeError("leads.stages: a state has no row of arrows")
    for state, successor in ON_FIRST_RESPONSE.items():
        if not may_follow(state, successor):
            raise RuntimeError(f"leads.stages: {state} may not become {successor}")
    for step in STEPS:
        for state in step.sources:
            if not may_follow(state, step.target):
                raise RuntimeError(f"leads.stages: {step.verb}: {state} may not become {step.target}")


check()
