"""What a step still needs: one line per required fact, said the same to the page and to the server."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from core.templatetags.ui import money
from leads.permissions import can_take
from leads.stages import LeadStatus, steps_from

ELSEWHERE = {"company.uscc": "leads:company_code"}
"""Facts that the form of the lead does not hold, and the page that does."""


@dataclass(frozen=True)
class Fact:
    """One required field: what it is called, what it says now (empty if missing), where it is filled in."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class NextState:
    """A step that leads on from where the lead stands, and whether this person may take it now."""

    step: object
    facts: list[Fact]
    is_allowed: bool
    why_not: str

    @property
    def missing(self):
        return [fact for fact in self.facts if not fact.value]

    @property
    def is_ready(self):
        return not self.missing


def next_states(lead, *, user, at):
    """The steps from here, in the order of leads.stages."""
    return [next_state(lead, step, user=user, at=at) for step in steps_from(LeadStatus(lead.status))]


def next_state(lead, step, *, user, at):
    is_allowed, why_not = can_take(user, lead, step, at)
    return NextState(step, [fact(lead, name) for name in step.needs], is_allowed, why_not)


def fact(lead, name):
    """What the lead says of `name`; a dotted name (company.uscc) is a fact of the row it points to."""
    owner, _dot, own_name = name.rpartition(".")
    row = getattr(lead, owner) if owner else lead
    field = row._meta.get_field(own_name)
    value = row._get_FIELD_display(field) if field.choices else getattr(row, own_name)
    said = money(value) if isinstance(value, Decimal) else "" if value is None else str(value)
    return Fact(str(field.verbose_name), said, place_of(lead, name))


def place_of(lead, name):
    """Where `name` is filled in."""
    if name in ELSEWHERE:
        return reverse(ELSEWHERE[name], args=[lead.pk])
    box = "place" if name in {"chain", "segment"} else name
    return f"{reverse('leads:edit', args=[lead.pk])}#id_{box}"
