"""First contacts: who is through, who holds what, and what a ruling moves."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.roles import Role
from chains.actions import register_company
from core import history
from leads.actions import (
    AlreadyRegistered,
    ConflictOpen,
    EvidenceMissing,
    LeadChanged,
    RivalChanged,
    RulingOvertaken,
    SameCompany,
    SegmentsAlike,
    appeal,
    ask_to_join,
    lapse_first_contacts,
    register_first_contact,
    release,
    renew,
    rule_conflict,
)
from leads.models import FirstContact, FirstContactKey, FollowUp, Lead, Ruling
from leads.permissions import can_rule
from leads.stages import LeadStatus
from tests.factories import (
    NOON,
    TODAY,
    CompanyFactory,
    ConflictFactory,
    ContactFactory,
    FirstContactFactory,
    LeadFactory,
    SegmentFactory,
    TeamFactory,
    person,
)

pytestmark = pytest.mark.django_db
Status = FirstContact.Status
DAY = dt.timedelta(days=1)
PROTECTED = 60 * DAY


def lead_of(name, **fields):
    """A lead of a unit of its own on the company of this name."""
    company = fields.pop("company", None) or register_company(by=person(), at=NOON, name=name)
    return LeadFactory(company=company, **fields)


def register(lead, at=NOON, **fields):
    said = {"contacted_on": TODAY, "evidence": "会议纪要"} | fields
    return register_first_contact(lead=lead, by=lead.owner, at=at, **said)


def object_to(lead, rival, at=NOON, **fields):
    said = {"level": "ENTITY", "contacted_on": TODAY, "evidence": "签到表", "reason": "更早"} | fields
    return appeal(lead=lead, by=lead.owner, at=at, rival=rival, **said)


def rule(contact, supports, at=NOON + DAY):
    by = person(Role.ZONE_ADMIN)
    contact.refresh_from_db()
    return rule_conflict(contact=contact, by=by, at=at, supports=supports, reason="看过双方凭据")


def held(contact):
    return set(contact.keys.filter(is_held=True).values_list("key", flat=True))


def states(*contacts):
    found = FirstContact.objects.in_bulk([contact.pk for contact in contacts])
    return [found[contact.pk].status for contact in contacts]


# -- registering ------------------------------------------------------------------------------


def test_a_registration_holds_its_keys_and_is_on_record():
    lead = lead_of("星澜传感有限公司")
    contact = register(lead)
    assert (contact.status, contact.protected_until) == (Status.VALID, TODAY + PROTECTED)
    assert (contact.team, contact.registered_by, contact.company) == (lead.team, lead.owner, lead.company)
    assert held(contact) == {
        f"company:{lead.company_id}",
        f"group:{lead.company_id}",
        "name:星澜传感有限公司",
        "core:星澜传感",
        "plain:星澜传感",
        "stem:星澜传感",
    }
    assert Lead.objects.get(pk=lead.pk).version == lead.version + 1  # undoing an import leaves it alone
    event = history.of(lead).get()
    assert (event.verb, event.data["until"]) == ("register_contact", str(TODAY + PROTECTED))


@pytest.mark.parametrize("evidence", ["", "  \n"])
def test_without_evidence_there_is_no_protection(evidence):
    with pytest.raises(EvidenceMissing):
        register(lead_of("星澜传感"), evidence=evidence)
    assert not FirstContact.objects.exists()


def test_the_second_one_is_told_who_was_first_and_holds_nothing():
    first = register(lead_of("星澜传感"))
    second = lead_of("郑州星澜传感科技有限公司")
    with pytest.raises(AlreadyRegistered) as refused:
        register(second)
    assert (refused.value.rival.contact, refused.value.rival.level) == (first, "GROUP")
    assert not second.first_contacts.exists()
    assert FirstContactKey.objects.exclude(first_contact=first).count() == 0
    assert not history.of(second).exists()


def test_the_closest_of_several_is_the_rival():
    register(lead_of("集团总部有限公司"))
    root = Lead.objects.get().company
    exact = CompanyFactory(name="蓝鲸光电子有限公司", group=root)
    same_contact = ContactFactory(phone="13900001111")
    register(lead_of("另一个项目公司", contact=same_contact))
    lead = LeadFactory(company=exact, contact=ContactFactory(company=exact, phone="139 0000 1111"))
    with pytest.raises(AlreadyRegistered) as refused:
        register(lead)
    assert refused.value.rival.level == "GROUP"  # the head of the group is closer than a shared number


def test_a_group_is_claimed_as_a_whole_however_deep():
    root = CompanyFactory(name="远山控股")
    middle = CompanyFactory(name="中层实业", group=root)
    first = register(LeadFactory(company=CompanyFactory(name="底层甲制造", group=middle)))
    with pytest.raises(AlreadyRegistered) as refused:
        register(LeadFactory(company=CompanyFactory(name="别支乙制造", group=root)))
    assert (refused.value.rival.contact, refused.value.rival.level) == (first, "GROUP")


def test_a_ring_of_groups_does_not_hang():
    one, other = CompanyFactory(name="环一"), CompanyFactory(name="环二")
    for company, group in ((one, other), (other, one)):
        company.group = group
        company.save()
    assert register(LeadFactory(company=one)).status == Status.VALID


def test_the_same_form_and_the_same_lead_are_answered_with_the_first_registration():
    lead, token = lead_of("星澜传感"), uuid.uuid4()
    first = register(lead, form_token=token)
    assert register(lead, form_token=token) == register(lead) == first
    release(contact=first, by=lead.owner, at=NOON, reason="不谈了")
    assert register(lead, form_token=token) == first  # sent again by the browser: no new registration
    assert FirstContact.objects.count() == 1


def test_what_has_run_out_makes_room_without_a_sweep():
    first = register(lead_of("星澜传感"))
    second = lead_of("星澜传感（郑州）有限公司")
    last = NOON + PROTECTED
    with pytest.raises(AlreadyRegistered):
        register(second, at=last)
    contact = register(second, at=last + DAY)
    assert states(first, contact) == [Status.EXPIRED, Status.VALID]
    assert not held(first)


@pytest.mark.parametrize("status", [LeadStatus.POOL, LeadStatus.INVALID, LeadStatus.CONVERTED])
def test_a_lead_that_nobody_works_on_any_more_is_not_registered(status):
    lead = lead_of("星澜传感")
    Lead.objects.filter(pk=lead.pk).update(status=status)
    with pytest.raises(LeadChanged):
        register(lead)
    assert not FirstContactKey.objects.exists()


def test_strangers_with_one_short_brand_are_both_valid_and_the_bare_brand_meets_the_first():
    first, second = register(lead_of("金星科技有限公司")), register(lead_of("金星智能有限公司"))
    assert "brand:金星" in held(first)
    assert "brand:金星" not in held(second)
    with pytest.raises(AlreadyRegistered) as refused:
        register(lead_of("金星"))
    assert refused.value.rival.contact == first
    release(contact=first, by=first.registered_by, at=NOON, reason="不谈了")
    assert "brand:金星" in held(second)  # it waited, and has it now
    with pytest.raises(AlreadyRegistered):
        register(Lead.objects.get(company__name="金星"))


def test_a_shared_introducer_is_a_remark_and_no_obstacle(sensor):
    common = {"chain": sensor, "segment": SegmentFactory(chain=sensor), "introducer": "王会长"}
    first = register(lead_of("星澜传感", **common))
    other = register(lead_of("蓝鲸光电", **common))
    assert (other.status, other.level, other.rival) == (Status.VALID, "BROKER", first)
    assert (first.level, first.rival) == ("", None)


# -- keeping and letting go -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "expected"),
    [("FACE", True), ("MEETING", True), ("PHONE", False), ("WECHAT", False), ("MAIL", False)],
)
def test_what_renews(method, expected):
    contact = register(lead_of("星澜传感"))
    at = NOON + 50 * DAY
    assert renew(contact.lead, method=FollowUp.Method[method], at=at) is expected
    contact.refresh_from_db()
    assert contact.protected_until == TODAY + (80 if expected else 60) * DAY


def test_a_meeting_after_the_end_renews_nothing():
    contact = register(lead_of("星澜传感"))
    assert not renew(contact.lead, method=FollowUp.Method.FACE, at=NOON + PROTECTED + DAY)


def test_the_last_day_is_the_180th_for_registrations_late_at_night_too():
    late = NOON.replace(hour=23, minute=59)
    contact = register(lead_of("星澜传感"), at=late)
    FirstContact.objects.update(protected_until=TODAY + 179 * DAY)
    assert renew(contact.lead, method=FollowUp.Method.FACE, at=late + 175 * DAY)
    contact.refresh_from_db()
    assert contact.protected_until == contact.last_day == TODAY + 180 * DAY
    assert not renew(contact.lead, method=FollowUp.Method.FACE, at=late + 178 * DAY)


def test_released_once_with_the_reason():
    contact = register(lead_of("星澜传感"))
    assert release(contact=contact, by=contact.registered_by, at=NOON, reason="企业不来了")
    assert not release(contact=contact, by=contact.registered_by, at=NOON, reason="再来一次")
    events = history.of(contact.lead).filter(verb="end_contact")
    assert [(event.data["how"], event.data["reason"]) for event in events] == [("RELEASED", "企业不来了")]
    assert register(lead_of("星澜传感（郑州）")).status == Status.VALID


def test_a_sweep_of_lapses_takes_as_many_statements_for_thirty_as_for_three():
    owner = person(Role.STAFF)

    def statements(count):
        for _ in range(count):
            lead = LeadFactory(owner=owner)
            FirstContactKey.objects.create(
                first_contact=FirstContactFactory(lead=lead), key=f"company:{lead.pk}"
            )
        with CaptureQueriesContext(connection) as captured:
            assert lapse_first_contacts(at=NOON + PROTECTED + DAY) == count
        return len(captured)

    assert statements(3) == statements(30)
    assert Notice.objects.filter(recipient=owner).count() == 2  # one for each sweep


# -- objecting and ruling ---------------------------------------------------------------------


@pytest.fixture
def conflict():
    first = register(lead_of("星澜传感"))
    return object_to(lead_of("星澜传感（郑州）有限公司"), first)


def test_an_objection_protects_nobody_and_leads_have_one_at_a_time(conflict):
    assert (conflict.status, conflict.ruling_due_on) == (Status.CONFLICT, dt.date(2025, 6, 16))
    assert held(conflict) == set()
    with pytest.raises(ConflictOpen):
        object_to(conflict.lead, conflict.rival)
    release(contact=conflict.rival, by=conflict.rival.registered_by, at=NOON, reason="不谈了")
    with pytest.raises(ConflictOpen):
        register(conflict.lead)
    release(contact=conflict, by=conflict.registered_by, at=NOON, reason="撤回")
    assert register(conflict.lead).status == Status.VALID


def test_an_objection_needs_evidence_and_the_same_form_makes_one(conflict):
    lead, token = lead_of("星澜传感科技"), uuid.uuid4()
    with pytest.raises(EvidenceMissing):
        object_to(lead, conflict.rival, evidence=" ")
    first = object_to(lead, conflict.rival, form_token=token)
    assert object_to(lead, conflict.rival, form_token=token) == first


def test_for_the_challenger_the_keys_move_and_other_objections_turn_to_the_winner(conflict):
    other = object_to(lead_of("星澜传感科技"), conflict.rival, level="GROUP")
    loser = conflict.rival
    rule(conflict, Ruling.CHALLENGER)
    assert states(conflict, loser, other) == [Status.VALID, Status.REJECTED, Status.CONFLICT]
    assert held(loser) == set()
    assert held(conflict) == set(conflict.keys.values_list("key", flat=True))
    conflict.refresh_from_db()
    other.refresh_from_db()
    assert (conflict.protected_until, conflict.outcome) == (TODAY + PROTECTED, "CHALLENGER")
    assert other.rival == conflict
    rule(other, Ruling.CHALLENGER)
    assert states(conflict, other) == [Status.REJECTED, Status.VALID]


def test_for_the_rival_nothing_moves(conflict):
    before = held(conflict.rival)
    rule(conflict, Ruling.RIVAL)
    assert states(conflict, conflict.rival) == [Status.REJECTED, Status.VALID]
    assert (held(conflict), held(conflict.rival)) == (set(), before)


def test_a_conflict_is_ruled_once(conflict):
    stale = FirstContact.objects.get(pk=conflict.pk)
    rule(conflict, Ruling.RIVAL)
    with pytest.raises(RulingOvertaken):
        rule_conflict(contact=stale, by=person(), at=NOON, supports=Ruling.CHALLENGER, reason="再裁一次")
    assert states(conflict, conflict.rival) == [Status.REJECTED, Status.VALID]


def test_a_third_unit_that_came_in_between_becomes_the_rival(conflict):
    release(contact=conflict.rival, by=conflict.rival.registered_by, at=NOON, reason="不谈了")
    third = register(lead_of("星澜传感股份有限公司"))
    with pytest.raises(RivalChanged):
        rule(conflict, Ruling.CHALLENGER)
    conflict.refresh_from_db()
    assert (conflict.status, conflict.rival, conflict.ruled_at) == (Status.CONFLICT, third, None)
    rule(conflict, Ruling.CHALLENGER)
    assert states(conflict, third) == [Status.VALID, Status.REJECTED]


def on_segments(*segments):
    """Two leads in conflict on the same company, on these segments."""
    company = register_company(by=person(), at=NOON, name="星澜传感")
    first, second = [LeadFactory(company=company, segment=segment) for segment in segments]
    return object_to(second, register(first))


def test_by_segment_both_are_valid_and_whoever_wants_it_all_meets_them(sensor):
    design, packaging = SegmentFactory(chain=sensor), SegmentFactory(chain=sensor)
    conflict = on_segments(design, packaging)
    first = conflict.rival
    rule(conflict, Ruling.BOTH)
    assert states(first, conflict) == [Status.VALID, Status.VALID]
    first.refresh_from_db()
    conflict.refresh_from_db()
    assert (first.segment, conflict.segment) == (design, packaging)
    third = LeadFactory(company=first.company, segment=design)
    with pytest.raises(AlreadyRegistered):
        register(third)
    release(contact=first, by=first.registered_by, at=NOON, reason="不谈了")
    with pytest.raises(AlreadyRegistered) as refused:
        register(third)
    assert refused.value.rival.contact == conflict  # the whole claims passed to the one that is left


def test_a_segment_that_somebody_has_turns_the_conflict_to_that_one(sensor):
    design, packaging = SegmentFactory(chain=sensor), SegmentFactory(chain=sensor)
    conflict = on_segments(design, packaging)
    rule(conflict, Ruling.BOTH)
    again = object_to(LeadFactory(company=conflict.company, segment=packaging), conflict.rival)
    with pytest.raises(RivalChanged):
        rule(again, Ruling.BOTH)
    again.refresh_from_db()
    assert (again.status, again.rival) == (Status.CONFLICT, conflict)


@pytest.mark.parametrize("which", ["none", "one", "same"])
def test_by_segment_only_where_both_have_one_and_not_the_same(sensor, which):
    segment = SegmentFactory(chain=sensor)
    conflict = on_segments(*{"none": (None, None), "one": (segment, None), "same": (segment, segment)}[which])
    with pytest.raises(SegmentsAlike):
        rule(conflict, Ruling.BOTH)
    conflict.refresh_from_db()
    assert (conflict.status, conflict.ruled_at) == (Status.CONFLICT, None)


def test_two_that_merely_look_alike_are_both_valid():
    first = register(lead_of("星澜新传感科技有限公司"))
    conflict = object_to(lead_of("星澜新传感投资有限公司"), first, level="GROUP")
    rule(conflict, Ruling.SEPARATE)
    assert states(first, conflict) == [Status.VALID, Status.VALID]
    assert "stem:星澜新传感" in held(first)
    assert f"company:{conflict.company_id}" in held(conflict)
    assert not held(first) & held(conflict)


def test_one_company_is_never_ruled_to_be_two(sensor):
    conflict = on_segments(None, None)
    with pytest.raises(SameCompany):
        rule(conflict, Ruling.SEPARATE)
    assert states(conflict) == [Status.CONFLICT]


def test_both_sides_are_told_of_the_ruling_and_have_it_in_their_history(conflict):
    rule(conflict, Ruling.RIVAL)
    told = Notice.objects.filter(key__startswith="contact-ruling").values_list("recipient", flat=True)
    assert set(told) == {conflict.lead.owner_id, conflict.rival.lead.owner_id}
    for lead in (conflict.lead, conflict.rival.lead):
        event = history.of(lead).get(verb="rule_contact")
        assert (event.data["ruling"], event.data["reason"]) == ("RIVAL", "看过双方凭据")


# -- who rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("ENTITY", {"admin"}),
        ("GROUP", {"admin"}),
        ("VEHICLE", {"admin", "office"}),
        ("BROKER", set()),
    ],
)
def test_who_rules_on_a_level(sensor, superhard, level, expected):
    on_chain = {"lead__chain": sensor}
    conflict = ConflictFactory(level=level, rival=FirstContactFactory(**on_chain), **on_chain)
    people = {
        "admin": person(Role.ZONE_ADMIN),
        "office": person(Role.CHAIN_OFFICE, chains=[sensor.code]),
        "office elsewhere": person(Role.CHAIN_OFFICE, chains=[superhard.code]),
        "leader": person(Role.CHAIN_LEADER, chains=[sensor.code]),
        "owner": conflict.lead.owner,
        "auditor": person(Role.AUDITOR),
    }
    verdicts = {name: can_rule(user, conflict) for name, user in people.items()}
    assert {name for name, (allowed, _why) in verdicts.items() if allowed} == expected
    assert all(why.endswith("。") for allowed, why in verdicts.values() if not allowed)


def test_the_office_rules_where_both_leads_are_on_its_chain(sensor, superhard):
    conflict = ConflictFactory(
        level="VEHICLE", lead__chain=sensor, rival=FirstContactFactory(lead__chain=superhard)
    )
    assert not can_rule(person(Role.CHAIN_OFFICE, chains=[sensor.code]), conflict)[0]
    assert can_rule(person(Role.CHAIN_OFFICE, chains=[sensor.code, superhard.code]), conflict)[0]


@pytest.mark.parametrize("side", ["challenger", "rival"])
@pytest.mark.parametrize("tie", ["registered", "owns", "same unit"])
def test_nobody_rules_on_the_own_side(side, tie):
    conflict = ConflictFactory()
    contact = conflict if side == "challenger" else conflict.rival
    admin = person(Role.ZONE_ADMIN, team=contact.team if tie == "same unit" else TeamFactory())
    if tie == "registered":
        contact.registered_by = admin
    if tie == "owns":
        contact.lead.owner = admin
    assert not can_rule(admin, conflict)[0]
    assert can_rule(person(Role.ZONE_ADMIN), conflict)[0]


def test_zone_admins_without_a_unit_are_no_side_of_leads_without_one():
    lead = LeadFactory(owner=person(Role.STAFF, team=None))
    assert can_rule(person(Role.ZONE_ADMIN, team=None), ConflictFactory(lead=lead))[0]


# -- beside ------------------------------------------------------------------------------------


def test_asking_to_join_reaches_the_owner(staff):
    contact = register(lead_of("星澜传感"))
    ask_to_join(contact=contact, by=staff, at=NOON, text="我们有厂房")
    notice = Notice.objects.get(key__startswith="join")
    assert notice.recipient == contact.lead.owner
    assert "我们有厂房" in notice.text


def test_leads_with_their_protection():
    protected, open_ = LeadFactory(), LeadFactory()
    FirstContactFactory(lead=protected, protected_until=TODAY)
    FirstContactFactory(lead=protected, status=Status.EXPIRED, protected_until=TODAY + 9 * DAY)
    ConflictFactory(lead=open_, rival=FirstContactFactory(lead=LeadFactory()))
    rows = Lead.objects.filter(pk__in=[protected.pk, open_.pk])
    assert dict(rows.with_protection(TODAY).values_list("pk", "protected_until")) == {
        protected.pk: TODAY,
        open_.pk: None,
    }
    assert rows.with_protection(TODAY + DAY).get(pk=protected.pk).protected_until is None
