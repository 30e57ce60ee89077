"""The projects that came of converted leads: how far each is, and the rows that prove it.

All follows from the leads and the day alone, so the same leads make the same projects.
"""

import datetime as dt
from collections import Counter, defaultdict
from itertools import islice
from typing import NamedTuple

from accounts.models import RoleGrant, User
from accounts.roles import Role
from core.models import Event
from gaoxin_crm.demo.project_rows import moves, rows_of
from leads.models import Lead, Project, ProjectCounter, ProjectKind
from leads.stages import LeadStatus, ProjectStage, ProjectStatus

ROWS = 1000
KINDS = (ProjectKind.NEW, ProjectKind.NEW, ProjectKind.INCREASE, ProjectKind.RELOCATE, ProjectKind.HQ)
DEPTHS = (0, 3, 1, 5, 0, 2, 4, 1, 3, 0, 6, 2, 0, 5, 1, 3, 7)
"""How many stages beyond 在谈 one project after the other has come, at the most: a young one less."""
DAYS_PER_STAGE = 9
IDLE = (6, 21, 70, 12, 96, 33, 3, 64, 45, 18)
"""How many days ago one project after the other moved last."""
TERMINATED_EVERY, PAUSED_EVERY = 17, 13


class Case(NamedTuple):
    """One project, and the day on which it entered each stage it has reached, {stage: date}."""

    project: Project
    days: dict
    number: int
    office: int
    leader: int

    def has_reached(self, stage):
        return stage in self.days


class Offices:
    """Who answers for a chain: its office and leader, or the zone's administrator where it has none."""

    def __init__(self):
        grants = RoleGrant.objects.order_by("pk").values_list("chain_code", "role", "user_id")
        self.of_chain = {(code, role): user for code, role, user in grants}
        self.admin = next(user for code, role, user in grants if role == Role.ZONE_ADMIN)

    def holder(self, chain, role):
        return self.of_chain.get((chain, role), self.admin)


def seed_projects(*, clock) -> None:
    numbers, offices, people = Counter(), Offices(), User.objects.in_bulk()
    cases = cases_of(clock, numbers, offices)
    while batch := list(islice(cases, ROWS)):
        rows = defaultdict(list)
        for case in batch:  # first the rows: the monthly reports say on the project what has arrived
            for row in rows_of(case, clock):
                rows[type(row)].append(row)
        Project.objects.bulk_create([case.project for case in batch])
        for model, found in rows.items():
            model.objects.bulk_create(found, batch_size=ROWS)
        events = (event for case in batch for event in moves(case, clock, people))
        Event.objects.bulk_create(events, batch_size=ROWS)
    ProjectCounter.objects.bulk_create(
        ProjectCounter(chain_id=chain, year=year, last=last) for (chain, year), last in numbers.items()
    )


def cases_of(clock, numbers, offices):
    """One case for each converted lead; `numbers` counts them by chain and year."""
    converted = Lead.objects.filter(status=LeadStatus.CONVERTED, segment__isnull=False).defer("grams")
    for number, lead in enumerate(converted.order_by("received_on", "pk").iterator(chunk_size=ROWS)):
        days = days_of(number, lead.received_on + dt.timedelta(days=2), clock.today)
        began = days[ProjectStage.NEGOTIATING]
        numbers[lead.chain_id, began.year] += 1
        code = f"GX-{lead.chain_id}-{began.year}-{numbers[lead.chain_id, began.year]:03d}"
        office = offices.holder(lead.chain_id, Role.CHAIN_OFFICE)
        leader = offices.holder(lead.chain_id, Role.CHAIN_LEADER)
        yield Case(project_of(lead, code, days, number, clock), days, number, office, leader)


def days_of(number, began, today):
    """The days on which the project entered its stages, spread between its beginning and its last move."""
    age = max((today - began).days, 0)
    depth = min(DEPTHS[number % len(DEPTHS)], age // DAYS_PER_STAGE)
    idle = min(IDLE[number % len(IDLE)], age // 2) if depth else 0
    stages = list(ProjectStage)[: depth + 1]
    return {
        stage: began + dt.timedelta(days=(age - idle) * place // max(depth, 1))
        for place, stage in enumerate(stages)
    }


def project_of(lead, code, days, number, clock):
    stage = list(days)[-1]
    total = lead.investment_wan
    status = status_of(number, stage)
    signed, today = days.get(ProjectStage.SIGNED), clock.today
    kind = KINDS[number % len(KINDS)]
    prior = total * 2 / 5 if kind == ProjectKind.INCREASE else None
    moment = clock.at(days[ProjectStage.NEGOTIATING], 60)
    return Project(
        code=code,
        lead=lead,
        company_id=lead.company_id,
        title=lead.title,
        chain_id=lead.chain_id,
        segment_id=lead.segment_id,
        kind=kind,
        stage=stage,
        status=status,
        owner_id=lead.owner_id,
        team_id=lead.team_id,
        total_investment_wan=total,
        prior_investment_wan=prior,
        fixed_investment_wan=total * 17 / 20,
        annual_output_wan=total * 13 / 10,
        annual_tax_wan=total * 3 / 50,
        jobs=40 + number * 7 % 360,
        land_mu=lead.land_mu,
        is_emerging=number % 3 != 0,
        grade=lead.grade,
        next_action_text="" if status != ProjectStatus.ACTIVE else "催办下一阶段的材料",
        next_action_on=None if status != ProjectStatus.ACTIVE else clock.on(number % 12 - 2),
        planned_sign_on=signed or today + dt.timedelta(days=30 + number % 60),
        planned_start_on=(signed or today) + dt.timedelta(days=25 + number % 90),
        planned_production_on=(signed or today) + dt.timedelta(days=300 + number % 200),
        stage_on=days[stage],
        idle_from_on=days[stage],
        signed_on=signed,
        signed_wan=(total - (prior or 0)) if signed else None,
        started_on=days.get(ProjectStage.STARTED),
        producing_on=days.get(ProjectStage.PRODUCING),
        paused_on=today - dt.timedelta(days=5) if status == ProjectStatus.PAUSED else None,
        restart_on=today + dt.timedelta(days=40) if status == ProjectStatus.PAUSED else None,
        terminated_on=max(days[stage], today - dt.timedelta(days=4))
        if status == ProjectStatus.TERMINATED
        else None,
        created_by_id=lead.created_by_id,
        created_at=moment,
        updated_at=moment,
    )


def status_of(number, stage):
    if number % TERMINATED_EVERY == TERMINATED_EVERY - 1:
        return ProjectStatus.TERMINATED
    is_paused = number % PAUSED_EVERY == PAUSED_EVERY - 1 and stage == ProjectStage.NEGOTIATING
    return ProjectStatus.PAUSED if is_paused else ProjectStatus.ACTIVE
