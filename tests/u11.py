"""The projects of story U11, row by row: six signings of the first half of 2025."""

import datetime as dt

from leads.models import Agreement, StageChange
from leads.stages import ProjectStage, ProjectStatus, stage_after
from tests.factories import NOON, AgreementFactory, ProgressReportFactory, ProjectFactory

YI = 10_000  # 万元 in one 亿元


def day(month, date):
    return dt.date(2025, month, date)


def reach(project, *, stage, signed=None, started=None):
    """The log of the stages of `project`, each a step, on the days given for signing and start."""
    at, on = ProjectStage.NEGOTIATING, day(1, 2)
    StageChange.objects.create(project=project, stage=at, on=on, at=NOON)
    while at != stage:
        old, at = at, stage_after(at)
        on = {ProjectStage.SIGNED: signed, ProjectStage.STARTED: started}.get(at) or on
        StageChange.objects.create(project=project, old=old, stage=at, on=on, at=NOON)


def signed(on, amount, *, stage=ProjectStage.SIGNED, started=None, arrived=None, **fields):
    """A project with its first formal agreement of `amount` 亿元."""
    wan = amount * YI
    project = ProjectFactory(
        stage=stage, stage_on=started or on, signed_on=on, signed_wan=wan, started_on=started, **fields
    )
    reach(project, stage=stage, signed=on, started=started)
    AgreementFactory(project=project, amount_wan=wan, signed_on=on)
    if arrived is not None:
        ProgressReportFactory(project=project, month=day(7, 1), arrived_wan=int(arrived * YI))
    return project


def projects(**fields):
    """{"P1": …, "P6": …}."""
    started = ProjectStage.STARTED
    p1 = signed(
        day(3, 5), 10, stage=started, started=day(6, 20), planned_start_on=day(6, 30), arrived=2.5, **fields
    )
    AgreementFactory(project=p1, amount_wan=10 * YI, signed_on=day(5, 18), event="集中签约仪式")
    p2 = ProjectFactory(**fields)
    reach(p2, stage=ProjectStage.NEGOTIATING)
    AgreementFactory(project=p2, kind=Agreement.Kind.FRAMEWORK, amount_wan=30 * YI, signed_on=day(3, 10))
    increase = {"kind": "INCREASE", "prior_investment_wan": 3 * YI, "planned_start_on": day(5, 31)}
    over = {"status": ProjectStatus.TERMINATED, "terminated_on": day(6, 30)}
    return {
        "P1": p1,
        "P2": p2,
        "P3": signed(day(2, 20), 5, planned_start_on=day(5, 31), arrived=0.5, **fields),
        "P4": signed(day(4, 11), 5, stage=started, started=day(5, 6), arrived=1.0, **increase, **fields),
        "P5": signed(day(6, 28), 20, planned_start_on=day(10, 31), arrived=0, **fields),
        "P6": signed(day(1, 15), 8, **over, **fields),
    }
