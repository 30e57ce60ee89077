"""The pages that move a project, what they refuse, and who finds a request on the desk."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.models import Project, StageChange, StageRequest, StatusRequest
from leads.stages import ProjectStage
from tests.factories import NOON, TODAY, ProjectFactory, person
from tests.gate_facts import asked, open_gate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def owner(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="李沐")


@pytest.fixture
def leader(sensor):
    return person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明")


@pytest.fixture
def project(owner, sensor):
    project = ProjectFactory(owner=owner, chain=sensor)
    StageChange.objects.create(project=project, stage=project.stage, on=TODAY, at=NOON, by=owner)
    return project


def text(response):
    return response.content.decode()


def url(project, *rest):
    return "/".join([f"/projects/{project.pk}", *rest, ""])


def stage_of(project):
    return Project.objects.values_list("stage", flat=True).get(pk=project.pk)


def test_the_button_is_shut_and_says_why(signed_in, owner, project):
    page = text(signed_in(owner).get(url(project)))
    assert "由链长审核，4 项条件还没有满足" in page
    assert 'disabled aria-describedby="gate-why">申请进入已评审' in page
    assert url(project, "advance") not in page


def test_the_owner_asks_and_the_leader_approves(signed_in, owner, leader, project):
    open_gate(project, ProjectStage.REVIEWED)
    mine = signed_in(owner)
    assert url(project, "advance") in text(mine.get(url(project)))
    response = mine.post(url(project, "advance"), {"stage": "REVIEWED", "note": "纪要已齐"})
    assert response["Location"] == url(project)
    request = StageRequest.objects.get()
    page = text(signed_in(leader).get(url(project)))
    assert "李沐 申请进入已评审" in page
    assert "纪要已齐" in page
    signed_in(leader).post(url(project, "advance", "answer"), {"asked": request.pk, "verdict": "approve"})
    assert stage_of(project) == "REVIEWED"


def test_asking_with_conditions_missing_moves_nothing_and_lists_them(signed_in, owner, project):
    response = signed_in(owner).post(url(project, "advance"), {"stage": "REVIEWED"})
    assert response.status_code == 409
    assert "做背景核查" in text(response)
    assert not StageRequest.objects.exists()


def test_sent_twice_gives_one_request(signed_in, owner, project):
    open_gate(project, ProjectStage.REVIEWED)
    for _time in range(2):
        signed_in(owner).post(url(project, "advance"), {"stage": "REVIEWED"})
    assert StageRequest.objects.count() == 1


def test_a_return_needs_its_reason(signed_in, owner, leader, project):
    request = asked(project, by=owner)
    theirs = signed_in(leader)
    form = {"asked": request.pk, "verdict": "refuse", "reason": ""}
    response = theirs.post(url(project, "advance", "answer"), form)
    assert response.status_code == 422
    assert "退回要写明理由。" in text(response)
    theirs.post(url(project, "advance", "answer"), form | {"reason": "缺会议纪要"})
    request.refresh_from_db()
    assert (request.answer, request.reason) == ("REFUSED", "缺会议纪要")
    assert stage_of(project) == "NEGOTIATING"


def test_who_asked_is_refused_with_the_reason(signed_in, leader, project):
    request = asked(project, by=leader)
    form = {"asked": request.pk, "verdict": "approve"}
    response = signed_in(leader).post(url(project, "advance", "answer"), form)
    assert response.status_code == 403
    assert "申请人不能审核自己的申请" in text(response)


def test_an_answer_to_an_older_request_is_no_answer_to_the_new_one(signed_in, owner, leader, project):
    old = asked(project, by=owner)
    StageRequest.objects.filter(pk=old.pk).update(answer="VOID")
    asked(project, by=owner)
    form = {"asked": old.pk, "verdict": "approve"}
    assert signed_in(leader).post(url(project, "advance", "answer"), form).status_code == 409
    assert stage_of(project) == "NEGOTIATING"


def test_the_asker_takes_it_back(signed_in, owner, project):
    request = asked(project, by=owner)
    signed_in(owner).post(url(project, "advance", "answer"), {"asked": request.pk, "verdict": "withdraw"})
    request.refresh_from_db()
    assert request.answer == "VOID"


def test_an_exception_lists_what_is_passed_over_and_sent_twice_moves_once(signed_in, leader, project):
    theirs = signed_in(leader)
    assert "做背景核查" in text(theirs.get(url(project, "exception")))
    form = {"stage": "REVIEWED", "reason": "市领导会议已定"}
    assert theirs.post(url(project, "exception"), form | {"reason": ""}).status_code == 422
    assert theirs.post(url(project, "exception"), form).status_code == 302
    assert theirs.post(url(project, "exception"), form).status_code == 409
    assert stage_of(project) == "REVIEWED"


def test_the_zone_moves_back_with_a_reason(signed_in, project):
    Project.objects.filter(pk=project.pk).update(stage="TO_SIGN")
    admin = signed_in(person(Role.ZONE_ADMIN))
    form = {"stage": "REVIEWED", "reason": "协议文本有误"}
    assert admin.post(url(project, "back"), form).status_code == 302
    assert admin.post(url(project, "back"), form).status_code == 409
    assert stage_of(project) == "REVIEWED"
    page = text(admin.get(url(project, "history")))
    assert "拟签约 → <b>已评审</b>" in page
    assert "协议文本有误" in page


def test_pause_and_resume(signed_in, owner, sensor, project):
    mine = signed_in(owner)
    day = TODAY + dt.timedelta(days=60)
    form = {"kind": "MARKET", "reason": "等订单", "restart_on": TODAY.isoformat()}
    response = mine.post(url(project, "status", "pause"), form)
    assert response.status_code == 422
    assert "等订单" in text(response)
    mine.post(url(project, "status", "pause"), form | {"restart_on": day.isoformat()})
    wish = StatusRequest.objects.get()
    office = signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code]))
    assert "预计 2025-08-10 重启" in text(office.get(url(project)))
    office.post(url(project, "status-answer"), {"asked": wish.pk, "verdict": "approve"})
    project.refresh_from_db()
    assert (project.status, project.restart_on) == ("PAUSED", day)
    mine.post(url(project, "status", "resume"), {"reason": ""})
    project.refresh_from_db()
    assert project.status == "ACTIVE"


def test_lost_elsewhere_says_where(signed_in, owner, project):
    form = {"kind": "LOST", "reason": "条件不如外地", "lost_to": ""}
    response = signed_in(owner).post(url(project, "status", "terminate"), form)
    assert response.status_code == 422
    assert "落户外地的，写明落户到哪里。" in text(response)
    assert not StatusRequest.objects.exists()


def test_the_table_of_gates_names_every_stage_and_criterion(signed_in, owner):
    page = text(signed_in(owner).get("/projects/gates/"))
    for stage in ProjectStage:
        assert f"<b>{stage.label}</b>" in page
    assert "链长办；1 亿元及以上由链长" in page
    assert "政策承诺有依据并经审查" in page


def test_reasons_count_each_project_once_and_open_its_rows(signed_in, owner, leader, sensor):
    for number, place in enumerate(["合肥", "合肥", "武汉"]):
        ended = ProjectFactory(owner=owner, chain=sensor, terminated=True)
        StatusRequest.objects.create(
            project=ended,
            old="ACTIVE",
            status="TERMINATED",
            kind="LOST",
            reason=f"第 {number} 个",
            lost_to=place,
            by=owner,
            at=NOON,
            answer="APPROVED",
            answered_by=leader,
            answered_at=NOON,
        )
    page = text(signed_in(leader).get(f"/projects/reasons/?chain={sensor.pk}"))
    assert f'?status=TERMINATED&amp;reason=LOST&amp;chain={sensor.pk}">3</a>' in page
    assert "30,000" in page
    assert "合肥 2、武汉 1" in page
    assert "没有暂停的项目。" in page


def test_the_desk_shows_what_waits_for_me_and_how_long(signed_in, owner, leader, project):
    asked(project, by=owner, at=NOON - dt.timedelta(days=3))
    page = text(signed_in(leader).get("/"))
    assert "待我审核" in page
    assert "已等 3 天" in page
    assert url(project, "advance", "answer") in page
    assert "待我审核" not in text(signed_in(owner).get("/"))


def test_the_desk_asks_as_often_for_many_requests_as_for_one(signed_in, owner, leader, sensor):
    theirs = signed_in(leader)

    def queries():
        with CaptureQueriesContext(connection) as asked_for:
            assert theirs.get("/").status_code == 200
        return len(asked_for)

    def more(number):
        for _each in range(number):
            asked(ProjectFactory(owner=owner, chain=sensor), by=owner)

    more(1)
    few = queries()
    more(8)
    assert queries() == few
