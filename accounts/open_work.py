"""What still lies in a person's hands. An account with open work is not closed (I-15).

The rows belong to apps further left, which this one does not know. It walks the relations of the person:
whatever points here by a field named `owner` and whose queryset answers `open()` is work somebody must do.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core.models import Archivable


@dataclass(frozen=True)
class OpenWork:
    rows: QuerySet

    @property
    def noun(self):
        return self.rows.model._meta.verbose_name

    def count(self):
        return self.rows.count()

    def list_address(self, person):
        """The list of these rows, filtered to the person: lists are named `app:list`."""
        return reverse(f"{self.rows.model._meta.app_label}:list", query={"owner": person.pk})


def kinds():
    """The kinds of open work there are, each with the rows of everybody."""
    for relation in User._meta.related_objects:
        rows = relation.related_model._default_manager.all()
        if relation.field.name == "owner" and hasattr(rows, "open"):
            yield OpenWork(unarchived(rows.open()))


def unarchived(rows):
    return rows.filter(archived_at__isnull=True) if issubclass(rows.model, Archivable) else rows


def of(person):
    """The open work of one person: kinds of which there is none are left out."""
    mine = (OpenWork(kind.rows.filter(owner=person)) for kind in kinds())
    return [work for work in mine if work.rows.exists()]


def free_people():
    """People who own no open work: a condition for a conditional UPDATE."""
    people = User.objects.all()
    for kind in kinds():
        people = people.exclude(pk__in=kind.rows.filter(owner__isnull=False).values("owner"))
    return people
