"""The rows behind a demo project: the log of its stages, and what its stages demanded."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

from core import history
from core.models import Event
from leads.models import (
    AdmissionReview,
    Agreement,
    DueDiligence,
    PolicyCommitment,
    ProgressEvent,
    ProgressReport,
    StageChange,
    StageEvidence,
    StatusRequest,
)
from leads.stages import ProjectStage, ProjectStatus

PROMISES = (
    (PolicyCommitment.Kind.RENT, "前三年标准厂房租金按 70% 缴纳", "高新区产业载体扶持办法"),
    (PolicyCommitment.Kind.EQUIPMENT, "设备投资按 5% 补助，分两年兑现", "高新区先进制造业扶持办法"),
    (PolicyCommitment.Kind.TALENT, "核心团队入住人才公寓 12 套", "高新区人才安居办法"),
)
SUMMIT, MEETING = "产业链集中签约活动", "主任办公会"


def rows_of(case, clock):
    yield from stage_rows(case, clock)
    if case.project.status != ProjectStatus.ACTIVE:
        yield status_row(case, clock)
    if case.has_reached(ProjectStage.REVIEWED):
        yield from review_rows(case, clock)
        yield from promise_rows(case, clock)
    if case.has_reached(ProjectStage.TO_SIGN):
        yield from agreement_rows(case, clock)
    yield from evidence_rows(case, clock)
    if case.has_reached(ProjectStage.SIGNED):
        yield from report_rows(case, clock)


def stage_rows(case, clock):
    """The log of the stages; each but the first is progress."""
    before = None
    for stage, on in case.days.items():
        said = {"project": case.project, "by_id": case.leader, "on": on, "at": clock.at(on, 75)}
        days = (on - case.days[before]).days if before else None
        yield StageChange(old=before or "", stage=stage, days=days, **said)
        if before:
            text = f"进入{ProjectStage(stage).label}"
            source = f"demo:stage:{stage}"
            yield ProgressEvent(kind=ProgressEvent.Kind.STAGE, text=text, source=source, **said)
        before = stage


def moves(case, clock, people):
    """What the history says of the moves of a saved project; `people` are users by their key."""
    stages = list(case.days)
    for old, new in pairwise(stages):
        data = {"old": str(old), "new": str(new), "how": "approved", "reason": ""}
        data["asked"] = str(people[case.project.owner_id])
        at = clock.at(case.days[new], 75)
        yield Event(**history.row("move_stage", case.project, by=people[case.leader], at=at, data=data))


def status_row(case, clock):
    """Why it pauses or was given up; the office asked, the leader agreed."""
    project = case.project
    is_over = project.status == ProjectStatus.TERMINATED
    kinds = StatusRequest.Kind
    on = project.terminated_on or project.paused_on
    return StatusRequest(
        project=project,
        old=ProjectStatus.ACTIVE,
        status=project.status,
        kind=kinds.LOST if is_over else kinds.MARKET,
        reason="对方改在外地建厂" if is_over else "对方等下半年订单落定",
        lost_to="外省开发区" if is_over else "",
        restart_on=project.restart_on,
        by_id=project.owner_id,
        at=clock.at(on, 10),
        answer=StatusRequest.Answer.APPROVED,
        answered_by_id=case.leader,
        answered_at=clock.at(on, 200),
    )


def review_rows(case, clock):
    """The check of the background by the office, and the meeting a week later at the latest."""
    on = case.days[ProjectStage.REVIEWED]
    checked_on = max(case.days[ProjectStage.NEGOTIATING], on - dt.timedelta(days=7))
    items = {item.value: {"result": DueDiligence.Result.OK, "note": ""} for item in DueDiligence.Item}
    yield DueDiligence(
        project=case.project,
        checked_on=checked_on,
        items=items,
        conclusion=DueDiligence.Conclusion.PASS,
        by_id=case.office,
        at=clock.at(checked_on, 60),
    )
    score = Decimal(78 + case.number % 15)
    yield AdmissionReview(
        project=case.project,
        held_on=on,
        members="招商部门、规划、环保、应急、财政",
        scores=[{"name": "综合", "weight": 100, "score": str(score)}],
        total=score,
        conclusion=AdmissionReview.Conclusion.APPROVED,
        by_id=case.office,
        at=clock.at(on, 65),
    )


def promise_rows(case, clock):
    """One or two promises; now and then one that still waits for its review."""
    on = case.days[ProjectStage.REVIEWED]
    is_signed = case.has_reached(ProjectStage.SIGNED)
    for place in range(1 + case.number % 2):
        kind, content, basis = PROMISES[(case.number + place) % len(PROMISES)]
        is_open = not is_signed and (case.number + place) % 3 == 0
        review = PolicyCommitment.FairReview.MISSING if is_open else PolicyCommitment.FairReview.PASSED
        yield PolicyCommitment(
            project=case.project,
            kind=kind,
            content=content,
            basis_title=basis,
            basis_number=f"示例文〔2025〕{3 + place} 号",
            basis_published_on=dt.date(2025, 1, 20),
            amount_wan=Decimal(60 + case.number % 9 * 20),
            ceiling_wan=Decimal(300),
            approver="方致远",
            due_on=clock.today + dt.timedelta(days=90 + case.number % 200),
            fair_review=review,
            fair_reviewed_on=None if is_open else on,
            created_by_id=case.project.owner_id,
            created_at=clock.at(on, 90),
        )


def agreement_rows(case, clock):
    settled, project = case.days[ProjectStage.TO_SIGN], case.project
    signed = case.days.get(ProjectStage.SIGNED)
    at = clock.at(settled, 30)
    if case.number % 4 == 0:
        yield Agreement(
            project=project,
            kind=Agreement.Kind.FRAMEWORK,
            amount_wan=project.total_investment_wan * 2,
            signed_on=settled,
            event=SUMMIT,
            created_by_id=project.owner_id,
            created_at=at,
        )
    yield Agreement(
        project=project,
        kind=Agreement.Kind.FORMAL,
        amount_wan=project.total_investment_wan,
        text_settled_on=settled,
        legal_reviewed_on=settled,
        legal_reviewer="区法律顾问",
        executive_meeting_no=f"{MEETING} {settled.year} 年第 {1 + case.number % 20} 次" if signed else "",
        signed_on=signed,
        event=SUMMIT if signed and case.number % 2 else "",
        created_by_id=project.owner_id,
        created_at=at,
    )


def evidence_rows(case, clock):
    kinds = StageEvidence.Kind
    proofs = (
        (
            ProjectStage.LANDED,
            kinds.LAND_CONTRACT if case.project.land_mu else kinds.CARRIER_LEASE,
            "示例合同",
        ),
        (ProjectStage.LANDED, kinds.LOCAL_COMPANY, case.project.company.uscc or "示例登记"),
        (ProjectStage.STARTED, kinds.START, "示例施工许可"),
        (ProjectStage.PRODUCING, kinds.PRODUCTION, "示例首张发票"),
        (ProjectStage.FULL_CAPACITY, kinds.YEAR_FIGURES, "示例年报"),
    )
    for stage, kind, reference in proofs:
        if not case.has_reached(stage):
            continue
        on = case.days[stage]
        yield StageEvidence(
            project=case.project,
            kind=kind,
            on=on,
            reference=reference,
            output_wan=case.project.annual_output_wan if kind == kinds.YEAR_FIGURES else None,
            tax_wan=case.project.annual_tax_wan if kind == kinds.YEAR_FIGURES else None,
            by_id=case.project.owner_id,
            at=clock.at(on, 20),
        )


def report_rows(case, clock):
    """A report for each full month since the signing; the sums rise, the work keeps to its plan or lags."""
    project, month = case.project, case.days[ProjectStage.SIGNED].replace(day=1)
    place, lag = 0, (0, 0, 6, 18)[case.number % 4]
    while (following := (month + dt.timedelta(days=32)).replace(day=1)) <= clock.today:
        place += 1
        planned = min(100, place * 11) if case.has_reached(ProjectStage.STARTED) else None
        project.arrived_wan = project.signed_wan * min(place * 8, 90) / 100
        project.behind_points = None if planned is None else Decimal(min(planned, lag))
        if case.has_reached(ProjectStage.STARTED) and place > 1 and project.in_statistics_on is None:
            project.in_statistics_on = month
        yield ProgressReport(
            project=project,
            month=month,
            arrived_wan=project.arrived_wan,
            planned_percent=planned,
            done_percent=None if planned is None else max(0, planned - lag),
            is_in_statistics=project.in_statistics_on is not None,
            by_id=project.owner_id,
            created_at=clock.at(following, 60),
        )
        month = following
