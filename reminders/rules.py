"""When to nag: one row per rule, one queryset each. Codes and dates: domain, §4.5.

A rule names the rows that carry its cause. The sweep does the rest the same way for every rule: what is due
and not yet raised is raised, what was raised and has no cause any more is settled.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from reminders import contact_causes

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


def leads_near_the_pool() -> QuerySet[Any]:
    """Leads warned that they will go to the pool, for their owner, from the day of the warning on."""
    leads: QuerySet[Any] = (
        Lead.objects.warned()
        .filter(owner__is_active=True)
        .annotate(
            to=F("owner_id"),
            due=TruncDate("pool_warned_at"),
            name=Concat(
                Coalesce(NullIf("company__short_name", Value("")), "company__name"), Value(" "), "title"
            ),
            step=Concat(
                Value(str(_("很久没有活动，退回公海日期："))), Cast("pool_due_on", CharField(max_length=10))
            ),
        )
    )
    return leads


RULES: tuple[Rule, ...] = (
    Rule(code="R4", label=_("下一步到期"), page="leads:detail", causes=leads_with_next_step),
    Rule(
        code="R7",
        label=_("首谈保护 15 天内到期"),
        page="leads:first_contact",
        causes=contact_causes.ending_in_fifteen_days,
    ),
    Rule(
        code="R7-3",
        label=_("首谈保护 3 天内到期"),
        page="leads:first_contact",
        causes=contact_causes.ending_in_three_days,
    ),
    Rule(
        code="R8",
        label=_("首谈冲突待裁定"),
        page="leads:first_contact",
        causes=contact_causes.unruled_conflicts,
    ),
    Rule(code="R6", label=_("公海预警"), page="leads:detail", causes=leads_near_the_pool),
)


def rule_of(code: str) -> Rule | None:
    """The rule with this code, or None when the list no longer has it: old reminders stay readable."""
    return next((rule for rule in RULES if rule.code == code), None)


def business_date(at: dt.datetime) -> dt.date:
    """The date whose reminders are due at the moment `at`: a day begins at 09:00 local time."""
    return timezone.localdate(at - DAY_BEGINS)
