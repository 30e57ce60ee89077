"""The columns of the list of projects."""

import django_tables2 as tables
from django.utils.html import escape
from django.utils.translation import gettext_lazy

from core.templatetags.ui import MISSING, day, shortest, wan
from leads.lead_columns import date_cell, grade_cell, next_cell, owner_cell, place_cell
from leads.lead_columns import name_cell as named
from leads.stages import ProjectStatus
from leads.tables import ListColumn, day_of


def stage_cell(row, words):
    """The stage; beside it the status where it is not the usual one."""
    stage = words.stage_names[row.stage]
    if row.status == ProjectStatus.ACTIVE:
        return stage
    return f'{stage} <span class="pill pill-line">{words.status_names[row.status]}</span>'


def light_cell(row, words):
    badge, reason = words.project_light(row)
    return f'<span title="{escape(reason)}">{badge}</span>' if badge else MISSING


def investment_cell(row, words):
    return wan(row.total_investment_wan)


def amount(name):
    """A cell that shows the amount `name`, in 万元."""
    return lambda row, words: wan(row.more[name])


def day_named(name):
    return lambda row, words: day(row.more[name], words.on)


def code_cell(row, words):
    return row.more["code"]


def kind_cell(row, words):
    return words.kinds[row.more["kind"]]


def land_cell(row, words):
    return shortest(row.more["land_mu"]) if row.more["land_mu"] is not None else MISSING


def unit_cell(row, words):
    return escape(row.more["team__name"] or MISSING)


def updated_cell(row, words):
    return day_of(row.more["updated_at"], words)


def money_column(label, name):
    return ListColumn(label, amount(name), css="num w-inv", td="num", more=name)


def day_column(label, name):
    return ListColumn(label, day_named(name), css="w-day", more=name)


class ProjectTable(tables.Table):
    company = ListColumn(gettext_lazy("企业与事项"), named, css="w-name", td="f1")
    place = ListColumn(gettext_lazy("产业链 · 环节"), place_cell, css="w-seg", td="f3")
    stage = ListColumn(gettext_lazy("阶段"), stage_cell, css="w-stage", td="f2", sort="stage")
    light = ListColumn(gettext_lazy("灯"), light_cell, css="w-light")
    grade = ListColumn(gettext_lazy("等级"), grade_cell, css="w-grade", sort="grade", edit="grade")
    investment = ListColumn(
        gettext_lazy("总投资（万元）"), investment_cell, css="num w-inv", td="num", sort="investment"
    )
    step = ListColumn(gettext_lazy("下一步"), next_cell, edit="next_action_text")
    due = ListColumn(
        gettext_lazy("下次跟进"), date_cell, css="w-date", td="f4", sort="next", edit="next_action_on"
    )
    owner = ListColumn(gettext_lazy("负责人"), owner_cell, css="w-who", edit="owner")
    code = ListColumn(gettext_lazy("项目编号"), code_cell, css="w-code", more="code")
    kind = ListColumn(gettext_lazy("项目类型"), kind_cell, css="w-act", more="kind")
    unit = ListColumn(gettext_lazy("单位"), unit_cell, css="w-unit", more="team__name")
    fixed = money_column(gettext_lazy("固定资产投资（万元）"), "fixed_investment_wan")
    signed_wan = money_column(gettext_lazy("签约金额（万元）"), "signed_wan")
    arrived = money_column(gettext_lazy("到位资金（万元）"), "arrived_wan")
    land = ListColumn(gettext_lazy("用地（亩）"), land_cell, css="num w-land", td="num", more="land_mu")
    signed = day_column(gettext_lazy("签约日期"), "signed_on")
    start = day_column(gettext_lazy("计划开工"), "planned_start_on")
    production = day_column(gettext_lazy("计划投产"), "planned_production_on")
    updated = ListColumn(
        gettext_lazy("更新日期"), updated_cell, css="w-day", sort="updated", more="updated_at"
    )


COLUMNS = ProjectTable.base_columns
