"""The timeline of a lead or a project: its tables merged, newest first, a page at a time, a query for each.

A page begins below a cursor: the moment, the table and the number of the last entry shown. So it neither
repeats nor skips when something happens meanwhile, and costs the same on the first page and on the hundredth.
"""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.lists import list_with
from leads.models import ProgressEvent, Project
from leads.timeline import Kind, of_comment, of_document, of_event, of_follow_up, of_progress

PAGE = 30
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TOLD_BY_ITS_ROW = ("follow_up", "follow_up_project", "write_comment", "withdraw_comment", "attach_document")
OF_DOCUMENTS = ("archive_document", "view_document")


@dataclass(frozen=True)
class Cursor:
    """The entry below which a page begins. `table` is the place of its table in `sources`."""

    at: dt.datetime
    table: int
    pk: int

    def __str__(self):
        return f"{(self.at - EPOCH) // dt.timedelta(microseconds=1)}-{self.table}-{self.pk}"

    @classmethod
    def read(cls, text):
        """The cursor that `str` wrote, or None."""
        numbers = text.split("-")
        if len(numbers) != 3 or not all(number.isdecimal() and len(number) < 18 for number in numbers):
            return None
        at, table, pk = map(int, numbers)
        return cls(EPOCH + dt.timedelta(microseconds=at), table, pk)

    def below(self, table):
        """What of a table comes after this entry in the order of (at, table, pk), all falling."""
        older = Q(at__lt=self.at)
        if table == self.table:
            older |= Q(at=self.at, pk__lt=self.pk)
        elif table < self.table:
            older |= Q(at=self.at)
        return Q(at__lte=self.at) & older  # what an index by moment can begin with


@dataclass(frozen=True)
class Wanted:
    """What part of the timeline is asked for."""

    kind: str = ""
    cursor: Cursor | None = None

    @classmethod
    def read(cls, query):
        kind = query.get("kind", "")
        return cls(kind if kind in Kind.values else "", Cursor.read(query.get("before", "")))


@dataclass(frozen=True)
class Stream:
    """A page of the timeline. `days`: [(heading, entries)]; `older`: the address of the next page."""

    days: list
    older: str
    kind: str
    is_first: bool
    chips: list


def stream(lead, *, user, at, wanted=None, project=None):
    """The entries of `lead`, and of the `project` that came of it where that is the page."""
    wanted = wanted or Wanted()
    asked = sources(lead, wanted.kind, user=user, at=at, project=project)
    found = chain.from_iterable(entries_of(table, rows, say, wanted.cursor) for table, rows, say in asked)
    entries = sorted(found, key=lambda pair: (pair[1].at, pair[0], pair[1].pk), reverse=True)
    older = ""
    if len(entries) > PAGE:
        table, last = entries[PAGE - 1]
        older = address(project or lead, wanted.kind, before=Cursor(last.at, table, last.pk))
    days = by_day([entry for _table, entry in entries[:PAGE]], timezone.localdate(at))
    return Stream(days, older, wanted.kind, wanted.cursor is None, chips(project or lead, wanted.kind))


def sources(lead, kind, *, user, at, project):
    """(number of the table, its rows, how a row becomes an entry) for each table that holds `kind`."""
    events = history.of(lead) if project is None else history.of(lead) | history.of(project)
    events = events.exclude(verb__in=TOLD_BY_ITS_ROW)
    progress = ProgressEvent.objects.filter(project=project)
    if kind != Kind.PROGRESS:  # the move itself says more: who asked, what was passed over
        progress = progress.exclude(kind=ProgressEvent.Kind.STAGE)
    if kind == Kind.DOCUMENT:
        events = events.filter(verb__in=OF_DOCUMENTS)
    elif kind == Kind.CHANGE:
        events = events.exclude(verb__in=OF_DOCUMENTS)
    comments = lead.comments.select_related("by").prefetch_related("mentions__team")
    tables = (
        (events, of_event, {Kind.CHANGE, Kind.DOCUMENT}),
        (lead.follow_ups.select_related("by"), of_follow_up, {Kind.FOLLOW_UP}),
        (comments, partial(of_comment, user=user, at=at), {Kind.COMMENT}),
        (lead.documents.select_related("by"), of_document, {Kind.DOCUMENT}),
        (progress.select_related("by"), of_progress, {Kind.PROGRESS}),
    )[: 4 if project is None else 5]
    for table, (rows, say, kinds) in enumerate(tables):
        if not kind or kind in kinds:
            yield table, rows, say


def entries_of(table, rows, say, cursor):
    if cursor:
        rows = rows.filter(cursor.below(table))
    return [(table, say(row)) for row in rows.order_by("-at", "-pk")[: PAGE + 1]]


def by_day(entries, today):
    groups = groupby(entries, key=lambda entry: heading(timezone.localtime(entry.at).date(), today))
    return [(words, list(group)) for words, group in groups]


def heading(day, today):
    """今天, 昨天, 本周, 上周, then the month: a lead has few entries a day."""
    monday = today - dt.timedelta(days=today.weekday())
    if day == today:
        return _("今天")
    if day == today - dt.timedelta(days=1):
        return _("昨天")
    if monday <= day < monday + dt.timedelta(days=7):
        return _("本周")
    if monday - dt.timedelta(days=7) <= day < monday:
        return _("上周")
    return f"{day:%Y-%m}"


def chips(record, kind):
    """[(label, address, whether it is the one shown)]"""
    kinds = [each for each in Kind if each != Kind.PROGRESS or isinstance(record, Project)]
    choices = [("", _("全部")), *((each.value, each.label) for each in kinds)]
    return [(label, address(record, value), value == kind) for value, label in choices]


def address(record, kind, **more):
    query = ({"kind": kind} if kind else {}) | more
    return reverse(f"{list_with(record).name}:timeline", args=[record.pk], query=query)
