"""Log, edit and assign a lead: effects, history, refusals, and what happens twice or at once."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError

from chains.models import Company, Contact
from core import history
from core.models import CalendarDay
from leads.actions import LeadChanged, assign, edit_lead, export_list, log_lead, show_phone
from leads.models import Grade, Lead, LeadSource
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, ContactFactory, LeadFactory, SegmentFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def log(by, **fields):
    return log_lead(**{"by": by, "at": NOON, "name": "岚谷传感（郑州）有限公司"} | fields)


def test_log_lead_fills_in_what_usually_holds(staff, sensor):
    segment = SegmentFactory(chain=sensor)
    lead = log(
        staff,
        intention="气体传感器产线，约 50 亩",
        chain=sensor,
        segment=segment,
        contact="陈一舟 副总经理 138 0000 1234",
    )
    lead.refresh_from_db()
    assert (lead.title, lead.status, lead.grade) == ("气体传感器产线", LeadStatus.NEW, Grade.C)
    assert (lead.owner, lead.team, lead.created_by) == (staff, staff.team, staff)
    assert (lead.received_on, lead.created_at, lead.last_activity_at) == (TODAY, NOON, NOON)
    assert (lead.next_action_text, lead.next_action_on) == ("首次响应", TODAY + DAY)
    assert (lead.source, lead.responded_at) == (LeadSource.OWN, None)
    assert (lead.contact.name, lead.contact.title, lead.contact.phone) == (
        "陈一舟",
        "副总经理",
        "13800001234",
    )
    assert set(Lead.objects.filter(grams__has="厂房")) == set()
    assert set(Lead.objects.filter(grams__has="一舟")) == {lead}
    assert not Lead.objects.filter(grams__has="13800001234").exists()
    event = history.of(lead).get()
    assert (event.verb, event.actor_id, event.at) == ("log_lead", staff.pk, NOON)


def test_log_lead_registers_a_new_company_and_finds_a_known_one(staff):
    first = log(staff)
    second = log(staff, name=" 岚谷传感(郑州)有限公司 ")
    assert first.company == second.company
    assert Company.objects.count() == 1
    assert first.company.created_by == staff


def test_log_lead_uses_a_contact_on_record(staff):
    contact = ContactFactory()
    lead = log(staff, company=contact.company, contact="陈一舟 13800001234")
    assert lead.contact == contact
    assert Contact.objects.count() == 1


def test_the_first_response_is_due_after_the_holidays(staff):
    for day in (TODAY + DAY, TODAY + 2 * DAY):
        CalendarDay.objects.create(day=day, is_workday=False, note="假")
    CalendarDay.objects.create(day=TODAY + 3 * DAY, is_workday=True, note="调休上班")
    assert log(staff).next_action_on == TODAY + 3 * DAY


def test_the_source_is_remembered_from_the_last_lead(staff, outsider):
    log(staff, source=LeadSource.FAIR)
    assert log(staff, name="北岚科技有限公司").source == LeadSource.FAIR
    assert log(outsider, name="南岚科技有限公司").source == LeadSource.OWN


def test_the_grade_follows_the_estimate(staff):
    assert log(staff, investment_wan=Decimal(120_000)).grade == Grade.A


def test_a_form_sent_twice_makes_one_lead(staff):
    token = uuid.uuid4()
    first = log(staff, form_token=token)
    second = log(staff, form_token=token)
    assert first == second
    assert Lead.objects.count() == 1
    assert history.of(first).count() == 1


def test_the_token_of_somebody_else_is_no_key_to_his_lead(staff, outsider):
    token = uuid.uuid4()
    log(staff, form_token=token)
    with pytest.raises(IntegrityError):
        log(outsider, form_token=token, name="北岚科技有限公司")


def test_edit_writes_what_changed_and_counts(staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor, title="旧", intention="不变")
    changes = {"title": "光电产线", "intention": "不变", "action_type": "FILL"}
    edit_lead(lead=lead, by=staff, at=NOON, version=1, **changes)
    assert (lead.title, lead.action_type, lead.version, lead.updated_at) == ("光电产线", "FILL", 2, NOON)
    event = history.of(lead).get()
    assert event.data["changed"] == {"title": ["旧", "光电产线"], "action_type": ["", "FILL"]}
    assert set(Lead.objects.filter(grams__has="光电")) == {lead}


def test_an_edit_without_changes_leaves_no_trace(staff):
    lead = LeadFactory(owner=staff, title="同")
    edit_lead(lead=lead, by=staff, at=NOON, version=1, title="同")
    lead.refresh_from_db()
    assert lead.version == 1
    assert not history.of(lead).exists()


def test_edit_puts_another_contact_on_record(staff):
    lead = LeadFactory(owner=staff)
    edit_lead(lead=lead, by=staff, at=NOON, version=1, contact_text="方遥 13900005678")
    assert (lead.contact.name, lead.contact.company) == ("方遥", lead.company)


def test_the_second_editor_is_told_and_nothing_is_overwritten(staff, outsider):
    lead = LeadFactory(owner=staff, title="旧")
    stale = Lead.objects.get(pk=lead.pk)
    edit_lead(lead=lead, by=staff, at=NOON, version=1, title="先到")
    with pytest.raises(LeadChanged) as clash:
        edit_lead(lead=stale, by=outsider, at=NOON, version=1, title="后到", contact_text="方遥")
    assert clash.value.theirs.title == "先到"
    lead.refresh_from_db()
    assert (lead.title, lead.version) == ("先到", 2)
    assert history.of(lead).count() == 1
    assert not Contact.objects.filter(name="方遥").exists()


def test_assign_gives_owner_and_unit(staff):
    lead = LeadFactory()
    former = lead.owner
    assign(lead=lead, by=staff, at=NOON, owner=staff)
    assert (lead.owner, lead.team, lead.version) == (staff, staff.team, 2)
    event = history.of(lead).get()
    assert event.data == {"old": former.name, "new": "李沐"}


def test_assign_out_of_the_pool_has_it_followed_again(staff):
    lead = LeadFactory(owner=None, team=None, created_by=staff, status=LeadStatus.POOL)
    assign(lead=lead, by=staff, at=NOON, owner=staff)
    assert (lead.owner, lead.status) == (staff, LeadStatus.FOLLOWING)


def test_assign_to_the_owner_changes_nothing(staff):
    lead = LeadFactory(owner=staff)
    assign(lead=lead, by=staff, at=NOON, owner=staff)
    assert not history.of(lead).exists()


def test_of_two_assignments_the_first_holds(staff):
    lead = LeadFactory()
    stale = Lead.objects.get(pk=lead.pk)
    assign(lead=lead, by=staff, at=NOON, owner=staff)
    with pytest.raises(LeadChanged):
        assign(lead=stale, by=staff, at=NOON, owner=UserFactory())
    lead.refresh_from_db()
    assert lead.owner == staff


def test_showing_a_number_is_on_record(staff):
    lead = LeadFactory(contact=ContactFactory(phone_alt="0371-66668888"))
    assert show_phone(lead=lead, by=staff, at=NOON) == ["13800001234", "0371-66668888"]
    event = history.of(lead).get()
    assert (event.verb, event.data) == ("show_phone", {"contact": "陈一舟"})


def test_an_export_is_on_record(staff):
    export_list(name="leads", by=staff, at=NOON, kind="csv", rows=3, chosen="状态 未关闭")
    assert history.of(staff).get().data == {"kind": "csv", "rows": 3, "chosen": "状态 未关闭"}
