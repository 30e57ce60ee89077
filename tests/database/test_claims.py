"""Who may claim a lead out of the pool: right on the chain, waiting time of the former owner, capacity."""

import datetime as dt

import pytest

from accounts.roles import Role
from leads.actions import CapacityReached, take_step
from leads.claims import Claims
from leads.models import PoolRule
from leads.stages import STEPS, LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
CLAIM = next(step for step in STEPS if step.verb == "claim")
DAY = dt.timedelta(days=1)
NEXT = {"next_action_text": "首次联系", "next_action_on": TODAY + DAY}


def pooled(**fields):
    fields = {"status": LeadStatus.POOL, "owner": None, "team": None, "created_by": person()} | fields
    return LeadFactory(**fields)


def rule(grade="A", **fields):
    return PoolRule.objects.create(grade=grade, idle_days=15, basis="x", **fields)


def claim(lead, by):
    return take_step(lead=lead, step=CLAIM, by=by, at=NOON, **NEXT)


@pytest.mark.parametrize(
    ("role", "chains", "expected"),
    [
        (Role.STAFF, ["SENSOR"], True),
        (Role.STAFF, ["SUPERHARD"], False),
        (Role.STAFF, [""], True),
        (Role.FUND_STAFF, [""], True),
        (Role.LAND_OFFICER, [""], False),
        (Role.CHAIN_OFFICE, ["SENSOR"], True),
        (Role.CHAIN_LEADER, ["SENSOR"], True),
        (Role.ZONE_ADMIN, [""], True),
        (Role.AUDITOR, [""], False),
        (Role.SYS_ADMIN, [""], False),
    ],
)
def test_the_right_to_claim_is_held_on_the_chain(sensor, role, chains, expected):
    assert Claims(person(role, chains=chains), NOON).verdict(pooled(chain=sensor))[0] is expected


@pytest.mark.parametrize(
    ("days", "reclaim_days", "expected"), [(6, 7, False), (7, 7, True), (7, 30, False), (0, 0, True)]
)
def test_the_former_owner_waits_as_long_as_the_rule_says(sensor, staff, days, reclaim_days, expected):
    rule(reclaim_days=reclaim_days)
    lead = pooled(chain=sensor, grade="A", former_owner=staff, released_at=NOON - days * DAY)
    may_claim, why_not = Claims(staff, NOON).verdict(lead)
    assert may_claim is expected
    assert expected or f"{NOON + (reclaim_days - days) * DAY:%Y-%m-%d} 12:00" in why_not
    assert Claims(person(Role.STAFF), NOON).verdict(lead)[0]


@pytest.mark.parametrize(
    ("held", "capacity", "expected"),
    [(2, 3, True), (3, 3, False), (4, 3, False), (9, None, True), (0, 0, False)],
)
def test_full_hands_claim_no_more(sensor, staff, held, capacity, expected):
    rule(capacity=capacity)
    LeadFactory.create_batch(held, owner=staff, chain=sensor, grade="A")
    may_claim, why_not = Claims(staff, NOON).verdict(pooled(chain=sensor, grade="A"))
    assert may_claim is expected
    assert expected or why_not == f"你在办的 A 级线索 {held}/{capacity}，已到上限。"


def test_only_open_leads_under_the_same_rule_count(sensor, superhard):
    officer = person(Role.STAFF)
    rule(capacity=2)
    own = rule(capacity=1, chain=superhard)
    LeadFactory(owner=officer, chain=sensor, grade="A")
    LeadFactory(owner=officer, chain=sensor, grade="B")
    LeadFactory(owner=officer, chain=sensor, grade="A", status=LeadStatus.SHELVED)
    LeadFactory(owner=officer, chain=sensor, grade="A", archived_at=NOON)
    LeadFactory(chain=sensor, grade="A")
    claims = Claims(officer, NOON)
    assert claims.verdict(pooled(chain=sensor, grade="A"))[0]  # 1/2
    assert claims.verdict(pooled(chain=superhard, grade="A"))[0]  # 0/1: the zone's rule counts elsewhere
    LeadFactory(owner=officer, chain=superhard, grade="A")
    claims = Claims(officer, NOON)
    assert claims.in_hand(claims.rules.of("SUPERHARD", "A")) == 1
    assert claims.rules.of("SUPERHARD", "A") == own
    assert not claims.verdict(pooled(chain=superhard, grade="A"))[0]
    assert claims.verdict(pooled(chain=None, grade="A"))[0]


def test_the_action_itself_refuses_beyond_the_capacity(sensor, staff):
    rule(capacity=1)
    first, second = (pooled(chain=sensor, grade="A") for _ in range(2))
    claim(first, staff)
    with pytest.raises(CapacityReached, match="1/1，已到上限"):
        claim(second, staff)
    second.refresh_from_db()
    assert (second.status, second.owner) == (LeadStatus.POOL, None)


def test_a_closed_account_claims_nothing(sensor):
    gone = person(Role.STAFF, is_active=False)
    lead = pooled(chain=sensor)
    with pytest.raises(CapacityReached):
        claim(lead, gone)
    lead.refresh_from_db()
    assert lead.status == LeadStatus.POOL
