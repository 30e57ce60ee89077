"""What every page of one project shows at its head: stage, gate, the way to its other pages, key figures."""

from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.facts import facts_of
from leads.key_figures import key_figures
from leads.permissions import can_read_documents
from leads.project_light import light
from leads.project_permissions import can_edit, can_staff
from leads.stage_box import moves
from leads.stages import ProjectStage, stage_after
from leads.stages.gates import gate

RELATED = ("company", "chain", "segment", "owner", "team", "lead", "created_by")


@dataclass(frozen=True)
class Page:
    """One page of a project. `url` takes the project's key."""

    name: str
    label: str | Promise
    url: str


PAGES = (
    Page("detail", _("动态"), "projects:detail"),
    Page("diligence", _("背景核查"), "projects:diligence"),
    Page("review", _("准入评审"), "projects:review"),
    Page("agreements", _("协议"), "projects:agreements"),
    Page("commitments", _("政策承诺"), "projects:commitments"),
    Page("evidence", _("阶段佐证"), "projects:evidence"),
    Page("reports", _("进度填报"), "projects:reports"),
    Page("history", _("阶段记录"), "projects:history"),
)


def record(project, *, user, at, page="detail"):
    on = timezone.localdate(at)
    may_edit, why_not = can_edit(user, project)
    facts = facts_of([project], on=on)[project.pk]
    ahead = gate_ahead(project, facts)
    return {
        "project": project,
        "on": on,
        "may_edit": may_edit,
        "may_staff": can_staff(user, project)[0],
        "key_figures": key_figures(project),
        "why_not": why_not,
        "can_read_documents": can_read_documents(user, project.lead)[0],
        "gate": ahead,
        "gate_lines": linked(project, ahead),
        **moves(project, facts, user=user, at=at),
        "light": light(project, on),
        "last_progress": project.progress.order_by("-on", "-pk").first(),
        "stages": stage_bar(project, ahead, on=on),
        "pages": [(each.label, reverse(each.url, args=[project.pk]), each.name == page) for each in PAGES],
    }


def gate_ahead(project, facts):
    """What the next stage demands and how much of it is there; None after the last stage."""
    following = stage_after(project.stage)
    return following and gate(following, facts)


def linked(project, ahead):
    """[(line, address that settles it)], missing ones first."""
    lines = sorted(ahead.lines, key=lambda line: line.is_met) if ahead else []
    return [(line, reverse(line.criterion.page, args=[project.pk])) for line in lines]


def stage_bar(project, ahead, *, on):
    """The eight stages: {label, is_reached, is_here, is_next, days, met, of}; `days` were spent in it."""
    here = list(ProjectStage).index(ProjectStage(project.stage))
    days = days_in_stages(project, on=on)
    return [
        {
            "label": stage.label,
            "is_reached": place <= here,
            "is_here": place == here,
            "is_next": place == here + 1,
            "days": days.get(stage),
            "met": ahead.met if ahead and ahead.stage == stage else None,
            "of": len(ahead.lines) if ahead and ahead.stage == stage else None,
        }
        for place, stage in enumerate(ProjectStage)
    ]


def days_in_stages(project, *, on):
    """{stage: calendar days spent in it}, over all times that the project stood in it."""
    changes = list(project.stage_changes.order_by("at", "pk"))
    spent = {}
    for change, following in pairwise([*changes, None]):
        until = following.on if following else on
        spent[change.stage] = spent.get(change.stage, 0) + max((until - change.on).days, 0)
    return spent
