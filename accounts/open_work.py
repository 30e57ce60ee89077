"""What lies in a person's hands, and how it passes to others. With open work no account is closed (I-15).

The rows belong to apps further left, which this one does not know. It walks the relations of the person:
whatever points here by a field named `owner` and whose queryset answers `in_hand()` is work somebody must do.
Such a queryset also answers

- `visible_to(user)`: the rows the person may read,
- `movable_by(user)`: the rows the person may give to somebody else,
- `hand_over(to=, by=, at=, reason=) -> int`: gives all its rows to `to`, or raises HandOverRefused,
- `list_name`: the URL name of the list of such rows, which can be narrowed by `owner`,

and its rows have a `chain` if a chain decides who can take them. A kind that lacks one of these is refused
loudly, so that it is not forgotten when its owner leaves.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core.models import Archivable

ANSWERS = ("visible_to", "movable_by", "hand_over", "list_name")


class HandOverRefused(Exception):
    """The sentence says what stands against it. Nothing was handed over."""


@dataclass(frozen=True)
class OpenWork:
    rows: QuerySet

    @property
    def noun(self):
        return self.rows.model._meta.verbose_name

    def count(self):
        return self.rows.count()

    def list_address(self, person):
        """The list of these rows, filtered to the person."""
        return reverse(self.rows.list_name, query={"owner": person.pk})

    def owned_by(self, person):
        return OpenWork(self.rows.filter(owner=person))

    def movable_by(self, user):
        return OpenWork(self.rows.movable_by(user))

    def chain_codes(self):
        """The codes of the chains these rows stand on; "" is no chain."""
        if not has_chain(self.rows.model):
            return {""} if self.rows.exists() else set()
        return {code or "" for code in self.rows.order_by().values_list("chain", flat=True).distinct()}

    def on_chain(self, code):
        return self.rows.filter(chain=code or None) if has_chain(self.rows.model) else self.rows


def has_chain(model):
    return any(field.name == "chain" for field in model._meta.get_fields())


def kinds():
    """The kinds of open work there are, each with the rows of everybody."""
    for relation in User._meta.related_objects:
        rows = relation.related_model._default_manager.all()
        if relation.field.name == "owner" and hasattr(rows, "in_hand"):
            yield kind_of(rows)


def kind_of(rows):
    """The kind whose rows these are; TypeError if they could not be handed over."""
    if missing := [name for name in ANSWERS if not hasattr(rows, name)]:
        raise TypeError(f"{type(rows).__name__} answers in_hand(), but not {', '.join(missing)}")
    return OpenWork(unarchived(rows.in_hand()))


def unarchived(rows):
    return rows.filter(archived_at__isnull=True) if issubclass(rows.model, Archivable) else rows


def of(person):
    """The open work of one person: kinds of which there is none are left out."""
    return present(kind.owned_by(person) for kind in kinds())


def movable(person, *, by):
    """What `by` may hand over of the person's open work."""
    return present(kind.owned_by(person).movable_by(by) for kind in kinds())


def present(work):
    return [kind for kind in work if kind.rows.exists()]


def free_people():
    """People who own no open work: a condition for a conditional UPDATE."""
    people = User.objects.all()
    for kind in kinds():
        people = people.exclude(pk__in=kind.rows.filter(owner__isnull=False).values("owner"))
    return people
