"""Who may read a lead: the same answer from the lead's side as from the person's."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from leads.audience import audience
from leads.models import Lead, Visibility
from tests.access_world import World
from tests.factories import GrantFactory, LeadFactory, TeamFactory, UserFactory, person

pytestmark = pytest.mark.django_db


def readers(lead):
    return {user for user in User.objects.all() if Lead.objects.visible_to(user).filter(pk=lead.pk).exists()}


def test_both_sides_agree_on_every_role_and_visibility():
    world = World()
    team = TeamFactory()
    people = {
        "two chains": person(Role.STAFF, chains=["ROBOT", "SENSOR"]),
        "admin who leads a chain": person(Role.ZONE_ADMIN),
        "staff of the team": person(Role.STAFF, chains=["SUPERHARD"], team=team),
        "land officer of the team": person(Role.LAND_OFFICER, team=team),
        "system administrator who owns": person(Role.SYS_ADMIN),
        "disabled": person(Role.STAFF, chains=["SENSOR"], is_active=False),
        "ended": UserFactory(),
        "nobody": UserFactory(),
    }
    GrantFactory(user=people["admin who leads a chain"], role=Role.VICE_LEADER, chain_code="SENSOR")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    GrantFactory(user=people["ended"], role=Role.STAFF, chain_code="SENSOR", ends_on=yesterday)
    chain = world.rows["chain"]
    before = Lead.objects.count()
    for visibility in Visibility:
        LeadFactory(chain=None, visibility=visibility)
        LeadFactory(chain=chain, visibility=visibility, team=team)
        LeadFactory(chain=chain, visibility=visibility, team=None)
        LeadFactory(chain=chain, visibility=visibility, owner=people["system administrator who owns"])
        LeadFactory(chain=chain, visibility=visibility).collaborators.add(
            people["ended"], world.users["fund"]
        )
    LeadFactory(chain=chain, archived_at=timezone.now())
    leads = list(Lead.objects.all())
    assert len(leads) == before + 5 * len(Visibility) + 1
    for lead in leads:
        found = list(audience(lead, timezone.localdate()))
        assert len(found) == len(set(found))
        assert set(found) == readers(lead), (lead.visibility, lead.chain_id)


def test_it_is_one_query(django_assert_num_queries):
    lead = LeadFactory()
    with django_assert_num_queries(1):
        list(audience(lead, timezone.localdate()).select_related("team"))
