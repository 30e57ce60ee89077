"""The move of a project into another stage, and what it leaves: the log, the clock of progress, the days and
the amount on the project. Whoever moves it calls this: leads.actions.stage."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.actions.changed import ProjectChanged
from leads.actions.progress import record_progress
from leads.actions.project_protection import follow_stage
from leads.models import ProgressEvent, Project, ProjectKind, StageChange, StageRequest, StatusRequest
from leads.stages import SIGNED_ON, ProjectStage, ProjectStatus, stages_from


def hold_still(project, *, at):
    """Keep the project where it is till the commit: a move and a request come one after the other."""
    rows = Project.objects.filter(pk=project.pk, stage=project.stage, status=ProjectStatus.ACTIVE)
    if not rows.update(updated_at=at):
        raise ProjectChanged(Project.objects.get(pk=project.pk))


def move(project, stage, *, marks, by, at, log=None, said=None, answering=None):
    """The conditional UPDATE decides: of two who move at once one does, ProjectChanged tells the other."""
    on, log = timezone.localdate(at), log or {}
    rows = Project.objects.filter(pk=project.pk, stage=project.stage, version=project.version)
    fields = {"stage": stage, "stage_on": on, "updated_at": at, **marks}
    if not rows.filter(status=ProjectStatus.ACTIVE).update(version=F("version") + 1, **fields):
        raise ProjectChanged(Project.objects.get(pk=project.pk))
    days = max((on - (project.stage_on or on)).days, 0)
    change = StageChange.objects.create(
        project=project, old=project.stage, stage=stage, on=on, at=at, by=by, days=days, **log
    )
    void_waiting(project, answering=answering, at=at)
    history.record("move_stage", project, by=by, at=at, **story(change, answering), **(said or {}))
    if not change.is_back:
        advance_clock(change)
    follow_stage(project, stage, by=by, at=at)
    project.refresh_from_db()
    return project


def story(change, answering):
    how = "back" if change.is_back else "exception" if change.is_exception else "approved"
    asked = str(answering.by) if answering else ""
    return {"old": change.old, "new": str(change.stage), "how": how, "reason": change.reason, "asked": asked}


def advance_clock(change):
    record_progress(
        project=change.project,
        kind=ProgressEvent.Kind.STAGE,
        on=change.on,
        text=_("进入%(stage)s") % {"stage": ProjectStage(change.stage).label},
        source=f"leads.stage_change:{change.pk}",
        by=change.by,
        at=change.at,
    )


def void_waiting(project, *, at, answering=None):
    """What was asked of a project that has moved since has lost its ground."""
    asked = StageRequest.objects.filter(project=project, answer=StageRequest.Answer.WAITING)
    others = asked.exclude(pk=answering.pk) if answering else asked
    others.update(answer=StageRequest.Answer.VOID, answered_at=at)
    wishes = StatusRequest.objects.filter(project=project, answer=StatusRequest.Answer.WAITING)
    wishes.update(answer=StatusRequest.Answer.VOID, answered_at=at)


def milestones(project, stage, facts):
    """Days and amount that the stages reached have brought, as far as they are not there yet: what was passed
    over by exception is made good with the next move."""
    marks = {}
    if stage in SIGNED_ON and project.signed_on is None:
        marks |= signing(project, facts)
    if stage in stages_from(ProjectStage.STARTED) and project.started_on is None:
        marks["started_on"] = facts.started_on
    if stage in stages_from(ProjectStage.PRODUCING) and project.producing_on is None:
        marks["producing_on"] = facts.producing_on
    return marks


def signing(project, facts):
    """The first formal agreement; of an increase only what is new counts (I-8)."""
    if facts.formal_signed_on is None or facts.formal_wan is None:
        return {}
    before = (project.prior_investment_wan or 0) if project.kind == ProjectKind.INCREASE else 0
    return {"signed_on": facts.formal_signed_on, "signed_wan": facts.formal_wan - before}


def undone(stage):
    """What does not hold before the stages beyond `stage` are reached."""
    marks = {}
    if stage not in SIGNED_ON:
        marks |= {"signed_on": None, "signed_wan": None}
    if stage not in stages_from(ProjectStage.STARTED):
        marks["started_on"] = None
    if stage not in stages_from(ProjectStage.PRODUCING):
        marks["producing_on"] = None
    return marks
