"""The columns of a file of projects: what the list shows and what lies behind it."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from leads.exports import Column, label
from leads.light import Light
from leads.models import Project
from leads.project_light import ProjectLight, light

RELATED = ("company", "chain", "segment", "owner", "team")


class Shown(NamedTuple):
    """One project on one day."""

    project: Project
    on: dt.date

    @property
    def light(self):
        shown = light(self.project, self.on)
        return "" if shown.colour == ProjectLight.NONE else str(shown.colour.label)

    @property
    def reason(self):
        return light(self.project, self.on).reason

    @property
    def step_light(self):
        shown = self.project.step_light(self.on)
        return "" if shown == Light.NONE else str(shown.label)


def of(text, name, key=""):
    """A column that holds the field `name`."""
    return Column(text, lambda shown: getattr(shown.project, name), key)


def said(text, name, key=""):
    """A column that holds a choice in words."""
    return Column(text, lambda shown: str(getattr(shown.project, f"get_{name}_display")()), key)


COLUMNS = [
    of(_("项目编号"), "code", "code"),
    Column(_("企业"), lambda shown: shown.project.company.name, "company"),
    Column(_("统一社会信用代码"), lambda shown: shown.project.company.uscc),
    of(_("事项"), "title", "company"),
    Column(_("产业链"), lambda shown: label(shown.project.chain), "place"),
    Column(_("环节"), lambda shown: label(shown.project.segment), "place"),
    said(_("项目类型"), "kind", "kind"),
    said(_("阶段"), "stage", "stage"),
    said(_("状态"), "status", "stage"),
    Column(_("灯"), lambda shown: shown.light, "light"),
    Column(_("灯的原因"), lambda shown: shown.reason),
    of(_("等级"), "grade", "grade"),
    of(_("总投资（万元）"), "total_investment_wan", "investment"),
    of(_("原投资额（万元）"), "prior_investment_wan"),
    of(_("固定资产投资（万元）"), "fixed_investment_wan", "fixed"),
    of(_("外资（万美元）"), "foreign_usd_wan"),
    of(_("年产值（万元）"), "annual_output_wan"),
    of(_("年税收（万元）"), "annual_tax_wan"),
    of(_("就业（人）"), "jobs"),
    of(_("用地需求（亩）"), "land_mu", "land"),
    of(_("厂房需求（m²）"), "plant_m2"),
    of(_("下一步"), "next_action_text", "step"),
    of(_("下次跟进"), "next_action_on", "due"),
    Column(_("跟进灯"), lambda shown: shown.step_light),
    Column(_("负责人"), lambda shown: label(shown.project.owner), "owner"),
    Column(_("单位"), lambda shown: label(shown.project.team), "unit"),
    of(_("首次正式签约日期"), "signed_on", "signed"),
    of(_("首次正式签约金额（万元）"), "signed_wan", "signed_wan"),
    of(_("到位资金（万元）"), "arrived_wan", "arrived"),
    of(_("计划签约"), "planned_sign_on"),
    of(_("计划开工"), "planned_start_on", "start"),
    of(_("计划投产"), "planned_production_on", "production"),
    of(_("开工日期"), "started_on"),
    of(_("投产日期"), "producing_on"),
    of(_("纳统日期"), "in_statistics_on"),
    of(_("更新时间"), "updated_at", "updated"),
]


def export_rows(projects, columns, *, user, on):
    """One list of values per project, in their order, a thousand at a time."""
    for project in projects.select_related(*RELATED).iterator(chunk_size=1000):
        shown = Shown(project, on)
        yield [column.value(shown) for column in columns]
