"""Who may read which lead: one table of role and lead, with the exact sets."""

import pytest

from accounts.roles import Role
from leads.models import Lead, Visibility
from tests.factories import LeadFactory, TeamFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(name="传感谷专班")


@pytest.fixture
def leads(sensor, superhard, team):
    owner = person(Role.STAFF, chains=[sensor.code], team=team)
    rows = {v.value: LeadFactory(chain=sensor, owner=owner, visibility=v, title=v) for v in Visibility}
    rows["OTHER"] = LeadFactory(chain=superhard, title="OTHER")
    rows["SHARED"] = LeadFactory(chain=superhard, title="SHARED", visibility=Visibility.SECRET)
    rows["OWNER"] = owner
    return rows


SEES = [
    ([Role.STAFF], "SENSOR", {"ZONE", "CHAIN"}),
    ([Role.CHAIN_OFFICE], "SENSOR", {"ZONE", "CHAIN", "TEAM"}),
    ([Role.CHAIN_LEADER], "SENSOR", {"ZONE", "CHAIN", "TEAM", "SECRET"}),
    ([Role.CHAIN_LEADER], "SUPERHARD", {"ZONE", "OTHER", "SHARED"}),
    ([Role.STAFF], "SUPERHARD", {"ZONE", "OTHER"}),
    ([Role.ZONE_ADMIN], "", {"ZONE", "CHAIN", "TEAM", "OTHER"}),
    ([Role.AUDITOR], "", {"ZONE", "CHAIN", "TEAM", "OTHER"}),
    ([Role.LAND_OFFICER], "", {"ZONE"}),
    ([Role.SYS_ADMIN], "", set()),
    ([], "", set()),
]


@pytest.mark.parametrize(("roles", "chain_code", "titles"), SEES)
def test_visible_to_role(leads, roles, chain_code, titles):
    user = person(*roles, chains=[chain_code])
    assert set(Lead.objects.visible_to(user).values_list("title", flat=True)) == titles


def test_visible_to_owner_whatever_the_visibility(leads):
    titles = set(Lead.objects.visible_to(leads["OWNER"]).values_list("title", flat=True))
    assert titles == {"ZONE", "CHAIN", "TEAM", "SECRET"}


def test_visible_to_colleague_of_the_unit(leads, superhard, team):
    colleague = person(Role.STAFF, chains=[superhard.code], team=team)
    titles = set(Lead.objects.visible_to(colleague).values_list("title", flat=True))
    assert titles == {"ZONE", "TEAM", "OTHER"}


def test_visible_to_collaborator(leads, sensor):
    helper = person(Role.STAFF, chains=[sensor.code])
    leads["SHARED"].collaborators.add(helper)
    titles = set(Lead.objects.visible_to(helper).values_list("title", flat=True))
    assert titles == {"ZONE", "CHAIN", "SHARED"}


def test_rights_end_with_the_grant(leads, sensor):
    former = person(Role.CHAIN_LEADER, chains=[sensor.code])
    former.grants.update(ends_on="2025-12-31")
    assert not Lead.objects.visible_to(former).exists()
