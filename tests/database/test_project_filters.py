"""Every filter of the list of projects: one test each, and one that fails when a filter has none."""

import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.roles import Role
from leads.chips import address, chips
from leads.listing import listing
from leads.models import Grade, Project, ProjectKind, StageRequest, StatusRequest
from leads.pipeline import pipeline
from leads.project_filters import ProjectFilter
from leads.stages import WEIGHTS, ProjectStage, ProjectStatus
from tests.factories import (
    NOON,
    TODAY,
    ChainFactory,
    CompanyFactory,
    LeadFactory,
    ProjectFactory,
    SegmentFactory,
    TeamFactory,
    person,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def viewer(sensor):
    return person(Role.ZONE_ADMIN)


def filtered(user, query):
    return ProjectFilter(QueryDict(query), user=user, on=TODAY)


def found(user, query):
    filters = filtered(user, query)
    assert filters.is_valid(), filters.errors
    return list(filters.rows())


def pair(**fields):
    """A project with the fields, and one without."""
    return ProjectFactory(**fields), ProjectFactory()


def request(project, kind, status=ProjectStatus.PAUSED, **fields):
    values = {"answer": StatusRequest.Answer.APPROVED, "restart_on": TODAY, "at": NOON} | fields
    return StatusRequest.objects.create(
        project=project, old="ACTIVE", status=status, kind=kind, reason="暂缓", by=project.owner, **values
    )


def test_q_searches_code_title_and_company(viewer):
    by_code = ProjectFactory(code="GX-OPTO-2025-777")
    by_title = ProjectFactory(title="气体传感器产线")
    by_company = ProjectFactory(lead=LeadFactory(company=CompanyFactory(grams="气体 体科", initials="lgcg")))
    ProjectFactory(title="光电")
    assert found(viewer, "q=opto-2025") == [by_code]
    assert set(found(viewer, "q=气体")) == {by_title, by_company}
    assert found(viewer, "q=LGC") == [by_company]
    assert found(viewer, "q=，。") == []


def test_owner(viewer, staff):
    mine, theirs = ProjectFactory(owner=viewer), ProjectFactory(owner=staff)
    assert found(viewer, "owner=me") == [mine]
    assert found(viewer, f"owner={staff.pk}") == [theirs]
    assert set(found(viewer, "owner=any")) == {mine, theirs}
    assert set(found(viewer, "owner=team")) == {mine}


def test_team(viewer):
    team = TeamFactory()
    project, _other = pair(team=team)
    assert found(viewer, f"team={team.pk}") == [project]


def test_chain_takes_the_projects_of_all_its_segments(viewer, superhard):
    projects = {ProjectFactory(chain=superhard), ProjectFactory(chain=superhard)}
    ProjectFactory()
    assert set(found(viewer, "chain=SUPERHARD")) == projects


def test_segment_takes_all_that_lies_below(viewer, sensor):
    material = SegmentFactory(chain=sensor)
    ceramics = SegmentFactory(chain=sensor, parent=material)
    projects = {ProjectFactory(segment=material), ProjectFactory(segment=ceramics)}
    ProjectFactory()
    assert set(found(viewer, f"segment={material.pk}")) == projects


def test_company(viewer):
    project, _other = pair()
    assert found(viewer, f"company={project.company_id}") == [project]


def test_stage_takes_several(viewer):
    projects = {stage: ProjectFactory(stage=stage) for stage in ProjectStage}
    assert set(found(viewer, "stage=SIGNED&stage=LANDED")) == {projects["SIGNED"], projects["LANDED"]}


def test_started_no_is_known_from_the_stage_and_from_the_day_of_start(viewer):
    signed = ProjectFactory(stage=ProjectStage.SIGNED)
    begun = ProjectFactory(stage=ProjectStage.LANDED, started_on=TODAY)
    started = ProjectFactory(stage=ProjectStage.STARTED)
    producing = ProjectFactory(stage=ProjectStage.PRODUCING)
    assert found(viewer, "stage=SIGNED&stage=LANDED&started=no") == [signed]
    assert set(found(viewer, "started=yes")) == {begun, started, producing}


def test_status(viewer):
    active, paused, ended = ProjectFactory(), ProjectFactory(paused=True), ProjectFactory(terminated=True)
    assert found(viewer, "status=PAUSED") == [paused]
    assert set(found(viewer, "status=ACTIVE&status=TERMINATED")) == {active, ended}


def test_due_is_the_light_of_the_next_step_of_projects_that_go_on(viewer):
    late = ProjectFactory(next_action_on=TODAY - DAY)
    today = ProjectFactory()
    missing = ProjectFactory(next_action_on=None)
    fresh = ProjectFactory(next_action_on=TODAY + DAY)
    ProjectFactory(paused=True, next_action_on=TODAY - DAY)
    ProjectFactory(terminated=True, next_action_on=None)
    for light, project in {"overdue": late, "due": today, "missing": missing, "fresh": fresh}.items():
        assert found(viewer, f"due={light}") == [project]
        assert project.step_light(TODAY) == light
    assert set(found(viewer, "due=due&due=overdue")) == {late, today}


def test_light_is_that_of_the_project(viewer):
    def idle(days):
        return ProjectFactory(idle_from_on=TODAY - days * DAY)

    green, yellow, red = idle(60), idle(61), idle(91)
    ProjectFactory(terminated=True, idle_from_on=TODAY - 200 * DAY)
    for colour, project in {"green": green, "yellow": yellow, "red": red}.items():
        assert found(viewer, f"light={colour}") == [project]
    assert set(found(viewer, "light=red&light=yellow")) == {yellow, red}


def test_waits_for_an_answer_on_stage_or_status(viewer):
    stage, status, answered, _none = ProjectFactory.create_batch(4)
    asked = {"stage": ProjectStage.REVIEWED, "at": NOON}
    StageRequest.objects.create(project=stage, by=stage.owner, **asked)
    StageRequest.objects.create(project=answered, by=answered.owner, answer="APPROVED", **asked)
    request(status, "MARKET", answer=StatusRequest.Answer.WAITING)
    request(answered, "MARKET")
    assert set(found(viewer, "waits=approval")) == {stage, status}


def test_reason_is_the_one_the_project_stands_for_now(viewer):
    land, market, resumed, refused = (
        *ProjectFactory.create_batch(3, paused=True),
        ProjectFactory(),
    )
    request(land, "MARKET")
    request(land, "LAND", at=NOON + DAY)
    request(market, "MARKET")
    request(resumed, "LAND", at=NOON)
    Project.objects.filter(pk=resumed.pk).update(status=ProjectStatus.ACTIVE, paused_on=None)
    request(refused, "LAND", answer=StatusRequest.Answer.REFUSED, answer_reason="不同意")
    assert found(viewer, "reason=LAND") == [land]
    assert set(found(viewer, "reason=LAND&reason=MARKET")) == {land, market}


def test_grade(viewer):
    project, _other = pair(grade=Grade.A)
    assert found(viewer, "grade=A") == [project]


def test_kind(viewer):
    project, _other = pair(kind=ProjectKind.INCREASE)
    assert found(viewer, "kind=INCREASE&kind=HQ") == [project]


def test_investment_min_and_investment_max(viewer):
    small, big = ProjectFactory(total_investment_wan=500), ProjectFactory(total_investment_wan=9000)
    assert found(viewer, "investment_max=8999.99") == [small]
    assert found(viewer, "investment_min=500.01") == [big]


def test_signed_from_and_signed_to(viewer):
    first, second = (
        ProjectFactory(stage=ProjectStage.SIGNED, signed_on=TODAY + n * DAY, signed_wan=1) for n in (0, 1)
    )
    ProjectFactory()
    assert found(viewer, f"signed_from={TODAY + DAY}") == [second]
    assert found(viewer, f"signed_to={TODAY}") == [first]


def test_sort(viewer):
    big = ProjectFactory(
        total_investment_wan=9, next_action_on=TODAY + DAY, stage="TO_SIGN", grade="B", updated_at=NOON
    )
    small = ProjectFactory(
        total_investment_wan=1, next_action_on=TODAY, stage="LANDED", grade="A", updated_at=NOON + DAY
    )
    without = ProjectFactory(
        total_investment_wan=5, next_action_on=None, stage="REVIEWED", grade="C", updated_at=NOON - DAY
    )
    orders = {
        "": [small, big, without],
        "-next": [big, small, without],
        "investment": [small, without, big],
        "stage": [without, big, small],
        "grade": [small, big, without],
        "updated": [without, big, small],
    }
    for key, order in orders.items():
        assert found(viewer, f"owner=any&sort={key}") == order
        if key and key != "-next":
            assert found(viewer, f"owner=any&sort=-{key}") == order[::-1]


def test_view_names_where_the_filter_came_from_and_chooses_nothing(viewer):
    project = ProjectFactory()
    assert found(viewer, "owner=any&view=12") == [project]


def test_page(viewer):
    segment, lead = SegmentFactory(), {"owner": viewer}
    projects = [ProjectFactory(segment=segment, total_investment_wan=2, **lead) for _n in range(51)]
    first, second = (listing(filtered(viewer, f"owner=any&page={n}")) for n in (1, 2))
    assert [first.count, len(first.rows), first.pages, first.total_wan] == [51, 50, 2, Decimal(102)]
    assert {row.pk for row in [*first.rows, *second.rows]} == {project.pk for project in projects}


def test_the_pipeline_weighs_each_investment_by_its_stage(viewer):
    for stage in ProjectStage:
        ProjectFactory(stage=stage, total_investment_wan=1000)
    ProjectFactory(stage=ProjectStage.SIGNED, terminated=True, total_investment_wan=1000)
    weighed = pipeline(filtered(viewer, "owner=any"))
    assert weighed.weighted_wan == Decimal(6000) == 1000 * sum(WEIGHTS.values())
    assert pipeline(filtered(viewer, "stage=REVIEWED")).weighted_wan == 300
    assert weighed.weights == [("在谈", 10), ("已评审", 30), ("拟签约", 60), ("已签约", 100)]
    assert pipeline(filtered(viewer, "stage=REVIEWED&status=PAUSED")).weighted_wan == 0


def test_every_filter_has_a_test():
    tests = " ".join(name for name in globals() if name.startswith("test_"))
    assert [name for name in ProjectFilter.base_filters if name not in tests] == []


@pytest.mark.parametrize(
    "query",
    [
        "stage=WRONG",
        "sort=owner__password",
        "investment_min=viel",
        "signed_from=2025-02-30",
        "owner=999999",
        "chain=NONE",
        "kind=Z",
        "page=0",
        "started=maybe",
        "waits=me",
        "due=none",
        "reason=BAD",
    ],
)
def test_an_invalid_filter_gives_no_rows_rather_than_everything(viewer, query):
    ProjectFactory()
    filters = filtered(viewer, query)
    assert not filters.is_valid()
    assert list(filters.rows()) == []


def test_the_opening_view_is_mine_for_those_who_work_on_projects_and_all_for_those_who_lead(sensor, staff):
    mine, theirs = ProjectFactory(owner=staff), ProjectFactory()
    ProjectFactory(owner=staff, terminated=True)
    assert found(staff, "") == [mine]
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code])
    assert set(found(leader, "")) == {mine, theirs}


def test_the_filter_never_widens_what_a_person_may_see(staff):
    ProjectFactory(chain=ChainFactory(code="SUPERHARD", name="超硬材料"))
    assert found(staff, "owner=any&chain=SUPERHARD") == []


def test_chips_say_the_filter_in_words(viewer):
    filters = filtered(viewer, "stage=SIGNED&stage=LANDED&started=no&status=ACTIVE&due=missing&page=3")
    assert {chip.name: chip.words for chip in chips(filters)} == {
        "stage": "已签约、已落地",
        "started": "未开工",
        "status": "正常",
        "due": "无下一步",
    }
    assert address(filters, stage=None) == "started=no&status=ACTIVE&due=missing"
