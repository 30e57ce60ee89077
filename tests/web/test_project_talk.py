"""What is said about a project on its page: follow-ups, comments, the merged timeline."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from core import history
from leads.actions import NextStepMissing, ProjectChanged, follow_up_project, record_progress
from leads.models import FollowUp, ProgressEvent, Project
from leads.stages import ProjectStatus
from tests.factories import NOON, TODAY, FollowUpFactory, ProjectFactory, person
from tests.web.test_lead_cells import HTMX, text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEXT = {"next_action_text": "送合同文本", "next_action_on": TODAY + 3 * DAY}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def project(staff, sensor):
    return ProjectFactory(owner=staff, chain=sensor, idle_from_on=TODAY - 30 * DAY)


def note(**changes):
    return {
        "summary": "谈了供地价格",
        "method": "FACE",
        "next_action_text": "送合同文本",
        "next_action_on": str(TODAY + 3 * DAY),
        "form_token": str(uuid.uuid4()),
    } | changes


def progress(project, source="visit:1", **fields):
    values = {"kind": ProgressEvent.Kind.VISIT, "on": TODAY, "text": "走访后对方确认选址"} | fields
    record_progress(project=project, source=source, by=project.owner, at=NOON, **values)


def test_a_follow_up_brings_the_next_step_and_moves_no_light(mine, project, staff):
    lead_before = project.lead.next_action_text
    answer = mine.post(f"/projects/{project.pk}/follow-up/", note())
    assert answer.headers["Location"] == f"/projects/{project.pk}/"
    again = Project.objects.get()
    assert (again.next_action_text, again.next_action_on) == ("送合同文本", TODAY + 3 * DAY)
    assert again.idle_from_on == TODAY - 30 * DAY
    assert not again.progress.exists()
    written = FollowUp.objects.get()
    assert (written.lead, written.by, written.method) == (project.lead, staff, "FACE")
    project.lead.refresh_from_db()
    assert project.lead.next_action_text == lead_before
    assert history.of(project).first().verb == "follow_up_project"
    page = text(mine.get(f"/projects/{project.pk}/"))
    assert "面谈：谈了供地价格" in page
    assert page.count("谈了供地价格") == 1


def test_the_same_form_twice_gives_one_row(mine, project):
    once = note()
    for _time in range(2):
        mine.post(f"/projects/{project.pk}/follow-up/", once)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("summary", "这个字段是必填项"),
        ("next_action_text", "写下一步做什么"),
        ("next_action_on", "写下次跟进的日期"),
    ],
)
def test_the_next_step_is_asked_for_and_nothing_typed_is_lost(mine, project, missing, sentence):
    answer = mine.post(f"/projects/{project.pk}/follow-up/", note(**{missing: ""}), headers=HTMX)
    assert answer.status_code == 422
    said = text(answer)
    assert sentence in said
    assert ("谈了供地价格" in said) == (missing != "summary")
    assert not FollowUp.objects.exists()


def test_a_project_that_rests_needs_no_next_step_and_keeps_the_one_it_has(staff, sensor):
    paused = ProjectFactory(owner=staff, chain=sensor, paused=True)
    follow_up_project(project=paused, by=staff, at=NOON, summary="问候")
    assert Project.objects.get().next_action_text == "约谈供地条件"


def test_the_action_itself_holds_the_rules(project, staff):
    with pytest.raises(NextStepMissing):
        follow_up_project(project=project, by=staff, at=NOON, summary="谈")
    Project.objects.update(status=ProjectStatus.TERMINATED, terminated_on=TODAY)
    with pytest.raises(ProjectChanged):
        follow_up_project(project=project, by=staff, at=NOON, summary="谈", **NEXT)
    assert not FollowUp.objects.exists()


def test_whose_follow_up_replaces_the_step_of_another_is_told(mine, project, sensor):
    seen = note(seen=f"{project.next_action_on} {project.next_action_text}")
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")
    follow_up_project(
        project=project, by=office, at=NOON, summary="x", next_action_text="等批复", next_action_on=TODAY
    )
    mine.post(f"/projects/{project.pk}/follow-up/", seen)
    assert "周岚刚定的下一步“等批复”由你这条替换" in text(mine.get(f"/projects/{project.pk}/"))


def test_the_timeline_holds_what_came_before_and_after_the_conversion(mine, project):
    FollowUpFactory(lead=project.lead, summary="转项目以前的电话", at=NOON - 40 * DAY)
    progress(project)
    history.record("log_lead", project.lead, by=project.owner, at=NOON - 50 * DAY)
    page = text(mine.get(f"/projects/{project.pk}/"))
    for words in ("转项目以前的电话", "走访结果确认：走访后对方确认选址", "登记线索"):
        assert words in page
    assert page.index("走访后对方确认选址") < page.index("转项目以前的电话") < page.index("登记线索")
    (real,) = ProgressEvent.objects.all()
    assert f'<li id="progress-{real.pk}" class="real">' in page


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [("progress", "走访后对方确认选址", "只是电话"), ("follow-up", "只是电话", "走访后对方确认选址")],
)
def test_the_timeline_is_limited_to_a_kind(mine, project, kind, shown, hidden):
    progress(project)
    FollowUpFactory(lead=project.lead, summary="只是电话", at=NOON)
    part = text(mine.get(f"/projects/{project.pk}/timeline/?kind={kind}", headers=HTMX))
    assert shown in part
    assert hidden not in part
    assert f'href="/projects/{project.pk}/timeline/?kind=progress#timeline"' in part


def test_a_move_forward_is_told_once_and_marked_and_a_move_back_is_not(mine, project):
    progress(project, source="stage:1", kind=ProgressEvent.Kind.STAGE, text="进入已评审")
    on, back = ({"old": "NEGOTIATING", "new": "REVIEWED", "how": how} for how in ("approved", "back"))
    history.record("move_stage", project, by=project.owner, at=NOON, asked="李沐", reason="", **on)
    page = text(mine.get(f"/projects/{project.pk}/"))
    told = page.partition('id="work"')[2]  # the light above it names the last substantive progress
    assert told
    assert "进入已评审" not in told
    assert page.count('class="real"') == 1
    assert "进入已评审" in text(mine.get(f"/projects/{project.pk}/timeline/?kind=progress"))
    history.record("move_stage", project, by=project.owner, at=NOON, asked="", reason="资料有误", **back)
    assert text(mine.get(f"/projects/{project.pk}/")).count('class="real"') == 1


def test_the_lead_has_no_chip_for_progress(mine, project):
    assert "kind=progress" not in text(mine.get(f"/leads/{project.lead_id}/"))


def test_a_long_timeline_goes_on_where_it_stopped(mine, project):
    for number in range(35):
        progress(project, source=f"visit:{number}", text=f"进展{number:02d}")
    first = text(mine.get(f"/projects/{project.pk}/"))
    older = first.split('class="btn btn-s" href="')[1].split("#")[0].replace("&amp;", "&")
    second = text(mine.get(older, headers=HTMX))
    shown = [f"进展{number:02d}" in first for number in range(35)]
    assert sum(shown) == 30
    assert [f"进展{number:02d}" in second for number in range(35)] == [not each for each in shown]


def test_a_comment_written_on_the_project_stands_on_its_page(mine, project):
    path = f"/leads/{project.lead_id}/comments/?on=project"
    assert path in text(mine.get(f"/projects/{project.pk}/"))
    token = str(uuid.uuid4())
    answer = mine.post(path, {"text": "请土地同事看一下", "form_token": token})
    assert answer.headers["Location"] == f"/projects/{project.pk}/"
    assert "请土地同事看一下" in text(mine.get(f"/projects/{project.pk}/"))
    empty = mine.post(path, {"text": ""}, headers=HTMX)
    assert empty.status_code == 422
    assert f'action="/projects/{project.pk}/follow-up/"' in text(empty)


def test_key_figures_say_how_they_were_made(mine, project):
    Project.objects.update(fixed_investment_wan=6000, land_mu=50)
    page = text(mine.get(f"/projects/{project.pk}/"))
    assert "120 万元/亩" in page
    assert "投资强度 = 固定资产投资（6,000 万元）÷ 用地需求（50 亩）" in page


def test_the_page_costs_the_same_for_a_short_and_a_long_timeline(mine, project):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            mine.get(f"/projects/{project.pk}/")
        return len(queries)

    progress(project)
    FollowUpFactory(lead=project.lead)
    mine.get("/projects/")
    few = cost()
    for number in range(20):
        progress(project, source=f"visit:{number + 2}")
        FollowUpFactory(lead=project.lead)
    assert cost() == few
