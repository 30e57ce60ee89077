"""Who may do what with a lead: one table of role and answer."""

import pytest

from accounts.roles import Role
from leads.permissions import can_add, can_assign, can_edit, can_see_leads, can_see_phone
from tests.factories import LeadFactory, TeamFactory, person

pytestmark = pytest.mark.django_db

TABLE = [
    # role, chain, edit, assign, phone, add
    (Role.STAFF, "SENSOR", False, False, False, True),
    (Role.FUND_STAFF, "SENSOR", False, False, False, True),
    (Role.LAND_OFFICER, "SENSOR", False, False, False, False),
    (Role.CHAIN_OFFICE, "SENSOR", True, True, True, True),
    (Role.CHAIN_OFFICE, "SUPERHARD", False, False, False, True),
    (Role.CHAIN_LEADER, "SENSOR", True, True, True, True),
    (Role.CHAIN_LEADER, "SUPERHARD", False, False, False, True),
    (Role.VICE_LEADER, "SENSOR", True, True, True, True),
    (Role.ZONE_ADMIN, "", True, True, True, True),
    (Role.AUDITOR, "", False, False, False, False),
    (Role.SYS_ADMIN, "", False, False, False, False),
]


@pytest.mark.parametrize(("role", "chain", "edit", "assign", "phone", "add"), TABLE)
def test_what_a_role_may_do_with_somebody_elses_lead(sensor, role, chain, edit, assign, phone, add):
    lead = LeadFactory(chain=sensor)
    user = person(role, chains=[chain])
    assert can_edit(user, lead)[0] is edit
    assert can_assign(user, lead)[0] is assign
    assert can_see_phone(user, lead) is phone
    assert can_add(user)[0] is add


@pytest.mark.parametrize("predicate", [can_edit, can_assign])
def test_a_refusal_gives_its_reason(sensor, outsider, predicate):
    allowed, reason = predicate(outsider, LeadFactory(chain=sensor))
    assert not allowed
    assert reason.endswith("。")


def test_owner_and_collaborator_work_on_the_lead(sensor, staff, outsider):
    lead = LeadFactory(chain=sensor, owner=staff)
    lead.collaborators.add(outsider)
    assert can_edit(staff, lead) == can_edit(outsider, lead) == (True, "")
    assert can_see_phone(staff, lead)
    assert can_see_phone(outsider, lead)
    assert not can_assign(staff, lead)[0]


def test_a_colleague_of_the_unit_sees_the_number_but_does_not_edit(sensor):
    team = TeamFactory()
    lead = LeadFactory(chain=sensor, owner=person(Role.STAFF, team=team))
    colleague = person(Role.STAFF, chains=["SUPERHARD"], team=team)
    assert can_see_phone(colleague, lead)
    assert not can_edit(colleague, lead)[0]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LAND_OFFICER])
def test_those_who_only_watch_see_no_number_even_in_the_same_unit(sensor, role):
    team = TeamFactory()
    lead = LeadFactory(chain=sensor, owner=person(Role.STAFF, team=team))
    assert not can_see_phone(person(role, team=team), lead)


def test_an_owner_whose_role_has_ended_only_watches(sensor, staff):
    lead = LeadFactory(chain=sensor, owner=staff)
    staff.grants.update(role=Role.AUDITOR)
    assert not can_edit(staff, lead)[0]
    assert not can_see_phone(staff, lead)


def test_a_lead_without_a_chain_belongs_to_rights_on_the_whole_zone(sensor):
    lead = LeadFactory(chain=None)
    assert not can_edit(person(Role.CHAIN_OFFICE, chains=["SENSOR"]), lead)[0]
    assert can_edit(person(Role.CHAIN_OFFICE), lead)[0]


def test_the_management_roles_see_no_business():
    allowed, reason = can_see_leads(person(Role.SEC_ADMIN))
    assert not allowed
    assert "业务数据" in reason
