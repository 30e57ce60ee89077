"""My desk: groups in the order of acting, figures that open their rows, the same queries however much."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.stages import LeadStatus
from reminders.models import Reminder
from tests.factories import NOON, TODAY, CompanyFactory, FollowUpFactory, LeadFactory, NewLeadFactory, person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def named(name, owner, chain, days, factory=LeadFactory, **fields):
    company = CompanyFactory(name=name)
    on = None if days is None else TODAY + dt.timedelta(days=days)
    return factory(company=company, owner=owner, chain=chain, next_action_on=on, **fields)


def groups(response):
    return {group.key: [lead.company.name for lead in group.leads] for group in response.context["groups"]}


def test_each_lead_stands_in_one_group(browser, staff, sensor):
    named("逾期甲", staff, sensor, -2)
    named("逾期乙", staff, sensor, -5)
    named("今天", staff, sensor, 0)
    named("本周", staff, sensor, 4)
    named("下周", staff, sensor, 5)
    named("新线索", staff, sensor, 5, NewLeadFactory)
    named("新逾期", staff, sensor, -1, NewLeadFactory)
    named("无下一步", staff, sensor, None)
    named("无效", staff, sensor, -1, status=LeadStatus.INVALID)
    named("别人的", person(Role.STAFF), sensor, -1)
    response = browser.get("/")
    assert groups(response) == {
        "overdue": ["逾期乙", "逾期甲", "新逾期"],
        "due": ["今天"],
        "week": ["本周"],
        "new_later": ["新线索"],
        "missing": ["无下一步"],
    }
    page = text(response)
    for said in ("6 月 11 日 周三", "逾期 3 件，今天 1 件，本周还有 1 件", "逾期 5 天", "记响应", "记跟进"):
        assert said in page


def test_every_figure_opens_its_rows(browser, staff, sensor):
    for days in (-3, -1, 0, 1, None):
        named(f"示例{days}", staff, sensor, days)
    named("新", staff, sensor, 20, NewLeadFactory)
    for _label, figure, query in browser.get("/").context["figures"]:
        assert browser.get(f"/leads/?{query}").context["page"].count == figure
    for group in browser.get("/").context["groups"]:
        assert browser.get(f"/leads/?{group.query}").context["page"].count == group.count


def test_a_leader_sees_what_is_due_in_the_chain_with_the_owner(signed_in, staff, sensor, superhard):
    named("本链逾期", staff, sensor, -1)
    named("他链逾期", person(Role.STAFF), superhard, -1)
    response = signed_in(person(Role.CHAIN_LEADER, chains=[sensor.code])).get("/")
    assert groups(response) == {"overdue": ["本链逾期"]}
    assert "李沐" in text(response)


def test_an_empty_desk_says_what_will_come(browser):
    page = text(browser.get("/"))
    assert "本周没有到期的事" in page
    assert "/leads/new/" in page


def test_unread_reminders_and_recent_follow_ups(browser, staff, sensor):
    lead = named("刚跟进的", staff, sensor, 9)
    FollowUpFactory(lead=lead, by=staff)
    common = {
        "rule": "R2",
        "subject_type": "leads.lead",
        "recipient": staff,
        "raised_at": NOON,
    }
    Reminder.objects.create(**common, subject_id=1, due_on=TODAY, subject="未读的提醒", text="补材料")
    Reminder.objects.create(**common, subject_id=2, due_on=TODAY, subject="读过的提醒", text="", read_at=NOON)
    page = text(browser.get("/"))
    assert "未读的提醒" in page
    assert "读过的提醒" not in page
    assert "刚跟进的" in page


def test_a_long_group_is_cut_and_says_how_much_more(browser, staff, sensor):
    company = CompanyFactory()
    LeadFactory.create_batch(23, company=company, owner=staff, chain=sensor, next_action_on=TODAY)
    assert "还有 3 件" in text(browser.get("/"))


def test_the_number_of_queries_does_not_grow_with_the_rows(browser, staff, sensor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get("/")
        return len(captured)

    def one_of_each():
        for on in (TODAY - DAY, TODAY, TODAY + DAY, None):
            FollowUpFactory(lead=LeadFactory(owner=staff, chain=sensor, next_action_on=on), by=staff)

    one_of_each()
    few = queries()
    for _ in range(8):
        one_of_each()
    assert queries() == few


def test_htmx_gets_the_desk_alone(browser):
    said = text(browser.get("/", headers={"HX-Request": "true"}))
    assert said.lstrip().startswith('<div class="split" id="desk"')


def test_management_accounts_have_no_desk(signed_in):
    response = signed_in(person(Role.SYS_ADMIN)).get("/")
    assert response.headers["Location"] == "/reminders/"
