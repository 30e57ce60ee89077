"""The rows behind each figure: what its number counts, and what its amount adds up to."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.project_light import ProjectLight, showing
from leads.stages import ProjectStage
from reports import kpi, pipeline
from reports.readings import count_of


class Row(NamedTuple):
    name: str
    about: str
    path: str  # where it stands; empty where it has no page
    state: str
    on: Any
    amount: Any = None
    arrived: Any = None


class Behind(NamedTuple):
    label: str | Promise
    read: Callable
    choose: Callable
    is_money: bool = False


def signings(choose, label):
    """Rows of the count: `choose` takes those that a figure is about."""
    return Behind(label, signed_rows, choose, is_money=True)


def signed_rows(scope, period, choose):
    chosen = choose(count_of(scope, period))
    keys = [row.case.pk for row in chosen]
    projects = scope.projects().select_related("company", "owner").in_bulk(keys)
    return [signed_row(signing, projects[signing.case.pk], period.as_of) for signing in chosen]


def signed_row(signing, project, on):
    state = str(ProjectStage(signing.case.stage).label)
    if signing.case.is_over(on):
        state = _("%(stage)s，%(day)s 终止") % {"stage": state, "day": signing.case.terminated_on}
    about = " ".join(text for text in (project.code, project.title) if text)
    path = project.get_absolute_url()
    return Row(project.company.label, about, path, state, signing.on, signing.amount, signing.case.arrived)


def lead_rows(scope, period, choose):
    rows = choose(scope, period).select_related("company").defer("grams").order_by("created_at", "pk")
    return [
        Row(
            lead.company.label,
            lead.title,
            lead.get_absolute_url(),
            lead.get_status_display(),
            timezone.localdate(lead.created_at),
        )
        for lead in rows
    ]


def project_rows(scope, period, choose):
    rows = choose(scope.projects().in_hand(), period.as_of).select_related("company").order_by("code")
    return [
        Row(row.company.label, row.code, row.get_absolute_url(), row.get_stage_display(), row.stage_on)
        for row in rows
    ]


def link_rows(scope, period, choose):
    return [
        Row(
            str(segment),
            str(segment.chain),
            reverse("chains:detail", args=[segment.chain_id]),
            _("已覆盖") if is_covered else _("未覆盖"),
            None,
        )
        for segment, is_covered in kpi.links(scope, period.as_of).items()
        if choose(is_covered)
    ]


def reminder_rows(scope, period, choose):
    rows = choose(scope, period.as_of).select_related("recipient").order_by("due_on", "pk")
    return [Row(row.subject, str(row.what), row.path, str(row.recipient), row.due_on) for row in rows]


def conflict_rows(scope, period, choose):
    rows = choose(scope, period).select_related("company").order_by("registered_at", "pk")
    return [
        Row(
            str(row.company),
            row.get_level_display(),
            row.get_absolute_url(),
            row.get_status_display(),
            timezone.localdate(row.registered_at),
        )
        for row in rows
    ]


def leads(choose, label):
    return Behind(label, lead_rows, choose)


BEHIND = {
    "signed": signings(lambda found: found.signed, gettext_lazy("新签约（毛额）")),
    "deducted": signings(lambda found: found.deducted, gettext_lazy("减：已终止")),
    "net": signings(lambda found: found.kept, gettext_lazy("新签约（净额）")),
    "framework": signings(lambda found: found.framework, gettext_lazy("框架协议（另列）")),
    "supplements": signings(lambda found: found.supplements, gettext_lazy("补充协议变化（另列）")),
    "emerging": signings(lambda found: found.emerging, gettext_lazy("新兴和未来产业的工业项目")),
    "large": signings(lambda found: found.large_industrial, gettext_lazy("1 亿元以上工业项目")),
    "landed": signings(lambda found: found.landed, gettext_lazy("已落地的签约项目")),
    "started": signings(lambda found: found.reached(ProjectStage.STARTED), gettext_lazy("已开工的签约项目")),
    "due": signings(lambda found: found.due_to_start, gettext_lazy("计划开工日期已到的签约项目")),
    "due-started": signings(lambda found: found.due_and_started, gettext_lazy("到期并已开工的签约项目")),
    "not-started": signings(lambda found: found.due_not_started, gettext_lazy("到期未开工的签约项目")),
    "producing": signings(lambda found: found.due_and_producing, gettext_lazy("到期并已投产的签约项目")),
    "due-to-produce": signings(
        lambda found: found.due_to_produce, gettext_lazy("计划投产日期已到的开工项目")
    ),
    "arrived": signings(lambda found: found.kept, gettext_lazy("到位资金")),
    "on-land": signings(lambda found: found.on_land, gettext_lazy("填了用地需求的签约项目")),
    "red": Behind(
        gettext_lazy("红灯项目"), project_rows, lambda rows, on: rows.filter(showing(ProjectLight.RED, on))
    ),
    "in-hand": Behind(gettext_lazy("未终止项目"), project_rows, lambda rows, on: rows),
    "new-leads": leads(pipeline.entering, gettext_lazy("新增有效线索")),
    "responded": leads(pipeline.responded_in_time, gettext_lazy("期限内首次响应的线索")),
    "due-to-respond": leads(pipeline.due_to_respond, gettext_lazy("期内响应到期的线索")),
    "converted": leads(pipeline.converted, gettext_lazy("已转项目的线索")),
    "cohort": leads(pipeline.cohort, gettext_lazy("期内登记并判为有效的线索")),
    "overdue": Behind(gettext_lazy("逾期提醒"), reminder_rows, pipeline.overdue_reminders),
    "open-reminders": Behind(gettext_lazy("未办结提醒"), reminder_rows, pipeline.open_reminders),
    "covered": Behind(gettext_lazy("已覆盖的环节"), link_rows, bool),
    "links": Behind(gettext_lazy("全部环节"), link_rows, lambda is_covered: True),
    "conflicts": Behind(gettext_lazy("首谈冲突"), conflict_rows, pipeline.raised_conflicts),
    "ruled": Behind(gettext_lazy("已裁定的异议"), conflict_rows, pipeline.ruled_conflicts),
}


def rows_behind(name, scope, period):
    behind = BEHIND[name]
    return behind.read(scope, period, behind.choose)
