"""The board: lanes whose figures are the database's, cards in a constant number of queries, and refusals."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.roles import Role
from core import history
from core.templatetags.ui import money
from leads.board import FIRST_CARDS
from leads.models import DueDiligence, Project, StageRequest
from leads.project_filters import ProjectFilter
from leads.stages import ProjectStage
from tests.factories import NOON, TODAY, ProjectFactory, person

pytestmark = pytest.mark.django_db
ALL = "owner=any"
LANE = re.compile(r'<section class="lane".*?</section>', re.DOTALL)
HEAD = re.compile(
    r'data-lane="(?P<key>[^"]+)".*?<h2[^>]*>(?:<a href="/projects/\?(?P<query>[^"]*)">|<span>)[^<]*.*?'
    r'class="count">(?P<count>\d+)</span>.*?<p>(?P<total>[^<]*)</p>',
    re.DOTALL,
)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚"))


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def lanes(page):
    """{key: {query, count, total, cards}}"""
    found = {}
    for lane in LANE.findall(page):
        head = HEAD.search(lane).groupdict()
        found[head["key"]] = head | {"count": int(head["count"]), "cards": cards(lane)}
    return found


def cards(page):
    return [int(key) for key in re.findall(r'id="card-(\d+)"', page)]


def some_projects(sensor, superhard, owners):
    """Projects of every stage, two chains, two owners and three lights; no two sums are the same."""
    idle = [10, 70, 100]
    for number, stage in enumerate(list(ProjectStage) * 3):
        ProjectFactory(
            chain=sensor if number % 3 else superhard,
            owner=owners[number % 2],
            stage=stage,
            total_investment_wan=Decimal(1000 + 7 * number),
            idle_from_on=TODAY - dt.timedelta(days=idle[number % 3]),
        )


# -- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["stage", "chain", "owner", "light"])
@pytest.mark.parametrize("filters", [ALL, "owner=any&chain=SENSOR", "owner=any&stage=REVIEWED&stage=LANDED"])
def test_a_lane_counts_and_sums_the_rows_its_link_opens(
    signed_in, admin, sensor, superhard, staff, outsider, group, filters
):
    some_projects(sensor, superhard, [staff, outsider])
    page = text(signed_in(admin).get(f"/projects/board/?{filters}&group={group}&finished=1"))
    found = lanes(page)
    assert found
    seen = set()
    for key, lane in found.items():
        if lane["query"] is None:
            assert key == "NONE" or lane["count"] == 0
            continue
        rows = rows_of(lane["query"].replace("&amp;", "&"), admin)
        total = rows.order_by().aggregate(total=Sum("total_investment_wan"))["total"]
        assert (lane["count"], lane["total"]) == (rows.count(), money(total or 0))
        assert set(lane["cards"]) == {row.pk for row in rows}
        assert not seen & set(lane["cards"])
        seen |= set(lane["cards"])
    visible = {row.pk for row in rows_of(filters, admin)}
    assert seen | set(found.get("NONE", {}).get("cards", [])) == visible


def rows_of(query, user):
    return ProjectFilter(QueryDict(query), user=user, on=TODAY).rows()


def test_lanes_by_stage_are_all_stages_but_the_folded_ones(office, sensor, staff):
    for stage, amount in ((ProjectStage.NEGOTIATING, 32000), (ProjectStage.PRODUCING, 8000)):
        ProjectFactory(owner=staff, stage=stage, total_investment_wan=amount)
    page = text(office.get(f"/projects/board/?{ALL}"))
    found = lanes(page)
    assert list(found) == list(ProjectStage)[:6]
    assert (found["NEGOTIATING"]["count"], found["NEGOTIATING"]["total"]) == (1, "3.20 亿元")
    assert found["REVIEWED"]["count"] == 0
    assert "已投产 1 个，8,000 万元" in page
    assert "已达产 0 个" in page
    unfolded = re.search(r'<a href="\?([^"]*)">展开两列', page)[1].replace("&amp;", "&")
    assert lanes(text(office.get(f"/projects/board/?{unfolded}")))["PRODUCING"]["count"] == 1


def test_where_all_are_finished_nothing_is_folded(office, sensor, staff):
    ProjectFactory(owner=staff, stage=ProjectStage.FULL_CAPACITY)
    page = text(office.get(f"/projects/board/?{ALL}"))
    assert lanes(page)["FULL_CAPACITY"]["count"] == 1
    assert "展开两列" not in page


def test_a_card_says_what_a_card_says(office, sensor, staff):
    project = ProjectFactory(
        owner=staff,
        title="谐波减速器产线",
        total_investment_wan=32000,
        grade="B",
        idle_from_on=TODAY - dt.timedelta(days=93),
        next_action_on=TODAY + dt.timedelta(days=2),
    )
    green = ProjectFactory(owner=staff)
    page = text(office.get(f"/projects/board/?{ALL}"))
    card = page[page.index(f'id="card-{project.pk}"') :]
    card = card[: card.index("</article>")]
    for words in (
        escape(project.company.label),
        "谐波减速器产线",
        "3.20 亿元",
        ">B<",
        "红灯",
        "93 天",
        "1/5",
        "06-13 周五",
    ):
        assert words in card
    assert 'aria-hidden="true">李</span>' in card
    assert 'data-next="REVIEWED" data-takes="放到这里：缺 4 项条件"' in card
    other = page[page.index(f'id="card-{green.pk}"') :]
    other = other[: other.index("</article>")]
    assert "绿灯" in other
    assert 'class="why"' not in other


def test_the_switch_and_the_groups_carry_the_filter(office, sensor, staff):
    ProjectFactory(owner=staff)
    filters = "owner=any&chain=SENSOR"
    page = text(office.get(f"/projects/board/?{filters}&group=owner")).replace("&amp;", "&")
    assert f'href="/projects/?{filters}"' in page
    assert f'href="?{filters}&group=light"' in page
    assert list(lanes(page)) == [str(staff.pk)]
    listed = text(office.get(f"/projects/?{filters}")).replace("&amp;", "&")
    assert f'href="/projects/board/?{filters}"' in listed


def test_a_lane_of_my_unit_opens_what_it_counts(signed_in, sensor, staff):
    colleague = person(Role.STAFF, chains=[sensor.code], team=staff.team)
    for fields in ({"owner": staff, "team": None}, {"owner": colleague}, {"owner": colleague, "team": None}):
        ProjectFactory(**fields)
    found = lanes(text(signed_in(staff).get("/projects/board/?owner=team&group=owner")))
    assert {key: lane["count"] for key, lane in found.items()} == {str(staff.pk): 1, str(colleague.pk): 1}
    for lane in found.values():
        rows = rows_of(lane["query"].replace("&amp;", "&"), staff)
        assert [row.pk for row in rows] == lane["cards"]


# -- who sees what --------------------------------------------------------------------------------


def test_an_outsider_sees_no_card_and_no_sum(signed_in, outsider, sensor, staff):
    project = ProjectFactory(owner=staff)
    browser = signed_in(outsider)
    page = text(browser.get(f"/projects/board/?{ALL}"))
    assert (lanes(page), cards(page)) == ({}, [])
    assert "0 个项目" in page
    further = browser.get(f"/projects/board/lane/?{ALL}&lane=NEGOTIATING")
    assert cards(text(further)) == []
    assert browser.get(f"/projects/{project.pk}/ahead/").status_code == 404


def test_a_wrong_filter_shows_nothing(office, sensor, staff):
    ProjectFactory(owner=staff)
    answer = office.get("/projects/board/?owner=any&stage=NOWHERE")
    assert answer.status_code == 422
    assert cards(text(answer)) == []


# -- many -----------------------------------------------------------------------------------------


def test_a_lane_is_read_on_until_all_cards_are_there(office, sensor, staff):
    made = {ProjectFactory(owner=staff).pk for _number in range(2 * FIRST_CARDS + 3)}
    page = text(office.get(f"/projects/board/?{ALL}"))
    assert lanes(page)["NEGOTIATING"]["count"] == len(made)
    seen = cards(page)
    assert len(seen) == FIRST_CARDS
    while rest := re.search(r'hx-get="(/projects/board/lane/\?[^"]*)"', page):
        address = rest[1].replace("&amp;", "&")
        assert "<html" in text(office.get(address))
        page = text(office.get(address, headers={"HX-Request": "true"}))
        assert "<html" not in page
        seen += cards(page)
    assert len(seen) == len(made)
    assert set(seen) == made
    assert office.get("/projects/board/lane/?lane=NOWHERE").status_code == 404


@pytest.mark.parametrize("group", ["stage", "chain", "owner", "light"])
def test_the_board_asks_the_same_for_few_and_many(office, sensor, staff, group):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            office.get(f"/projects/board/?{ALL}&group={group}")
        return len(queries)

    stages = list(ProjectStage)
    for number in range(8):
        ProjectFactory(owner=staff, stage=stages[number % 8])
    cost()
    few = cost()
    for number in range(292):
        ProjectFactory(owner=staff, stage=stages[number % 8])
    assert cost() == few
    print(f"{group}: {few} queries")


# -- moving ---------------------------------------------------------------------------------------


def test_the_gate_shows_only_what_is_missing_each_with_its_page(mine, staff, sensor):
    project = ProjectFactory(owner=staff)
    answer = mine.get(f"/projects/{project.pk}/ahead/?version={project.version}&to=REVIEWED")
    page = text(answer)
    assert answer.status_code == 200
    assert "还缺 4 项条件" in page
    assert f'href="/projects/{project.pk}/diligence/"' in page
    assert "总投资已填" not in page
    assert "申请已评审" not in page


def test_a_stale_card_is_refused_with_what_changed(mine, staff, sensor):
    project = ProjectFactory(owner=staff)
    stale = project.version
    Project.objects.filter(pk=project.pk).update(version=stale + 1, stage=ProjectStage.REVIEWED)
    colleague = person(name="周岚")
    history.record("convert_lead", project, by=colleague, at=NOON)
    answer = mine.get(f"/projects/{project.pk}/ahead/?version={stale}&to=REVIEWED")
    page = text(answer)
    assert answer.status_code == 409
    assert "board-changed" in answer.headers["HX-Trigger"]
    assert "这张卡片已经过时" in page
    assert "现在：已评审，正常，负责人 李沐" in page
    assert "最近一次：周岚" in page


@pytest.mark.parametrize(
    ("fields", "to", "why"),
    [
        ({"stage": "REVIEWED"}, "NEGOTIATING", "阶段不能在看板上退回"),
        ({}, "TO_SIGN", "一次只推进一个阶段"),
        ({}, "NOWHERE", "一次只推进一个阶段"),
        ({"paused": True}, "REVIEWED", "项目是“暂停”"),
        ({"terminated": True}, "REVIEWED", "项目是“终止”"),
        ({"stage": "FULL_CAPACITY"}, "", "没有下一阶段"),
    ],
)
def test_a_card_is_refused_where_it_cannot_go(mine, staff, sensor, fields, to, why):
    project = ProjectFactory(owner=staff, **fields)
    answer = mine.get(f"/projects/{project.pk}/ahead/?version={project.version}&to={to}")
    assert answer.status_code == 409
    assert why in text(answer)


def all_there(project):
    """What the step to 拟签约 → 已签约 is, in small: 已投产 has one criterion."""
    project.evidence.create(kind="PRODUCTION", on=TODAY, by=person(), at=NOON)
    return project


@pytest.fixture
def ready(staff, sensor):
    return all_there(ProjectFactory(owner=staff, stage=ProjectStage.STARTED))


def test_an_open_gate_offers_to_ask_and_asks_once(mine, staff, ready):
    address = f"/projects/{ready.pk}/ahead/"
    assert "申请已投产" in text(mine.get(address))
    answer = mine.post(address, {"version": ready.version}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert {"board-changed", "panel-close"} <= set(re.findall(r"[\w-]+", answer.headers["HX-Trigger"]))
    assert "已申请进入已投产" in text(answer)
    again = mine.post(address, {"version": ready.version}, headers={"HX-Request": "true"})
    assert again.status_code == 409
    request = StageRequest.objects.get()
    assert (request.project, request.stage, request.by) == (ready, ProjectStage.PRODUCING, staff)
    ready.refresh_from_db()
    assert ready.stage == ProjectStage.STARTED
    assert "李沐 已申请进入已投产，等审核" in text(mine.get(address))


def test_without_script_asking_leads_to_the_project(mine, ready):
    answer = mine.post(f"/projects/{ready.pk}/ahead/", {"version": ready.version})
    assert answer.headers["Location"] == f"/projects/{ready.pk}/"


def test_asking_is_refused_to_a_stale_card_and_a_closed_gate(mine, staff, ready, sensor):
    stale = mine.post(f"/projects/{ready.pk}/ahead/", {"version": ready.version - 1})
    closed = ProjectFactory(owner=staff)
    answer = mine.post(f"/projects/{closed.pk}/ahead/", {"version": closed.version})
    assert (stale.status_code, answer.status_code) == (409, 409)
    assert not StageRequest.objects.exists()


def test_a_colleague_reads_the_gate_but_does_not_ask(signed_in, sensor, ready):
    colleague = signed_in(person(Role.STAFF, chains=[sensor.code]))
    page = text(colleague.get(f"/projects/{ready.pk}/ahead/"))
    assert "阶段由负责人、本链链长办或链长申请" in page
    assert colleague.post(f"/projects/{ready.pk}/ahead/", {"version": ready.version}).status_code == 403
    assert not StageRequest.objects.exists()


def test_a_diligence_of_today_is_one_condition_less(mine, staff, sensor):
    project = ProjectFactory(owner=staff)
    before = text(mine.get(f"/projects/board/?{ALL}"))
    DueDiligence.objects.create(project=project, conclusion="PASS", checked_on=TODAY, by=staff, at=NOON)
    after = text(mine.get(f"/projects/board/?{ALL}"))
    assert "缺 4 项条件" in before
    assert "缺 2 项条件" in after
