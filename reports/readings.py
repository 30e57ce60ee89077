"""The projects behind the figures, as they stood on a day, in a constant number of queries.

The stage is that of the log of stages on that day, a termination that of the log of decisions, the funds
those of the monthly reports up to that month. What was planned is read as it stands now.
"""

from decimal import Decimal

from django.utils import timezone

from leads.models import Agreement, ProgressReport, StageChange, StatusRequest
from leads.stages import ProjectStage, ProjectStatus, stages_from
from reports.counting import Case, Paper, count

FIELDS = (
    "pk",
    "kind",
    "stage",
    "prior_investment_wan",
    "terminated_on",
    "started_on",
    "producing_on",
    "planned_start_on",
    "planned_production_on",
    "is_industrial",
    "is_emerging",
    "fixed_investment_wan",
    "annual_tax_wan",
    "land_mu",
)


def count_of(scope, period):
    """The count of a period over the projects of `scope`."""
    papers = papers_of(scope, period.end)
    signing = {paper.project for paper in papers}
    return count(cases_of(scope, period.as_of, signing), papers, period)


def papers_of(scope, on):
    rows = Agreement.objects.filter(signed_on__lte=on, project__in=scope.projects().values("pk"))
    found = rows.values_list("pk", "project_id", "kind", "signed_on", "amount_wan")
    return [Paper(*row) for row in found.order_by("pk")]


def cases_of(scope, on, wanted):
    """The projects of `scope` that are in `wanted`, as they stood on the date `on`."""
    projects = scope.projects()
    stages, endings, arrived = stages_on(projects, on), endings_on(projects, on), arrived_on(projects, on)
    rows = projects.filter(agreements__signed_on__lte=on).distinct().order_by("pk")
    return [
        Case(
            pk=row["pk"],
            kind=row["kind"],
            stage=stage_of(row, stages.get(row["pk"]), on),
            prior=row["prior_investment_wan"],
            terminated_on=ending_of(row, endings.get(row["pk"], []), on),
            planned_start_on=row["planned_start_on"],
            planned_production_on=row["planned_production_on"],
            arrived=arrived.get(row["pk"], Decimal(0)),
            is_industrial=row["is_industrial"],
            is_emerging=row["is_emerging"],
            fixed=row["fixed_investment_wan"],
            tax=row["annual_tax_wan"],
            land=row["land_mu"],
        )
        for row in rows.values(*FIELDS)
        if row["pk"] in wanted
    ]


def stages_on(projects, on):
    """{project: the stage that its log gives for the date `on`}."""
    rows = StageChange.objects.filter(project__in=projects.values("pk"), on__lte=on)
    return dict(rows.order_by("on", "at", "pk").values_list("project_id", "stage"))


def stage_of(row, logged, on):
    """The stage of the log; beyond it where work had begun by `on` and was approved only later."""
    reached = logged or ProjectStage.NEGOTIATING
    for stage, day in ((ProjectStage.STARTED, "started_on"), (ProjectStage.PRODUCING, "producing_on")):
        proven = row[day] is not None and row[day] <= on and row["stage"] in stages_from(stage)
        if proven and reached not in stages_from(stage):
            reached = stage
    return reached


def endings_on(projects, on):
    """{project: [(day, status)]} of what was decided up to the date `on`, in order."""
    rows = StatusRequest.objects.filter(
        project__in=projects.values("pk"), answer=StatusRequest.Answer.APPROVED, answered_at__isnull=False
    )
    found = {}
    for pk, at, status in rows.order_by("answered_at", "pk").values_list(
        "project_id", "answered_at", "status"
    ):
        day = timezone.localdate(at)
        if day <= on:
            found.setdefault(pk, []).append((day, status))
    return found


def ending_of(row, decided, on):
    """Since when the project is terminated on the date `on`, or None.

    The day on its own row speaks for a termination that stands; one that was taken back since stands in the
    log alone.
    """
    if row["terminated_on"] and row["terminated_on"] <= on:
        return row["terminated_on"]
    day, status = decided[-1] if decided else (None, None)
    is_standing = row["terminated_on"] is not None  # it ends later than `on`, whenever that was decided
    return day if status == ProjectStatus.TERMINATED and not is_standing else None


def arrived_on(projects, on):
    """{project: funds arrived}: the reports are cumulative, the last one up to that month says all."""
    rows = ProgressReport.objects.filter(project__in=projects.values("pk"), month__lte=on)
    return dict(rows.order_by("month").values_list("project_id", "arrived_wan"))
