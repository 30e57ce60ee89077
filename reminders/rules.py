"""When to nag: one row per rule, one queryset each. Codes and dates: domain, §4.5.

A rule names the rows that carry its cause. The sweep does the rest the same way for every rule: what is due
and not yet raised is raised, what was raised and has no cause any more is settled.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.stages import LeadStatus

DAY_BEGINS = dt.timedelta(hours=9)
"""Local time at which the reminders of a day are due (domain, §4.5: times 09:00)."""


@dataclass(frozen=True)
class Rule:
    """Who has to act on what, by when.

    `causes()` gives rows annotated with `to` (primary key of the person), `due` (date), `name` (what it is
    about) and `step` (what to do, in the words of the person who wrote it; may be empty).
    """

    code: str
    label: str | Promise
    page: str  # URL name of the page of one row; takes its primary key
    causes: Callable[[], QuerySet[Any]]

    @property
    def subject_type(self) -> str:
        return str(self.causes().model._meta.label_lower)

    def subjects(self, on: dt.date) -> QuerySet[Any]:
        """The rows that call for a reminder on the date `on`. A late sweep still finds them (`<=`)."""
        return self.causes().filter(due__lte=on)

    def path(self, subject_id: int) -> str:
        return reverse(self.page, args=[subject_id])


def leads_with_next_step() -> QuerySet[Any]:
    """Present open leads with a dated next step, owned by somebody who still works here."""
    leads: QuerySet[Any] = (
        Lead.objects.present()
        .open()
        .filter(Q(next_action_on__isnull=False), owner__is_active=True)
        .annotate(
            to=F("owner_id"),
            due=F("next_action_on"),
            name=Concat(
                Coalesce(NullIf("company__short_name", Value("")), "company__name"), Value(" "), "title"
            ),
            step=F("next_action_text"),
        )
    )
    return leads


def leads_to_restart() -> QuerySet[Any]:
    """Present shelved leads with a day of restart, owned by somebody who still works here."""
    leads: QuerySet[Any] = (
        Lead.objects.present()
        .filter(status=LeadStatus.SHELVED, restart_on__isnull=False, owner__is_active=True)
        .annotate(
            to=F("owner_id"),
            due=F("restart_on"),
            name=Concat(
                Coalesce(NullIf("company__short_name", Value("")), "company__name"), Value(" "), "title"
            ),
            step=Value("", CharField()),
        )
    )
    return leads


RULES: tuple[Rule, ...] = (
    Rule(code="R4", label=_("下一步到期"), page="leads:detail", causes=leads_with_next_step),
    Rule(code="R4S", label=_("暂缓到预计重启日期"), page="leads:detail", causes=leads_to_restart),
)


def rule_of(code: str) -> Rule | None:
    """The rule with this code, or None when the list no longer has it: old reminders stay readable."""
    return next((rule for rule in RULES if rule.code == code), None)


def business_date(at: dt.datetime) -> dt.date:
    """The date whose reminders are due at the moment `at`: a day begins at 09:00 local time."""
    return timezone.localdate(at - DAY_BEGINS)
