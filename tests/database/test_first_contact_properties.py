"""Whatever people do in whatever order: a key has one holder, and two collide only by a ruling."""

import contextlib
import datetime as dt
from collections import Counter
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from chains.actions import register_company
from leads.actions import (
    AlreadyRegistered,
    ConflictOpen,
    RulingOvertaken,
    SameCompany,
    SegmentsAlike,
    appeal,
    lapse_first_contacts,
    register_first_contact,
    release,
    renew,
    rule_conflict,
)
from leads.contact_keys import collides
from leads.models import FirstContact, FirstContactKey, FollowUp, Ruling
from leads.rivals import claims_of_lead, obstacles
from tests.factories import NOON, TODAY, LeadFactory, SegmentFactory, person

pytestmark = pytest.mark.django_db
NAMES = (
    "星澜传感",
    "郑州星澜传感科技有限公司",
    "星澜",
    "星澜电子有限公司",
    "星澜智能有限公司",
    "蓝鲸光电有限公司",
)
REFUSALS = (AlreadyRegistered, ConflictOpen, RulingOvertaken, SameCompany, SegmentsAlike)
ACTS = ("register", "appeal", "rule", "renew", "release", "lapse", "wait")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, len(NAMES)),
        st.sampled_from(Ruling.values),
        st.sampled_from([1, 20, 61]),
    ),
    max_size=14,
)


class Zone:
    """Leads on companies of similar names, two of them on one company, and an administrator."""

    def __init__(self, sensor):
        by, segments = person(), [SegmentFactory(chain=sensor), SegmentFactory(chain=sensor)]
        companies = [register_company(by=by, at=NOON, name=name) for name in NAMES]
        self.leads = [
            LeadFactory(company=company, chain=sensor, segment=segments[number % 2])
            for number, company in enumerate([*companies, companies[0]])
        ]
        self.leads[-1].segment = segments[1]
        self.leads[-1].save()
        self.admin = person(Role.ZONE_ADMIN)
        self.at = NOON

    def act(self, act, which, ruling, days):
        lead = self.leads[which]
        said = {"by": lead.owner, "at": self.at, "contacted_on": TODAY, "evidence": "会议纪要"}
        contact = lead.first_contacts.order_by("-pk").first()
        if act == "register":
            register_first_contact(lead=lead, **said)
        elif act == "appeal":
            rival = obstacles(claims_of_lead(lead), on=self.at.date()).rival
            if rival and rival.contact.lead_id != lead.pk:
                appeal(lead=lead, rival=rival.contact, level=rival.level, reason="更早", **said)
        elif act == "rule" and contact and contact.is_disputed:
            rule_conflict(contact=contact, by=self.admin, at=self.at, supports=ruling, reason="看过")
        elif act == "renew":
            renew(lead, method=FollowUp.Method.FACE, at=self.at)
        elif act == "release" and contact:
            release(contact=contact, by=lead.owner, at=self.at, reason="不谈了")
        elif act == "lapse":
            lapse_first_contacts(at=self.at)
        elif act == "wait":
            self.at += dt.timedelta(days=days)

    def check(self):
        held = FirstContactKey.objects.filter(is_held=True)
        assert max(Counter(held.values_list("key", flat=True)).values(), default=1) == 1
        assert not held.exclude(first_contact__status="VALID").exists()
        for contact in FirstContact.objects.valid():
            assert contact.protected_until <= contact.last_day
            assert contact.keys.filter(is_held=True).exists()
        waiting = FirstContactKey.objects.filter(is_held=False, first_contact__status="VALID")
        assert not waiting.exclude(key__in=held.values("key")).exists()  # nobody waits for what is free
        for one, other in combinations(FirstContact.objects.valid().prefetch_related("keys"), 2):
            mine, theirs = ({row.key for row in contact.keys.all()} for contact in (one, other))
            if any(collides(key, mine, theirs) for key in mine & theirs):
                assert {one.outcome, other.outcome} & {Ruling.BOTH, Ruling.SEPARATE}
        on_lead = FirstContact.objects.valid().values_list("lead", flat=True)
        assert max(Counter(on_lead).values(), default=1) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_key_has_one_holder_whatever_happens(sensor, steps):
    with transaction.atomic():
        zone = Zone(sensor)
        for step in steps:
            with contextlib.suppress(REFUSALS):
                zone.act(*step)
            zone.check()
        transaction.set_rollback(True)
