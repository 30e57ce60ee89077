"""The rows that carry the causes of the rules, annotated as reminders.rules.Rule asks."""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Expression,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf, TruncDate

from accounts.models import Notice
from leads.cadence import CADENCE, is_quiet
from leads.models import Lead, Transfer
from leads.stages import LeadStatus


def of_owners(leads: QuerySet[Any], *, due: Expression | F, step: Expression | F) -> QuerySet[Any]:
    """`leads`, present and owned by somebody who still works here, as causes for their owners."""
    return leads.filter(archived_at__isnull=True, owner__is_active=True).annotate(
        to=F("owner_id"),
        who=F("owner__name"),
        due=due,
        name=Concat(Coalesce(NullIf("company__short_name", Value("")), "company__name"), Value(" "), "title"),
        step=step,
    )


def unanswered_leads() -> QuerySet[Any]:
    """R1: logged, and nobody has answered the company yet."""
    leads = Lead.objects.filter(status=LeadStatus.NEW, response_due_on__isnull=False)
    return of_owners(leads, due=F("response_due_on"), step=Value(""))


def unjudged_leads() -> QuerySet[Any]:
    """R2: answered, and not judged yet."""
    leads = Lead.objects.filter(status=LeadStatus.ASSESSING, judgement_due_on__isnull=False)
    return of_owners(leads, due=F("judgement_due_on"), step=Value(""))


def owed_feedback() -> QuerySet[Any]:
    """R3: judged, and whoever introduced the company has not been told."""
    leads = Lead.objects.filter(feedback_due_on__isnull=False, feedback_at__isnull=True)
    return of_owners(leads, due=F("feedback_due_on"), step=Value(""))


def leads_with_next_step() -> QuerySet[Any]:
    """R4: open leads with a dated next step. A first response that is due on the same day is told by R1."""
    leads = Lead.objects.open().filter(next_action_on__isnull=False)
    leads = leads.exclude(status=LeadStatus.NEW, response_due_on=F("next_action_on"))
    return of_owners(leads, due=F("next_action_on"), step=F("next_action_text"))


def leads_to_restart() -> QuerySet[Any]:
    """R4S: shelved, and the day has come on which they were to be taken up again."""
    leads = Lead.objects.filter(status=LeadStatus.SHELVED, restart_on__isnull=False)
    return of_owners(leads, due=F("restart_on"), step=Value(""))


def quiet_leads() -> QuerySet[Any]:
    """R5: followed, active here once, left alone for longer than the grade allows, and with a next step
    that lies further away still. Where the next step comes first, R4 speaks."""
    leads = Lead.objects.filter(status=LeadStatus.FOLLOWING, last_activity_at__gt=F("created_at"))
    rows = of_owners(leads, due=end_of_cadence(), step=Value(""))
    return rows.filter(Q(next_action_on__isnull=True) | Q(next_action_on__gt=F("due")))


def quiet_on(on: dt.date) -> QuerySet[Any]:
    """The same by a comparison with moments: SQLite reckons with dates in Python, row by row."""
    return Lead.objects.filter(is_quiet(on)).values("pk")


def end_of_cadence() -> Expression:
    days = Case(*(When(grade=grade, then=Value(dt.timedelta(days=n))) for grade, n in CADENCE.items()))
    return ExpressionWrapper(TruncDate("last_activity_at") + days, output_field=DateField())


def leads_near_the_pool() -> QuerySet[Any]:
    """R6: warned that they will go to the pool; by the day that was named."""
    return of_owners(Lead.objects.warned(), due=F("pool_due_on"), step=Value(""))


def unanswered_offers() -> QuerySet[Any]:
    """Leads that wait for somebody else to take them over, by the day of the answer."""
    leads = Lead.objects.filter(
        transfers__status=Transfer.Status.WAITING, transfers__to_owner__is_active=True
    )
    return of_owners(leads, due=F("transfers__answer_by"), step=Value("")).annotate(
        to=F("transfers__to_owner_id")
    )


def unread_notices() -> QuerySet[Any]:
    """What a person was told and has not opened."""
    notices = Notice.objects.unread().filter(recipient__is_active=True)
    return notices.annotate(to=F("recipient_id"), due=F("created_on"), name=F("subject"), step=F("text"))
