"""The facts of a project in one form and in the cells of the list: errors, warnings, two at once, history."""

import datetime as dt
import re

import pytest
import time_machine

from accounts.roles import Role
from core import history
from leads.actions import ProjectChanged, assign_project, edit_project
from leads.models import Project
from leads.project_cells import CELLS, editable
from leads.project_rows import project_rows
from tests.factories import NOON, ProjectFactory, SegmentFactory, person
from tests.web.test_lead_cells import HTMX, text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def theirs(signed_in, office):
    return signed_in(office)


@pytest.fixture
def project(staff, sensor):
    return ProjectFactory(owner=staff, chain=sensor, title="旧题", planned_start_on=dt.date(2025, 8, 1))


def boxes(html):
    """Name and value of every box of a form, as a browser would send them."""
    kinds = "hidden|text|date|number"
    sent = dict(re.findall(rf'<input type="(?:{kinds})" name="([\w-]+)"(?: value="([^"]*)")?', html))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
        sent[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    sent["public_summary"] = ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def edit(browser, project, /, **changes):
    path = f"/projects/{project.pk}/edit/"
    return browser.post(path, boxes(text(browser.get(path))) | changes)


def test_a_form_as_it_stands_changes_nothing(mine, project):
    answer = edit(mine, project)
    assert answer.headers["Location"] == f"/projects/{project.pk}/"
    again = Project.objects.get()
    assert again.version == project.version
    assert not history.of(project).exists()


def test_what_is_saved_stands_in_the_history_with_what_was_before(mine, project):
    edit(mine, project, planned_start_on="2025-10-01", land_mu="50.5", fixed_investment_wan="8000")
    again = Project.objects.get()
    assert (again.planned_start_on, str(again.land_mu)) == (dt.date(2025, 10, 1), "50.5000")
    assert again.version == project.version + 1
    page = text(mine.get(f"/projects/{project.pk}/"))
    assert "计划开工 2025-08-01 → 2025-10-01" in page
    assert history.of(project).first().data["changed"]["planned_start_on"] == ["2025-08-01", "2025-10-01"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"prior_investment_wan": "100"}, "只有增资扩产项目填写原投资额"),
        ({"next_action_text": ""}, "正常推进的项目必须有下一步"),
        ({"next_action_on": "2025-06-10"}, "下次跟进不能早于今天"),
        ({"total_investment_wan": ""}, "这个字段是必填项"),
        ({"total_investment_wan": "-1"}, "确保该值大于"),
        ({"planned_start_on": "2025-02-30"}, "有效的日期"),
    ],
)
def test_wrong_input_is_refused_and_nothing_typed_is_lost(mine, project, changes, sentence):
    answer = edit(mine, project, title="新题", **changes)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="新题"' in text(answer)
    assert Project.objects.get().title == "旧题"


def test_a_segment_of_another_chain_is_no_choice(mine, project, superhard):
    other = SegmentFactory(chain=superhard)
    assert edit(mine, project, segment=str(other.pk)).status_code == 422
    own = SegmentFactory(chain=project.chain)
    edit(mine, project, segment=str(own.pk))
    assert Project.objects.get().segment == own


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fixed_investment_wan": "20000"}, "固定资产投资大于总投资"),
        ({"planned_production_on": "2025-07-01"}, "计划投产早于前一步的计划日期"),
        ({"kind": "INCREASE"}, "增资扩产项目还没有填原投资额"),
    ],
)
def test_odd_input_is_saved_with_a_warning(mine, project, changes, sentence):
    edit(mine, project, **changes)
    assert Project.objects.get().version == project.version + 1
    assert sentence in text(mine.get(f"/projects/{project.pk}/"))


def test_what_only_one_changed_is_taken_and_what_both_changed_is_asked(mine, theirs, project, office):
    path = f"/projects/{project.pk}/edit/"
    seen = boxes(text(mine.get(path)))
    edit(theirs, project, title="她的题", jobs="80")
    answer = mine.post(path, seen | {"title": "我的题", "is_emerging": "True"})
    assert answer.status_code == 409
    question = text(answer)
    assert re.findall(r"<legend>(.*?)</legend>", question) == ["事项"]
    for side in ("旧题", "她的题", "我的题", "周岚"):
        assert side in question
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', question))
    mine.post(path, sent | {"keep-title": "mine"})
    again = Project.objects.get()
    assert (again.title, again.jobs, again.is_emerging) == ("我的题", 80, True)


