"""First contacts to act on: a protection that ends (R7), a conflict that is not ruled (R8)."""

import datetime as dt
from typing import Any

from django.db.models import CharField, DateField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from leads.models import FirstContact


def of_owners(contacts: QuerySet[Any], **annotations: Any) -> QuerySet[Any]:
    """`contacts` as causes for the owner of the lead, if somebody who still works here."""
    return contacts.filter(lead__owner__is_active=True).annotate(
        to=F("lead__owner_id"),
        who=F("lead__owner__name"),
        chain=F("lead__chain"),
        visibility=Value(""),  # of a conflict those who rule read both sides
        name=Concat(
            Coalesce(NullIf("company__short_name", Value("")), "company__name"), Value(" "), "lead__title"
        ),
        **annotations,
    )


def ending_in(days: int) -> QuerySet[Any]:
    """Protections, each on the day so many days before its last one; the step names that last day."""
    day = ExpressionWrapper(F("protected_until") - Value(dt.timedelta(days=days)), output_field=DateField())
    return of_owners(FirstContact.objects.valid(), due=day, step=Cast("protected_until", CharField()))


def ending_in_fifteen_days() -> QuerySet[Any]:
    return ending_in(15)


def ending_in_three_days() -> QuerySet[Any]:
    return ending_in(3)


def unruled_conflicts() -> QuerySet[Any]:
    """Objections by the day on which they are to be ruled; those who rule are told when one is raised."""
    return of_owners(FirstContact.objects.disputed(), due=F("ruling_due_on"), step=Value(""))
