"""What a step still needs: one line per required fact, said the same to the page and to the server."""

from dataclasses import dataclass

from django.urls import reverse

from leads.models import Lead
from leads.permissions import can_take
from leads.stages import LeadStatus, steps_from


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
    field = Lead._meta.get_field(name)
    value = lead._get_FIELD_display(field) if field.choices else getattr(lead, name)
    box = "place" if name in {"chain", "segment"} else name
    return Fact(
        str(field.verbose_name), str(value or ""), f"{reverse('leads:edit', args=[lead.pk])}#id_{box}"
    )
