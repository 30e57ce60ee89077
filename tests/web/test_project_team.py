"""The team of a project: who puts it together, who is told, what a part allows."""

import pytest
import time_machine

from accounts.roles import Role
from core import history
from leads.actions import AlreadyMember, add_member, remove_member
from leads.models import ProjectMember
from leads.project_permissions import can_edit, can_staff
from tests.factories import NOON, ProjectFactory, person
from tests.web.test_lead_cells import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def project(staff, sensor):
    return ProjectFactory(owner=staff, chain=sensor)


@pytest.fixture
def helper(sensor):
    return person(Role.LAND_OFFICER, chains=[sensor.code], name="石岩")


def team(project):
    return {(member.user.name, member.part) for member in project.members.select_related("user")}


def test_the_owner_adds_somebody_who_is_told_and_takes_them_out(mine, project, helper):
    path = f"/projects/{project.pk}/team/"
    answer = mine.post(path, {"user": helper.pk, "part": "LAND"})
    assert answer.headers["Location"] == path
    assert team(project) == {("石岩", "LAND")}
    assert helper.notices.get().text == "李沐 请你参加项目，分工：土地"
    page = text(mine.get(f"/projects/{project.pk}/"))
    assert "请 石岩 加入项目组，分工：土地" in page
    assert "石岩 <small>土地</small>" in page
    member = ProjectMember.objects.get()
    answer = mine.post(f"{path}{member.pk}/remove/")
    assert answer.headers["Location"] == path
    assert team(project) == set()
    assert "把 石岩（土地）移出项目组" in text(mine.get(f"/projects/{project.pk}/"))
    assert mine.post(f"{path}{member.pk}/remove/").status_code == 404


def test_nobody_is_in_the_team_twice(project, staff, helper):
    add_member(project=project, by=staff, at=NOON, user=helper, part="LAND")
    with pytest.raises(AlreadyMember):
        add_member(project=project, by=staff, at=NOON, user=helper, part="LEGAL")
    assert team(project) == {("石岩", "LAND")}
    assert history.of(project).count() == 1


def test_taking_out_twice_is_once(project, staff, helper):
    member = add_member(project=project, by=staff, at=NOON, user=helper, part="LAND")
    again = ProjectMember.objects.select_related("user", "project").get(pk=member.pk)
    assert remove_member(member=member, by=staff, at=NOON)
    assert not remove_member(member=again, by=staff, at=NOON)
    assert history.of(project).filter(verb="remove_member").count() == 1


def test_only_people_of_the_chain_who_read_business_are_offered(mine, project, helper, superhard):
    elsewhere = person(Role.STAFF, chains=["SUPERHARD"], name="别链")
    clerk = person(Role.SYS_ADMIN, name="系统员")
    page = text(mine.get(f"/projects/{project.pk}/team/"))
    assert f'<option value="{helper.pk}">' in page
    for other in (elsewhere, clerk, project.owner):
        assert f'<option value="{other.pk}">' not in page
    wrong = mine.post(f"/projects/{project.pk}/team/", {"user": elsewhere.pk, "part": "LAND"})
    assert wrong.status_code == 422
    assert team(project) == set()


def test_a_member_reads_the_project_and_a_stranger_does_not(project, signed_in, outsider, superhard):
    assert signed_in(outsider).get(f"/projects/{project.pk}/").status_code == 404
    project.members.create(user=outsider, part="FUND")
    assert signed_in(outsider).get(f"/projects/{project.pk}/").status_code == 200


def test_a_member_of_staff_edits_the_project_but_not_its_team(project, sensor):
    colleague = person(Role.STAFF, chains=[sensor.code])
    assert not can_edit(colleague, project)[0]
    project.members.create(user=colleague, part="SERVICE")
    assert can_edit(colleague, project)[0]
    assert not can_staff(colleague, project)[0]


def test_a_terminated_project_keeps_its_team(mine, staff, sensor):
    ended = ProjectFactory(owner=staff, chain=sensor, terminated=True)
    assert mine.get(f"/projects/{ended.pk}/team/").status_code == 403
