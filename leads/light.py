"""The light of a next step: fresh, due or overdue. Badge, filter and desk all ask here."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from leads.stages import OPEN, LeadStatus


class Light(TextChoices):
    FRESH = "fresh", _("未到期")
    DUE = "due", _("今天到期")
    OVERDUE = "overdue", _("逾期")
    MISSING = "missing", _("无下一步")
    NONE = "none", _("不计")


def light(
    status: str, next_action_on: dt.date | None, on: dt.date, *, open_in: Collection[str] = OPEN
) -> Light:
    """The light on the date `on`. What nobody has to work on has none: `open_in` are the states of work, by
    default those of a lead."""
    if status not in open_in:
        return Light.NONE
    if next_action_on is None:
        return Light.MISSING
    if next_action_on < on:
        return Light.OVERDUE
    return Light.DUE if next_action_on == on else Light.FRESH


def act_by(status: str, response_due_on: dt.date | None, next_action_on: dt.date | None) -> dt.date | None:
    """By when somebody must act: a new lead waits for its response, every other for its next step."""
    return response_due_on if status == LeadStatus.NEW and response_due_on else next_action_on


def showing(wanted: Light, on: dt.date, *, open_in: Collection[str] = OPEN) -> Q:
    """The rows that show the light `wanted` on the date `on`: `light()` said to the database."""
    is_open = Q(status__in=sorted(open_in))
    return {
        Light.FRESH: is_open & Q(next_action_on__gt=on),
        Light.DUE: is_open & Q(next_action_on=on),
        Light.OVERDUE: is_open & Q(next_action_on__lt=on),
        Light.MISSING: is_open & Q(next_action_on__isnull=True),
        Light.NONE: ~is_open,
    }[wanted]
