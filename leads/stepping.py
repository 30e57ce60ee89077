"""From one lead of a list to the next: the lead before, the lead after, and the place between them.

The place is what the order of the list says of the lead (its date, its number), kept in the address. So the
next one is found by the database in the same order, also when the lead has left the list or moved within it.
"""

import functools
import operator
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Subquery
from django.http import QueryDict

from leads.filters import SORTS, LeadFilter
from leads.models import Lead

BETWEEN = "~"  # between the values of a place; no date, number or grade holds it


class Key(NamedTuple):
    """One field of an order."""

    name: str
    is_descending: bool
    has_nulls_first: bool

    @property
    def field(self):
        return Lead._meta.pk if self.name == "pk" else Lead._meta.get_field(self.name)

    def backwards(self):
        return Key(self.name, not self.is_descending, not self.has_nulls_first)

    def past(self, value):
        """The rows that this field alone puts after `value`; None if there can be none."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.has_nulls_first else None
        rows = Q(**{f"{self.name}__{'lt' if self.is_descending else 'gt'}": value})
        return (
            rows | Q(**{f"{self.name}__isnull": True})
            if self.field.null and not self.has_nulls_first
            else rows
        )

    def same(self, value):
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


class Place(NamedTuple):
    """Where a lead stands in a list. `here` leads back to it; `before` and `after` are empty at an end."""

    query: str
    here: str
    before: str
    after: str
    number: int
    count: int
    is_listed: bool


def place_in(lead, *, user, on, query, at):
    """The place of `lead` in the list of `query`, or `at`, where it stood before; None without a list."""
    filters = LeadFilter(QueryDict(query), user=user, on=on)
    if not query or not filters.is_valid():
        return None
    keys = keys_of(filters.sort_key)
    values = read(keys, at) or [getattr(lead, key.name) for key in keys]
    rows = filters.rows()
    later, earlier = beyond(keys, values), beyond([key.backwards() for key in keys], values)
    others = rows.exclude(pk=lead.pk)
    ends = others.filter(earlier).reverse().values("pk")[:1], others.filter(later).values("pk")[:1]
    before, after = Lead.objects.filter(pk=lead.pk).values_list(*map(Subquery, ends)).get()
    figures = rows.order_by().aggregate(
        count=Count("pk"),
        earlier=Count("pk", earlier & ~Q(pk=lead.pk)),
        listed=Count("pk", Q(pk=lead.pk)),
    )
    return Place(
        query,
        here="?" + urlencode({"in": query, "at": written(values)}),
        before=address(before, query),
        after=address(after, query),
        number=figures["earlier"] + 1,
        count=figures["count"],
        is_listed=bool(figures["listed"]),
    )


def address(pk, query):
    return f"{Lead(pk=pk).get_absolute_url()}?{urlencode({'in': query})}" if pk else ""


def keys_of(sort):
    """The fields of a sort of leads.filters, which end with the number of the lead."""
    _label, order = SORTS[sort]
    return [key_of(term) for term in order]


def key_of(term):
    if isinstance(term, str):
        return Key(term.lstrip("-"), term.startswith("-"), has_nulls_first=False)
    return Key(term.expression.name, term.descending, bool(term.nulls_first))


def beyond(keys, values):
    """The rows after `values` in the order of `keys`: further by one field, the same by those before it."""
    ways, same = [], Q()
    for key, value in zip(keys, values, strict=True):
        further = key.past(value)
        if further is not None:
            ways.append(same & further)
        same &= key.same(value)
    return functools.reduce(operator.or_, ways)


def written(values):
    return BETWEEN.join("" if value is None else str(value) for value in values)


def read(keys, text):
    """The values of a place as they stand in an address; None if the text is not one."""
    parts = text.split(BETWEEN)
    if len(parts) != len(keys) or not parts[-1].isdecimal() or "\0" in text:
        return None
    try:
        return [key.field.to_python(part) if part else None for key, part in zip(keys, parts, strict=True)]
    except ValidationError:
        return None
