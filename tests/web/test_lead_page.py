"""The page of one lead: facts, timeline, follow-up, edit with conflict, assignment, numbers on request."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from core import history
from leads.actions import LeadChanged, assign, edit_lead, log_lead
from leads.models import FollowUp, Lead
from leads.stages import LeadStatus
from tests.factories import (
    NOON,
    TODAY,
    CompanyFactory,
    ContactFactory,
    FollowUpFactory,
    LeadFactory,
    NewLeadFactory,
    person,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NUMBER = "13900001111"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def lead(staff, sensor):
    contact = ContactFactory(phone=NUMBER, company=CompanyFactory(name="星澜传感有限公司"))
    return LeadFactory(
        company=contact.company,
        contact=contact,
        chain=sensor,
        owner=staff,
        title="气体产线",
        intention="租厂房",
    )


def text(response):
    return response.content.decode()


def note(browser, lead, headers=None, **fields):
    values = {
        "summary": "法务有两处修改",
        "method": "PHONE",
        "next_action_text": "催书面意见",
        "next_action_on": "2025-06-18",
    }
    return browser.post(f"/leads/{lead.pk}/follow-up/", values | fields, headers=headers or {})


def facts(lead, **fields):
    """What the edit form of the lead holds, with changes."""
    values = {
        "title": lead.title,
        "intention": lead.intention,
        "place": lead.chain_id,
        "grade": lead.grade,
        "source": lead.source,
        "visibility": lead.visibility,
        "next_action_text": lead.next_action_text,
        "next_action_on": lead.next_action_on,
        "version": lead.version,
    }
    return values | fields


def test_the_page_says_what_is_known(browser, lead):
    page = text(browser.get(f"/leads/{lead.pk}/"))
    for said in (
        "星澜传感有限公司",
        "气体产线",
        "租厂房",
        "传感器",
        "跟进中",
        "电话回访",
        "06-12 周四",
        "139****1111",
    ):
        assert said in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-3, "原定 06-08 周日，还没有记跟进。"), (0, "今天到期。"), (1, ""), (None, "在办线索没有下一步")],
)
def test_the_light_says_why(browser, lead, days, sentence):
    lead.next_action_on = None if days is None else TODAY + dt.timedelta(days=days)
    lead.save(update_fields=["next_action_on"])
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert sentence in page
    assert ("light-line" in page) is bool(sentence)


@pytest.mark.parametrize("path", ["", "edit/", "follow-up/", "assign/"])
def test_a_stranger_finds_nothing(signed_in, outsider, lead, path):
    assert signed_in(outsider).get(f"/leads/{lead.pk}/{path}").status_code == 404


def test_the_timeline_merges_notes_and_events_newest_first(browser, staff, sensor):
    lead = log_lead(
        by=staff, at=NOON - dt.timedelta(days=40), name="示例有限公司", chain=sensor, title="旧题"
    )
    FollowUpFactory(lead=lead, by=staff, at=NOON - dt.timedelta(days=2), summary="见了总经理")
    edit_lead(lead=lead, by=staff, at=NOON - dt.timedelta(days=1), version=1, title="新题", intention="长文")
    page = text(browser.get(f"/leads/{lead.pk}/"))
    order = [page.index(said) for said in ("事项 旧题 → 新题", "电话：见了总经理", "登记线索")]
    assert order == sorted(order)
    assert "对方想要什么" in page
    headings = [page.index(f'class="log-day">{words}') for words in ("昨天", "本周", "2025-05")]
    assert headings == sorted(headings)


def test_an_imported_note_names_the_officer_of_the_sheet(browser, lead):
    FollowUpFactory(lead=lead, officer="老张", method=FollowUp.Method.SHEET, summary="台账记录")
    assert "<b>老张</b> 台账导入：台账记录" in text(browser.get(f"/leads/{lead.pk}/"))


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("import_lead", "由台账导入：工作表“一季度”第 7 行"),
        ("import_follow_up", "台账里再次登记：工作表“一季度”第 7 行"),
        ("undo_import", "撤销了台账导入"),
    ],
)
def test_an_import_says_from_which_row(browser, lead, staff, verb, sentence):
    history.record(verb, lead, by=staff, at=NOON, sheet="一季度", row=7)
    assert sentence in text(browser.get(f"/leads/{lead.pk}/"))


def test_the_number_of_queries_does_not_grow_with_the_timeline(browser, lead):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/leads/{lead.pk}/")
        return len(captured)

    FollowUpFactory.create_batch(3, lead=lead)
    few = queries()
    FollowUpFactory.create_batch(27, lead=lead)
    assert queries() == few <= 18


def test_a_follow_up_without_script_comes_back_to_the_page(browser, lead):
    response = note(browser, lead)
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    lead.refresh_from_db()
    assert (lead.next_action_text, str(lead.next_action_on)) == ("催书面意见", "2025-06-18")


def test_a_follow_up_by_htmx_brings_timeline_light_and_next_step(browser, staff, sensor):
    lead = NewLeadFactory(chain=sensor, owner=staff)
    said = text(note(browser, lead, headers=HTMX))
    assert said.lstrip().startswith('<div id="work">')
    assert "电话：法务有两处修改" in said
    for oob in ("#lead-state", "#lead-next", "#toasts"):
        assert oob in said
    assert "研判中" in said
    assert Lead.objects.get().status == LeadStatus.ASSESSING


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"summary": ""}, "这个字段是必填项"),
        ({"next_action_text": ""}, "写下一步做什么"),
        ({"next_action_on": ""}, "写下次跟进的日期"),
        ({"next_action_on": "2025-06-10"}, "下次跟进不能早于今天"),
        ({"method": "SHEET"}, "SHEET"),
    ],
)
def test_a_wrong_follow_up_is_named_and_nothing_is_lost(browser, lead, wrong, sentence):
    response = note(browser, lead, headers=HTMX, **wrong)
    assert response.status_code == 422
    assert sentence in text(response)
    assert ("法务有两处修改" in text(response)) is ("summary" not in wrong)
    assert not FollowUp.objects.exists()


def test_a_closed_lead_takes_a_follow_up_without_next_step(browser, lead):
    Lead.objects.update(status=LeadStatus.SHELVED)
    assert note(browser, lead, next_action_text="", next_action_on="").status_code == 302
    assert FollowUp.objects.count() == 1


def test_a_follow_up_sent_twice_is_one(browser, lead):
    token = str(uuid.uuid4())
    note(browser, lead, form_token=token)
    note(browser, lead, form_token=token)
    assert FollowUp.objects.count() == 1


def test_who_may_only_read_is_told_why(signed_in, lead, sensor):
    reader = signed_in(person(Role.STAFF, chains=[sensor.code]))
    page = text(reader.get(f"/leads/{lead.pk}/"))
    assert "只有负责人、协同人、本链链长办和链长可以改这条线索。" in page
    assert 'id="composer"' not in page
    for response in (note(reader, lead), reader.get(f"/leads/{lead.pk}/edit/")):
        assert response.status_code == 403
        assert "只有负责人" in text(response)
    assert not FollowUp.objects.exists()


def test_edit_saves_what_changed(browser, lead, superhard):
    response = browser.post(
        f"/leads/{lead.pk}/edit/", facts(lead, title="新题", place="SUPERHARD", contact="方遥 13900005678")
    )
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    lead.refresh_from_db()
    assert (lead.title, lead.chain_id, str(lead.contact), lead.version) == ("新题", "SUPERHARD", "方遥", 2)
    assert lead.company.contacts.count() == 2


def test_edit_shows_the_facts_without_the_number(browser, lead):
    page = text(browser.get(f"/leads/{lead.pk}/edit/"))
    assert 'value="气体产线"' in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"next_action_on": ""}, "在办线索必须有下一步和日期"),
        ({"next_action_on": "2025-06-01"}, "下次跟进不能早于今天"),
        ({"land_mu": "-3"}, "大于或等于"),
    ],
)
def test_a_wrong_edit_is_named(browser, lead, wrong, sentence):
    response = browser.post(f"/leads/{lead.pk}/edit/", facts(lead, intention="新写的") | wrong)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "新写的" in text(response)
    assert Lead.objects.get().version == 1


def test_a_date_that_has_passed_may_stand(browser, lead):
    Lead.objects.update(next_action_on=TODAY - dt.timedelta(days=5))
    lead.refresh_from_db()
    assert browser.post(f"/leads/{lead.pk}/edit/", facts(lead, title="新题")).status_code == 302


def test_two_editors_nothing_is_lost_and_the_second_decides(browser, lead, staff):
    stale = facts(lead, title="我的题")
    edit_lead(lead=lead, by=staff, at=NOON, version=1, title="他的题")
    response = browser.post(f"/leads/{lead.pk}/edit/", stale)
    page = text(response)
    assert response.status_code == 409
    for said in ("有人先保存了", "他的题", "我的题", 'name="version" value="2"'):
        assert said in page
    assert Lead.objects.get().title == "他的题"
    assert browser.post(f"/leads/{lead.pk}/edit/", stale | {"version": 2}).status_code == 302
    assert Lead.objects.get().title == "我的题"


def test_the_number_is_shown_on_request_and_that_is_on_record(browser, lead, staff):
    said = text(browser.post(f"/leads/{lead.pk}/phone/", headers=HTMX))
    assert f'href="tel:{NUMBER}"' in said
    assert "<html" not in said
    event = history.of(lead).get()
    assert (event.verb, event.actor_id) == ("show_phone", staff.pk)
    assert "查看了 陈一舟 的完整号码" in text(browser.get(f"/leads/{lead.pk}/"))


def test_the_number_is_shown_without_script_too(browser, lead):
    assert NUMBER in text(browser.post(f"/leads/{lead.pk}/phone/"))


def test_a_number_is_never_shown_by_reading(browser, lead):
    assert browser.get(f"/leads/{lead.pk}/phone/").status_code == 405


def test_an_auditor_never_gets_a_number(signed_in, lead):
    auditor = signed_in(person(Role.AUDITOR))
    addresses = [
        f"/leads/{lead.pk}/",
        "/leads/?owner=any",
        f"/leads/?owner=any&q={NUMBER}",
        "/leads/?owner=any&q=1390000",
        f"/search/?q={NUMBER}",
        "/search/?q=1390000",
        "/leads/export/csv/?owner=any",
        "/companies/match/?name=星澜",
        f"/companies/{lead.company_id}/",
        "/",
    ]
    for address in addresses:
        response = auditor.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, address
        found = content.decode().replace(f'value="{NUMBER}"', "").replace(f"关键词</span> {NUMBER}", "")
        assert NUMBER not in found.replace(f"“{NUMBER}”", "").replace(f"q={NUMBER}", "").replace(
            f"关键词 {NUMBER}", ""
        )
    assert "星澜" not in text(auditor.get("/leads/?owner=any&q=1390000"))
    assert "星澜" not in text(auditor.get(f"/search/?q={NUMBER}"))
    refused = auditor.post(f"/leads/{lead.pk}/phone/")
    assert refused.status_code == 403
    assert not history.of(lead).exists()


def test_the_office_assigns_an_owner(signed_in, lead, sensor):
    office = signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code]))
    heir = person(Role.STAFF, chains=[sensor.code], name="许辰")
    assert "许辰" in text(office.get(f"/leads/{lead.pk}/assign/"))
    assert office.post(f"/leads/{lead.pk}/assign/", {"owner": heir.pk}).status_code == 302
    lead.refresh_from_db()
    assert (lead.owner, lead.team) == (heir, heir.team)
    assert "把负责人从 李沐 改为 许辰" in text(office.get(f"/leads/{lead.pk}/"))


def test_nobody_is_assigned_whose_role_is_not_to_work_on_leads(signed_in, lead, sensor):
    office = signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code]))
    auditor = person(Role.AUDITOR, name="审计员")
    response = office.post(f"/leads/{lead.pk}/assign/", {"owner": auditor.pk})
    assert response.status_code == 422
    assert Lead.objects.get().owner == lead.owner


def test_of_two_assignments_the_second_is_told_who_was_first(signed_in, lead, sensor):
    office = signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code]))
    first, second = (person(Role.STAFF, chains=[sensor.code], name=name) for name in ("先到", "后到"))
    stale = Lead.objects.get(pk=lead.pk)
    Lead.objects.update(owner=first)
    with pytest.raises(LeadChanged) as clash:
        assign(lead=stale, by=second, at=NOON, owner=second)
    assert clash.value.theirs.owner == first
    assert office.post(f"/leads/{lead.pk}/assign/", {"owner": second.pk}).status_code == 302


def test_a_grade_chosen_by_hand_needs_a_reason_which_the_page_then_shows(browser, lead):
    refused = browser.post(f"/leads/{lead.pk}/edit/", facts(lead, grade="A"))
    assert refused.status_code == 422
    assert "写明为什么改等级" in text(refused)
    assert Lead.objects.get().grade == "C"
    chosen = facts(lead, grade="A", grade_reason="省重点项目")
    page = text(browser.post(f"/leads/{lead.pk}/edit/", chosen, follow=True))
    assert "手工定为 A 级：省重点项目" in page
    assert (Lead.objects.get().grade, Lead.objects.get().grade_reason) == ("A", "省重点项目")


def test_a_grade_follows_the_estimate_and_says_so(browser, lead):
    page = text(browser.post(f"/leads/{lead.pk}/edit/", facts(lead, investment_wan="30000"), follow=True))
    assert "等级按规则改为 B。" in page
    assert "预计投资不低于 1 亿元，B 级。" in page
    assert Lead.objects.get().grade == "B"


def test_an_assignment_and_an_unknown_act_are_told(browser, lead, staff):
    history.record("assign_lead", lead, by=None, at=NOON, old="", new="李沐")
    history.record("something-new", lead, by=staff, at=NOON)
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "<b>系统</b> 指派给 李沐" in page
    assert "<b>李沐</b> 操作记录：something new" in page


def test_an_owner_does_not_assign(browser, lead):
    assert browser.get(f"/leads/{lead.pk}/assign/").status_code == 403
