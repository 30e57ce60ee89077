"""The list of projects as people use it: filters, views, columns, files."""

import csv
import io

import pytest
import time_machine
from django.http import QueryDict

from accounts.models import ListColumns, SavedView
from accounts.roles import Role
from core import history
from leads import project_columns, project_exports
from leads.chips import address
from leads.project_filters import ProjectFilter
from leads.stages import ProjectStage
from tests.factories import NOON, TODAY, ProjectFactory, SegmentFactory, person

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true", "HX-Target": "project-list"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def test_the_list_shows_what_the_filter_chooses_in_words_with_count_and_sum(mine, staff, sensor):
    signed = ProjectFactory(owner=staff, chain=sensor, stage=ProjectStage.SIGNED, title="产线")
    begun = ProjectFactory(owner=staff, chain=sensor, stage=ProjectStage.STARTED)
    page = text(mine.get("/projects/?owner=me&stage=SIGNED&stage=LANDED&started=no"))
    assert signed.get_absolute_url() in page
    assert begun.get_absolute_url() not in page
    assert "1 个项目，总投资 1.00 亿元" in page
    assert '<span class="op">阶段</span> 已签约、已落地' in page
    assert '<span class="op">开工</span> 未开工' in page


def test_the_fragment_renews_the_chips_the_count_and_the_views(mine):
    answer = mine.get("/projects/?grade=A", headers=FRAGMENT)
    said = text(answer)
    assert said.lstrip().startswith('<div id="project-list"')
    assert answer.headers["HX-Push-Url"] == "/projects/?grade=A"
    for part in ("chips", "count", "views", "actions"):
        assert f'hx-swap-oob="innerHTML:#project-{part}"' in said


def test_an_invalid_filter_lists_nothing(mine, staff):
    project = ProjectFactory(owner=staff)
    answer = mine.get("/projects/?stage=WRONG")
    assert answer.status_code == 422
    assert project.get_absolute_url() not in text(answer)


def test_the_filter_panel_has_a_box_for_every_filter(mine, sensor):
    SegmentFactory(chain=sensor)
    panel = text(mine.get("/projects/filter/?stage=SIGNED"))
    for name in set(ProjectFilter.base_filters) - {"page"}:
        assert f'name="{name}"' in panel


def test_a_view_of_projects_is_saved_shared_and_opened(mine, staff):
    mine.post("/projects/views/new/?stage=SIGNED&sort=-investment", {"name": "签约", "kind": "mine"})
    view = SavedView.objects.get()
    assert (view.list_name, view.query) == ("projects", "stage=SIGNED&sort=-investment")
    page = text(mine.get(f"/projects/?stage=SIGNED&sort=-investment&view={view.pk}"))
    assert (
        f'<a href="/projects/?stage=SIGNED&amp;sort=-investment&amp;view={view.pk}" aria-current="page">签约'
        in page
    )
    assert mine.get(f"/leads/views/{view.pk}/").status_code == 404
    assert "签约</a>" not in text(mine.get("/leads/"))


def test_columns_are_chosen_and_remembered(mine, staff, sensor):
    project = ProjectFactory(owner=staff, chain=sensor)
    assert project.code not in text(mine.get("/projects/"))
    mine.post("/projects/columns/", {"order": list(project_columns.COLUMNS), "show": ["company", "code"]})
    assert ListColumns.objects.chosen(staff, "projects") == ["company", "code"]
    assert ListColumns.objects.chosen(staff, "leads") == []
    assert project.code in text(mine.get("/projects/"))


@pytest.mark.parametrize("key", list(project_columns.COLUMNS))
def test_each_column_can_be_shown_and_stands_in_a_file(mine, staff, sensor, key):
    ProjectFactory(owner=staff, chain=sensor)
    mine.post("/projects/columns/", {"order": ["company", key], "show": ["company", key]})
    page = text(mine.get("/projects/"))
    assert f'data-col="{key}"' in page
    assert str(project_columns.COLUMNS[key].verbose_name) in page
    assert key in {column.key for column in project_exports.COLUMNS}


def test_the_file_holds_the_rows_of_the_filter_and_is_on_record(mine, staff, sensor):
    ProjectFactory(owner=staff, chain=sensor, code="GX-SENSOR-2025-900", stage=ProjectStage.SIGNED)
    ProjectFactory(owner=staff, chain=sensor)
    answer = mine.get("/projects/export/csv/all/?stage=SIGNED")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert list(row) == [str(column.label) for column in project_exports.COLUMNS]
    assert (row["项目编号"], row["阶段"], row["总投资（万元）"]) == (
        "GX-SENSOR-2025-900",
        "已签约",
        "10000.00",
    )
    event = history.of(staff).first()
    assert (event.verb, event.data["rows"], event.data["chosen"]) == ("export_projects", 1, "阶段 已签约")


def test_a_light_in_the_list_says_why(mine, staff, sensor):
    ProjectFactory(owner=staff, chain=sensor, idle_from_on=TODAY.replace(month=2, day=1))
    page = text(mine.get("/projects/"))
    assert "红灯</span>" in page
    assert 'title="距实质进展 130 天' in page


def test_a_project_behind_its_plan_stands_in_the_list_with_its_light(mine, staff, sensor):
    ProjectFactory(owner=staff, chain=sensor, stage=ProjectStage.STARTED, behind_points=20, behind_on=TODAY)
    page = text(mine.get("/projects/"))
    assert "黄灯</span>" in page
    assert 'title="落后计划 20 个百分点' in page


def test_a_leader_sees_all_built_in_views_over_the_chain(signed_in, sensor):
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code])
    project = ProjectFactory(chain=sensor, stage=ProjectStage.SIGNED)
    page = text(signed_in(leader).get("/projects/"))
    assert project.get_absolute_url() in page
    for words in ("已签约未开工", "等审核", "红灯", "黄灯", "全部项目"):
        assert words in page


def test_an_address_keeps_a_choice_whose_number_is_one(staff):
    filters = ProjectFilter(QueryDict("status=ACTIVE&page=3"), user=staff, on=TODAY)
    assert QueryDict(address(filters, team=1)).dict() == {"status": "ACTIVE", "team": "1"}
    assert QueryDict(address(filters, page=1)).dict() == {"status": "ACTIVE"}
    assert QueryDict(address(filters, page=2)).dict() == {"status": "ACTIVE", "page": "2"}
