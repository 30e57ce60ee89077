"""The columns of the lead list. django-tables2 declares them: name, order, sorting, classes.

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
from django.utils.translation import gettext, gettext_lazy

from core.columns import known
from core.templatetags.ui import MISSING, day, icon, shortest, wan
from leads.chips import address
from leads.filters import SORTS
from leads.light import Light
from leads.models.first_contact import UNTIL_TERMINATED
from leads.rows import Row


class LeadColumn(tables.Column):
    """A column of rows.Row. `cell(row, words)` answers markup; `css` is for the head, `td` for the cells.

    `edit` is the field that is changed where it stands (leads.cells), `more` the field that this column alone
    needs: only whoever chooses it has it read.
    """

    def __init__(self, verbose_name, cell, *, css="", td="", sort="", edit="", more=""):
        super().__init__(verbose_name=verbose_name, orderable=bool(sort), order_by=sort or None)
        self.cell, self.css, self.td, self.sort, self.edit, self.more = cell, css, td, sort, edit, more


def name_cell(row, words):
    href = lead_url().format(row.pk) + words.suffix
    name = f'<a class="main" href="{href}">{escape(row.short_name or row.company)}</a>'
    return f'{name} <span class="sub">{escape(row.title)}</span>' if row.title else name


def place_cell(row, words):
    return escape(words.place(row)) or MISSING


def action_cell(row, words):
    return words.actions.get(row.action_type) or MISSING


def grade_cell(row, words):
    return words.grades[row.grade]


def state_cell(row, words):
    return words.states[row.status]


def investment_cell(row, words):
    return wan(row.investment_wan)


def next_cell(row, words):
    if words.light(row) == Light.MISSING:
        return words.no_next_step
    return escape(row.next_action_text) or MISSING


def date_cell(row, words):
    return words.date(row)


def owner_cell(row, words):
    return escape(row.owner) if row.owner else MISSING


def protected_cell(row, words):
    until = row.more["protected_until"]
    return gettext("至项目终止") if until == UNTIL_TERMINATED else day(until, words.on)


def activity_cell(row, words):
    return day_of(row.more["last_activity_at"], words)


def logged_cell(row, words):
    return day_of(row.more["created_at"], words)


def day_of(moment, words):
    return day(moment and timezone.localtime(moment).date(), words.on)


def source_cell(row, words):
    return words.sources[row.more["source"]]


def land_cell(row, words):
    return shortest(row.more["land_mu"]) if row.more["land_mu"] is not None else MISSING


def contact_cell(row, words):
    return escape(row.more["contact__name"] or MISSING)


def unit_cell(row, words):
    return escape(row.more["team__name"] or MISSING)


class LeadTable(tables.Table):
    company = LeadColumn(gettext_lazy("企业与事项"), name_cell, css="w-name", td="f1")
    place = LeadColumn(gettext_lazy("产业链 · 环节"), place_cell, css="w-seg", td="f3")
    action = LeadColumn(gettext_lazy("动作"), action_cell, css="w-act opt", td="opt")
    grade = LeadColumn(gettext_lazy("等级"), grade_cell, css="w-grade", sort="grade", edit="grade")
    state = LeadColumn(gettext_lazy("状态"), state_cell, css="w-state", td="f2")
    investment = LeadColumn(
        gettext_lazy("预计投资（万元）"), investment_cell, css="num w-inv", td="num", sort="investment"
    )
    step = LeadColumn(gettext_lazy("下一步"), next_cell, edit="next_action_text")
    due = LeadColumn(
        gettext_lazy("下次跟进"), date_cell, css="w-date", td="f4", sort="next", edit="next_action_on"
    )
    owner = LeadColumn(gettext_lazy("负责人"), owner_cell, css="w-who", edit="owner")
    protected = LeadColumn(gettext_lazy("首谈保护到"), protected_cell, css="w-prot", more="protected_until")
    activity = LeadColumn(
        gettext_lazy("最近活动"), activity_cell, css="w-day", sort="activity", more="last_activity_at"
    )
    logged = LeadColumn(gettext_lazy("登记日期"), logged_cell, css="w-day", sort="logged", more="created_at")
    source = LeadColumn(gettext_lazy("来源"), source_cell, css="w-source", more="source")
    land = LeadColumn(gettext_lazy("用地（亩）"), land_cell, css="num w-land", td="num", more="land_mu")
    contact = LeadColumn(gettext_lazy("联系人"), contact_cell, css="w-who", more="contact__name")
    unit = LeadColumn(gettext_lazy("单位"), unit_cell, css="w-unit", more="team__name")


COLUMNS = LeadTable.base_columns
FIXED = ["company"]  # the way into the record
DEFAULT = [key for key, column in COLUMNS.items() if not column.more]


def columns_of(chosen):
    """The columns to show, {key: column} in their order; without a choice those of the house."""
    keys = known(chosen, COLUMNS, fixed=FIXED) if chosen else DEFAULT
    return {key: COLUMNS[key] for key in keys}


def more_fields(columns):
    return tuple(column.more for column in columns.values() if column.more)


@cache
def lead_url():
    """The address of a lead, with a hole for its number."""
    return reverse("leads:detail", args=[0]).replace("0", "{}")


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
        "hint": SORTS[f"-{sort}" if is_ascending else sort][0],
    }


def tick_cell(row, words):
    """The box that chooses a row for an act on many."""
    name = f"{words.tick} {escape(row.short_name or row.company)}"
    return (
        '<td role="cell" class="tick"><input class="form-check-input" type="checkbox" name="lead" '
        f'value="{row.pk}" form="selection" aria-label="{name}" autocomplete="off" data-tick></td>'
    )


def body(rows: list[Row], words, columns, editable, saved=""):
    """The table rows. Every cell escapes what people typed; the rest is markup of ours.

    `editable` is what leads.cells says of the rows; `saved` the field that was changed just now.
    """
    shapes = [shape(key, column, saved) for key, column in columns.items()]
    lines = [
        f'<tr role="row">{tick_cell(row, words)}{cells(row, words, shapes, editable[row.pk])}</tr>'
        for row in rows
    ]
    return mark_safe("".join(lines))  # escaped cell by cell above


class Shape(NamedTuple):
    """The markup around a cell: plain, and with a link that edits it, with the lead's number in it."""

    opening: str
    link: str
    edit: str
    cell: Callable
    closing: str


def shape(key, column, saved):
    opening = f'<td role="cell" data-col="{key}"' + (f' class="{column.td}">' if column.td else ">")
    if not column.edit:
        return Shape(opening, "", "", column.cell, "</td>")
    hint = gettext("改%(field)s") % {"field": column.verbose_name}
    link = f'<a class="cell" title="{hint}" href="{cell_url(column.edit)}">'
    mark = f'<span class="saved">{icon("check")}<span class="t">{gettext("已保存")}</span></span>'
    return Shape(opening, link, column.edit, column.cell, (mark if column.edit == saved else "") + "</td>")


def cells(row, words, shapes, editable):
    return "".join(
        f"{opening}{link.format(row.pk)}{cell(row, words)}</a>{closing}"
        if edit in editable
        else f"{opening}{cell(row, words)}{closing}"
        for opening, link, edit, cell, closing in shapes
    )


@cache
def cell_url(field):
    return reverse("leads:cell", args=[0, field]).replace("0", "{}")
