"""What a filter says, in words, and the addresses that say a little more or less of it."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from leads.list_filter import ListFilter

SILENT = ("sort", "view", "page")  # they order, name and cut the rows, they choose none
ALL = "owner=any"  # the address of the unfiltered list: no parameters at all mean the opening view


class Chip(NamedTuple):
    name: str
    label: str
    words: str
    without: str
    """Query string of the list without this filter."""


def chips(filters: ListFilter) -> list[Chip]:
    """One chip for each filter that narrows the list; an invalid filter shows what was typed."""
    return [
        Chip(name, str(filters.filters[name].label), words, address(filters, **{name: None}))
        for name in filters.filters
        if name not in SILENT and (words := said(filters, name))
    ]


def said(filters, name):
    """What the filter `name` was set to, in words; nothing if it narrows nothing."""
    if not filters.is_valid():
        return "、".join(filters.data.getlist(name))
    value = filters.form.cleaned_data.get(name)
    if value is None or value in ("", "any"):
        return ""
    values = value if isinstance(value, (list, QuerySet)) else [value]
    return "、".join(in_words(filters.words.get(name, ()), each) for each in values)


def in_words(words, value):
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return str(dict(words).get(value, value))


def address(filters, **changes):
    """The query string of the list with some parameters changed; None drops one. Changes go to page one."""
    query = QueryDict(mutable=True)
    for name in [*(name for name in type(filters).base_filters if name not in SILENT), *SILENT]:
        values = filters.data.getlist(name)
        if name in changes:
            is_needed = changes[name] is not None and (name, changes[name]) != ("page", 1)
            values = [str(changes[name])] if is_needed else []
        elif name == "page":
            values = []
        if values:
            query.setlist(name, values)
    return query.urlencode(safe=",") if set(query) - set(SILENT) else with_all(query)


def besides_words(filters):
    """(name, value) of every parameter but the words searched for: a search narrows what is listed."""
    query = QueryDict(address(filters, q=None))
    return [(name, value) for name, values in query.lists() for value in values]


def with_all(query):
    query.update(QueryDict(ALL))
    return query.urlencode()


def summary(filters):
    """The whole filter in one line, for the export's record and head."""
    return _("；").join(f"{chip.label} {chip.words}" for chip in chips(filters)) or str(filters.everything)
