"""The columns of the lead list."""

import django_tables2 as tables
from django.utils.html import escape
from django.utils.translation import gettext, gettext_lazy

from core.templatetags.ui import MISSING, day, shortest, wan
from leads.light import Light
from leads.models.first_contact import UNTIL_TERMINATED
from leads.tables import ListColumn, day_of, record_url


def name_cell(row, words):
    href = record_url(words.list_name).format(row.pk) + words.suffix
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


def source_cell(row, words):
    return words.sources[row.more["source"]]


def land_cell(row, words):
    return shortest(row.more["land_mu"]) if row.more["land_mu"] is not None else MISSING


def contact_cell(row, words):
    return escape(row.more["contact__name"] or MISSING)


def unit_cell(row, words):
    return escape(row.more["team__name"] or MISSING)


class LeadTable(tables.Table):
    company = ListColumn(gettext_lazy("企业与事项"), name_cell, css="w-name", td="f1")
    place = ListColumn(gettext_lazy("产业链 · 环节"), place_cell, css="w-seg", td="f3")
    action = ListColumn(gettext_lazy("动作"), action_cell, css="w-act opt", td="opt")
    grade = ListColumn(gettext_lazy("等级"), grade_cell, css="w-grade", sort="grade", edit="grade")
    state = ListColumn(gettext_lazy("状态"), state_cell, css="w-state", td="f2")
    investment = ListColumn(
        gettext_lazy("预计投资（万元）"), investment_cell, css="num w-inv", td="num", sort="investment"
    )
    step = ListColumn(gettext_lazy("下一步"), next_cell, edit="next_action_text")
    due = ListColumn(
        gettext_lazy("下次跟进"), date_cell, css="w-date", td="f4", sort="next", edit="next_action_on"
    )
    owner = ListColumn(gettext_lazy("负责人"), owner_cell, css="w-who", edit="owner")
    protected = ListColumn(gettext_lazy("首谈保护到"), protected_cell, css="w-prot", more="protected_until")
    activity = ListColumn(
        gettext_lazy("最近活动"), activity_cell, css="w-day", sort="activity", more="last_activity_at"
    )
    logged = ListColumn(gettext_lazy("登记日期"), logged_cell, css="w-day", sort="logged", more="created_at")
    source = ListColumn(gettext_lazy("来源"), source_cell, css="w-source", more="source")
    land = ListColumn(gettext_lazy("用地（亩）"), land_cell, css="num w-land", td="num", more="land_mu")
    contact = ListColumn(gettext_lazy("联系人"), contact_cell, css="w-who", more="contact__name")
    unit = ListColumn(gettext_lazy("单位"), unit_cell, css="w-unit", more="team__name")


COLUMNS = LeadTable.base_columns
