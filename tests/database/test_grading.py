"""The grade of a lead (I-16): from the estimate, a title for a missing link, or by hand with a reason."""

from decimal import Decimal

import pytest

from chains.models import ChainMember, CompanyTag
from core import history
from leads.actions import ReasonMissing, edit_lead, log_lead
from leads.grading import grade_words
from leads.models import Grade, Lead
from tests.factories import NOON, CompanyFactory, LeadFactory, SegmentFactory

pytestmark = pytest.mark.django_db
BILLION = Decimal(100_000)  # 10 亿元


def titled(tag="UNICORN"):
    company = CompanyFactory()
    CompanyTag.objects.create(company=company, tag=tag, basis="2024 年榜单")
    return company


def segment_with(members, chain):
    segment = SegmentFactory(chain=chain)
    for number in range(members):
        member = ChainMember.objects.create(chain=chain, name=f"成员{segment.pk}-{number}")
        member.segments.add(segment)
    return segment


def edited(lead, by, **changes):
    return edit_lead(lead=lead, by=by, at=NOON, version=lead.version, **changes)


TITLES = [
    ("UNICORN", 0, Grade.A),
    ("LEADING", 2, Grade.A),
    ("HIDDEN_CHAMPION", 1, Grade.A),
    ("UNICORN", 3, Grade.C),  # the link is there already
    ("LITTLE_GIANT", 0, Grade.C),  # not one of the three titles
]


@pytest.mark.parametrize(("tag", "members", "grade"), TITLES)
def test_a_titled_company_for_a_link_that_is_missing_or_weak_is_a(staff, sensor, tag, members, grade):
    lead = log_lead(
        by=staff, at=NOON, company=titled(tag), chain=sensor, segment=segment_with(members, sensor)
    )
    assert lead.grade == grade
    assert ("环节缺失或薄弱" in grade_words(lead)) == (grade == Grade.A)


def test_members_that_left_the_chain_fill_no_link(staff, sensor):
    segment = segment_with(3, sensor)
    segment.members.update(archived_at=NOON)
    assert log_lead(by=staff, at=NOON, company=titled(), chain=sensor, segment=segment).grade == Grade.A


def test_without_a_segment_the_title_does_not_count(staff, sensor):
    assert log_lead(by=staff, at=NOON, company=titled(), chain=sensor).grade == Grade.C


def test_the_grade_follows_the_estimate_while_nobody_gave_a_reason(staff):
    lead = LeadFactory(owner=staff)
    edited(lead, staff, investment_wan=BILLION)
    assert lead.grade == Grade.A
    changed = history.of(lead).get().data["changed"]
    assert changed == {"investment_wan": [None, "100000"], "grade": ["C", "A"]}


def test_the_grade_follows_the_segment(staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor, company=titled())
    edited(lead, staff, segment=segment_with(0, sensor))
    assert lead.grade == Grade.A
    edited(lead, staff, segment=segment_with(3, sensor))
    assert lead.grade == Grade.C


def test_other_changes_leave_an_old_grade_alone(staff):
    lead = LeadFactory(owner=staff, grade=Grade.A)
    edited(lead, staff, title="新事项")
    assert lead.grade == Grade.A
    assert "沿用原来的等级" in grade_words(lead)


def test_a_grade_by_hand_needs_a_reason(staff):
    lead = LeadFactory(owner=staff)
    with pytest.raises(ReasonMissing):
        edited(lead, staff, grade=Grade.A)
    with pytest.raises(ReasonMissing):
        edited(lead, staff, grade=Grade.A, grade_reason="  ")
    assert Lead.objects.get().grade == Grade.C
    assert not history.of(lead).exists()
    edited(lead, staff, grade=Grade.A, grade_reason="省重点项目")
    assert (lead.grade, lead.grade_reason) == (Grade.A, "省重点项目")
    assert grade_words(lead) == "手工定为 A 级：省重点项目"


def test_a_grade_with_a_reason_stands_whatever_the_estimate(staff):
    lead = LeadFactory(owner=staff, grade=Grade.A, grade_reason="省重点项目")
    edited(lead, staff, investment_wan=Decimal(20_000))
    assert (lead.grade, lead.grade_reason) == (Grade.A, "省重点项目")


@pytest.mark.parametrize("change", [{"grade_reason": ""}, {"grade": Grade.B}])
def test_without_its_reason_or_chosen_as_the_rule_has_it_the_grade_follows_again(staff, change):
    lead = LeadFactory(owner=staff, grade=Grade.A, grade_reason="省重点项目", investment_wan=Decimal(20_000))
    edited(lead, staff, **change)
    assert (lead.grade, lead.grade_reason) == (Grade.B, "")


def test_the_rule_may_be_overruled_beforehand(staff):
    lead = LeadFactory(owner=staff)
    edited(lead, staff, investment_wan=BILLION, grade=Grade.C, grade_reason="只是初步意向")
    assert (lead.grade, lead.grade_reason) == (Grade.C, "只是初步意向")


def test_a_new_lead_with_another_grade_needs_a_reason_too(staff):
    with pytest.raises(ReasonMissing):
        log_lead(by=staff, at=NOON, name="岚谷传感有限公司", grade=Grade.A)
    assert not Lead.objects.exists()
    lead = log_lead(by=staff, at=NOON, name="岚谷传感有限公司", grade=Grade.A, grade_reason="领导交办")
    assert (lead.grade, lead.grade_reason) == (Grade.A, "领导交办")
