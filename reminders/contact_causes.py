"""First contacts to act on: a protection that ends (R7), a conflict that is not ruled (R8)."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf

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


def protections() -> QuerySet[Any]:
    """R7: registrations that protect, each by its last day."""
    return of_owners(FirstContact.objects.valid(), due=F("protected_until"), step=Value(""))


def unruled_conflicts() -> QuerySet[Any]:
    """Objections by the day on which they are to be ruled; those who rule are told when one is raised."""
    return of_owners(FirstContact.objects.disputed(), due=F("ruling_due_on"), step=Value(""))
