"""The columns of a list of records. django-tables2 declares them: name, order, sorting, classes.

The cells are joined here in plain Python: 50 rows of 9 cells through a template cost more than the query.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from core.columns import known
from core.templatetags.ui import day, icon
from leads.chips import address

FIXED = ["company"]  # the way into the record


class ListColumn(tables.Column):
    """A column of rows. `cell(row, words)` answers markup; `css` is for the head, `td` for the cells.

    `edit` is the field that is changed where it stands (leads.cells), `more` the field that this column alone
    needs: only whoever chooses it has it read.
    """

    def __init__(self, verbose_name, cell, *, css="", td="", sort="", edit="", more=""):
        super().__init__(verbose_name=verbose_name, orderable=bool(sort), order_by=sort or None)
        self.cell, self.css, self.td, self.sort, self.edit, self.more = cell, css, td, sort, edit, more


def usual(columns):
    """The keys of the columns that everybody sees who has not chosen others."""
    return [key for key, column in columns.items() if not column.more]


def columns_of(chosen, columns):
    """Those of `columns` to show, {key: column} in their order; without a choice those of the house."""
    keys = known(chosen, columns, fixed=FIXED) if chosen else usual(columns)
    return {key: columns[key] for key in keys}


def more_fields(columns):
    return tuple(column.more for column in columns.values() if column.more)


@cache
def record_url(list_name):
    """The address of a record, with a hole for its number."""
    return reverse(f"{list_name}:detail", args=[0]).replace("0", "{}")


@cache
def cell_url(list_name, field):
    return reverse(f"{list_name}:cell", args=[0, field]).replace("0", "{}")


def day_of(moment, words):
    return day(moment and timezone.localtime(moment).date(), words.on)


def heads(filters, columns):
    """The column heads: label, classes, and for those that sort the address and direction."""
    return [head(column, filters) for column in columns.values()]


def head(column, filters):
    sort = column.sort
    if not sort or not filters.is_valid():
        return {"label": column.verbose_name, "css": column.css}
    is_ascending, is_descending = filters.sort_key == sort, filters.sort_key == f"-{sort}"
    return {
        "label": column.verbose_name,
        "css": column.css,
        "query": address(filters, sort=f"-{sort}" if is_ascending else sort),
        "aria": {(True, False): "ascending", (False, True): "descending"}.get((is_ascending, is_descending)),
        "hint": filters.sorts[f"-{sort}" if is_ascending else sort][0],
    }


def tick_cell(row, words):
    """The box that chooses a row for an act on many."""
    name = f"{words.tick} {escape(row.short_name or row.company)}"
    return (
        '<td role="cell" class="tick"><input class="form-check-input" type="checkbox" name="lead" '
        f'value="{row.pk}" form="selection" aria-label="{name}" autocomplete="off" data-tick></td>'
    )


def no_cell(row, words):
    return ""


def body(rows, words, columns, editable, saved=""):
    """The table rows. Every cell escapes what people typed; the rest is markup of ours.

    `editable` is what leads.cells says of the rows; `saved` the field that was changed just now.
    """
    shapes = [shape(key, column, words.list_name, saved) for key, column in columns.items()]
    tick = tick_cell if words.tick else no_cell
    lines = [
        f'<tr role="row">{tick(row, words)}{cells(row, words, shapes, editable[row.pk])}</tr>' for row in rows
    ]
    return mark_safe("".join(lines))  # escaped cell by cell above


class Shape(NamedTuple):
    """The markup around a cell: plain, and with a link that edits it, with the lead's number in it."""

    opening: str
    link: str
    edit: str
    cell: Callable
    closing: str


def shape(key, column, list_name, saved):
    opening = f'<td role="cell" data-col="{key}"' + (f' class="{column.td}">' if column.td else ">")
    if not column.edit:
        return Shape(opening, "", "", column.cell, "</td>")
    hint = gettext("改%(field)s") % {"field": column.verbose_name}
    link = f'<a class="cell" title="{hint}" href="{cell_url(list_name, column.edit)}">'
    mark = f'<span class="saved">{icon("check")}<span class="t">{gettext("已保存")}</span></span>'
    return Shape(opening, link, column.edit, column.cell, (mark if column.edit == saved else "") + "</td>")


def cells(row, words, shapes, editable):
    return "".join(
        f"{opening}{link.format(row.pk)}{cell(row, words)}</a>{closing}"
        if edit in editable
        else f"{opening}{cell(row, words)}{closing}"
        for opening, link, edit, cell, closing in shapes
    )
