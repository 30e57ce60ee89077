"""U1 as people live it: a lead of Wednesday 30 April 2025, before the holiday. The page of the lead names its
dates, and on each day everybody finds in the inbox what is his, and no more."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from core.holidays import load_holidays
from leads.models import Lead
from reminders.sweep import sweep
from tests.factories import person


@pytest.fixture
def clock():
    with time_machine.travel(at("04-30 10:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


@pytest.fixture
def leader(sensor):
    return person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明")


@pytest.fixture
def comes(clock, visitor, staff, office, leader):
    """`comes(who)`: that person signs in on the day it is, at a new screen, on which nothing may go wrong."""
    load_holidays()
    guests = []

    def arrive(who):
        guests.append(visitor())
        guests[-1].sign_in(who)
        return guests[-1]

    yield arrive
    assert [guest.errors + guest.outside for guest in guests] == [[]] * len(guests)


def at(text):
    return dt.datetime.fromisoformat(f"2025-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def it_is(clock, text):
    """The clock goes on to this moment, and the sweep runs as it does every minute."""
    clock.move_to(at(text))
    sweep(at=timezone.now())


def register(guest):
    page = guest.page
    guest.go("/leads/new/")
    page.fill("[name=name]", "星澜传感有限公司")
    page.fill("[name=intention]", "压力传感器产线")
    page.locator("[name=place]").select_option(label="传感器（环节未定）")
    page.get_by_text("改", exact=True).first.click()
    page.fill("[name=investment_wan]", "30000")
    page.fill("[name=introducer]", "河南省商会")
    expect(page.locator("#answer")).to_contain_text("新企业")
    page.get_by_role("button", name="保存", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("星澜传感")


def respond(guest):
    """The first response to the company, as a note on the page of the lead."""
    page = guest.page
    guest.go(Lead.objects.get().get_absolute_url())
    page.fill("#summary", "问了用地和用电")
    page.fill("#next-text", "约见面")
    page.fill("#next-on", "2025-05-20")
    page.locator("#composer").get_by_role("button", name="记下").click()
    expect(page.locator("#timeline")).to_contain_text("问了用地和用电")


def clocks(guest):
    return expect(guest.page.locator("#lead-clocks"))


def finds(guest, *lines):
    """These lines stand in the inbox, in this order, and no other; of each some words are given."""
    guest.go("/reminders/")
    rows = guest.page.locator("#reminders li")
    expect(rows).to_have_count(len(lines))
    for row, line in zip(rows.all(), lines, strict=True):
        for words in ("星澜传感有限公司 压力传感器产线", *line):
            expect(row).to_contain_text(words)


def finds_nothing(guest):
    guest.go("/reminders/")
    expect(guest.page.locator("#reminders")).to_contain_text("没有到期的事")


def test_unanswered_the_office_is_told_on_7_may_and_the_leader_on_9_may(comes, clock, staff, office, leader):
    guest = comes(staff)
    register(guest)
    clocks(guest).to_contain_text("响应期限 05-06 周二，还剩 1 个工作日")
    facts = expect(guest.page.get_by_role("complementary", name="要点"))
    facts.to_contain_text(re.compile(r"等级\s*B"))
    facts.to_contain_text("3.00 亿元")
    it_is(clock, "04-30 10:01")
    finds(guest, ("待首次响应", "05-06 周二"))

    for day in ("05-05", "05-06"):  # the holiday, and the day on which it is due
        it_is(clock, f"{day} 18:00")
        finds_nothing(comes(office))
        finds_nothing(comes(leader))

    it_is(clock, "05-07 09:00")
    finds(comes(staff), ("待首次响应", "逾期 1 天"))
    finds(comes(office), ("李沐 负责，待首次响应", "升级", "逾期 1 天"))
    finds_nothing(comes(leader))

    it_is(clock, "05-08 18:00")
    finds_nothing(comes(leader))

    it_is(clock, "05-09 09:00")
    boss = comes(leader)
    finds(boss, ("李沐 负责，待首次响应", "升级", "逾期 3 天"))
    boss.page.locator("#reminders li .what").click()
    clocks(boss).to_contain_text(re.compile(r"响应期限 05-06 周二，\s*逾期 3 个工作日"))

    respond(comes(staff))
    it_is(clock, "05-09 09:01")
    finds_nothing(boss)
    finds(comes(office), ("李沐 负责，待研判", "知会", "05-14 周三"))


def test_answered_on_6_may_it_is_to_be_judged_by_9_may(comes, clock, staff, office, leader):
    register(comes(staff))
    it_is(clock, "05-06 17:00")
    guest = comes(staff)
    guest.go(Lead.objects.get().get_absolute_url())
    clocks(guest).to_contain_text("响应期限 今天，今天到期")
    respond(guest)
    clocks(guest).to_contain_text("研判期限 05-09 周五，还剩 3 个工作日")
    clocks(guest).not_to_contain_text("响应期限")

    it_is(clock, "05-07 09:00")
    finds(comes(staff), ("待研判", "05-09 周五"))
    finds(comes(office), ("李沐 负责，待研判", "知会", "05-09 周五"))
    finds_nothing(comes(leader))


def test_made_on_friday_25_april_its_three_days_count_the_sunday_that_is_worked(comes, clock, staff):
    clock.move_to(at("04-25 10:00"))
    guest = comes(staff)
    register(guest)
    clocks(guest).to_contain_text("响应期限 04-27 周日，还剩 1 个工作日")
    respond(guest)
    clocks(guest).to_contain_text("研判期限 04-29 周二，还剩 3 个工作日")
    it_is(clock, "04-25 10:01")
    finds(guest, ("待研判", "04-29 周二"))