def test_of_two_edits_of_one_version_one_is_kept(project, staff):
    late = Project.objects.get()
    edit_project(project=project, by=staff, at=NOON, version=late.version, title="先")
    with pytest.raises(ProjectChanged):
        edit_project(project=late, by=staff, at=NOON, version=late.version, title="后")
    assert Project.objects.get().title == "先"


def test_a_terminated_project_is_not_edited(mine, staff, sensor):
    ended = ProjectFactory(owner=staff, chain=sensor, terminated=True)
    assert mine.get(f"/projects/{ended.pk}/edit/").status_code == 403
    with pytest.raises(ProjectChanged):
        edit_project(project=ended, by=staff, at=NOON, version=ended.version, title="后")


# -- cells ----------------------------------------------------------------------------------------


def cell(browser, project, field, **changes):
    path = f"/projects/{project.pk}/cell/{field}/"
    html = text(browser.get(path, headers=HTMX))
    return browser.post(path, boxes(html) | changes, headers=HTMX)


def test_the_list_links_the_cells_that_one_may_change(mine, project):
    page = text(mine.get("/projects/"))
    for field in ("grade", "next_action_text", "next_action_on"):
        assert f'href="/projects/{project.pk}/cell/{field}/"' in page
    assert f"/projects/{project.pk}/cell/owner/" not in page
    assert mine.get(f"/projects/{project.pk}/cell/stage/").status_code == 404


def test_a_cell_is_saved_and_the_row_comes_back(mine, project):
    answer = cell(mine, project, "next_action_text", next_action_text="送合同")
    assert 'data-col="step"' in text(answer)
    assert "送合同" in text(answer)
    assert Project.objects.get().next_action_text == "送合同"
    assert cell(mine, project, "grade", grade="A").status_code == 200
    assert Project.objects.get().grade == "A"


@pytest.mark.parametrize(("field", "value"), [("next_action_text", ""), ("next_action_on", "2025-06-01")])
def test_a_cell_refuses_what_the_form_refuses(mine, project, field, value):
    assert cell(mine, project, field, **{field: value}).status_code == 422
    assert Project.objects.get().version == project.version


def test_the_office_gives_the_project_to_another_owner_who_is_told(theirs, project, sensor, office):
    heir = person(Role.STAFF, chains=[sensor.code], name="许辰")
    assert cell(theirs, project, "owner", owner=str(heir.pk)).status_code == 200
    again = Project.objects.get()
    assert (again.owner, again.team) == (heir, heir.team)
    event = history.of(project).first()
    assert (event.verb, event.data) == ("assign_project", {"old": "李沐", "new": "许辰"})
    assert heir.notices.get().text == "周岚 指派给你"
    assign_project(project=again, by=office, at=NOON, owner=heir)
    assert history.of(project).count() == 1


def test_a_person_of_another_chain_cannot_be_owner(theirs, project, superhard):
    stranger = person(Role.STAFF, chains=["SUPERHARD"])
    assert cell(theirs, project, "owner", owner=str(stranger.pk)).status_code == 422


def test_of_two_assignments_the_later_is_told(project, office, sensor):
    late = Project.objects.get()
    first, second = (person(Role.STAFF, chains=[sensor.code]) for _n in range(2))
    assign_project(project=project, by=office, at=NOON, owner=first)
    with pytest.raises(ProjectChanged):
        assign_project(project=late, by=office, at=NOON, owner=second)
    assert Project.objects.get().owner == first


def test_rows_and_records_say_the_same_of_who_may_edit(staff, office, sensor, superhard, outsider):
    helper = person(Role.STAFF, chains=[sensor.code])
    projects = [
        ProjectFactory(owner=staff, chain=sensor),
        ProjectFactory(chain=sensor, paused=True),
        ProjectFactory(chain=superhard),
        ProjectFactory(owner=staff, chain=sensor, terminated=True),
    ]
    projects[1].members.create(user=helper, part="LAND")
    rows = project_rows(Project.objects.all())
    for user in (staff, office, helper, outsider, person(Role.ZONE_ADMIN), person(Role.AUDITOR)):
        wanted = {
            project.pk: {field for field, rule in CELLS.items() if rule(user, project)[0]}
            for project in projects
        }
        assert editable(user, rows) == wanted
