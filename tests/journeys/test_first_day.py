"""The first day of an officer: sign in, bring in the office's sheet, log a lead with the keyboard, follow up,
and get the mail on the day, from a real mail server."""

import datetime as dt

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import expect

from accounts.roles import Role
from chains.models import Company
from leads.models import FollowUp, Lead
from leads.tasks import run_imports
from reminders.dispatch import dispatch
from reminders.letters import write_letters
from reminders.sweep import sweep
from tests.factories import ChainFactory, SegmentFactory, person
from tests.mail_server import mail_server

SHEET = [
    ["2025 年招商线索汇总表"],
    ["填报单位：传感谷专班"],
    ["序号", "企业名称", "产业链", "联系人", "联系电话", "首次对接日期", "拟投资额（万元）", "招商专员"],
    [1, "岚谷传感（郑州）有限公司", "传感器产业链", "陈一舟", "199 0000 1234", "2025.3.1", "1.2亿元", "李沐"],
    [2, "岚谷傳感(郑州)有限公司", "传感器", "陈一舟", "19900001234", "2025年4月2日", 8000, "李沐"],
    [3, "", "传感器", "王女士", "19900005678", "2025/05/03", 500, "李沐"],
    [4, "霁川微电子有限公司", "传感器", "方遥", "0371-55551234", "2025.13.1", 500, "李沐"],
    [5, "汀屿光电有限公司", "传感器", "许先生", "19900008888", 45778, "12,000", "李沐"],
]


@pytest.fixture
def officer(db):
    SegmentFactory(chain=ChainFactory(), name="制造")
    return person(Role.STAFF, chains=["SENSOR"], name="李沐", email="limu@example.com")


@pytest.fixture
def sheet(tmp_path):
    book = Workbook()
    for row in SHEET:
        book.active.append(row)
    path = tmp_path / "招商线索汇总.xlsx"
    book.save(path)
    return path


def bring_in(guest, sheet):
    page = guest.page
    guest.go("/imports/")
    page.set_input_files("input[type=file]", sheet)
    page.click("#import-upload [type=submit]")
    run_imports()
    expect(page.get_by_role("button", name="导入 3 行")).to_be_visible()
    page.get_by_role("button", name="导入 3 行").click()
    run_imports()
    expect(page.get_by_role("button", name="撤销导入")).to_be_visible()


def log_with_the_keyboard(guest, company):
    """Six acts: open, company, what they want, chain, contact, save."""
    page = guest.page
    guest.go("/")
    page.keyboard.press("n")
    expect(page.locator("#panel [name=name]")).to_be_focused()
    page.keyboard.type(company)
    page.keyboard.press("Tab")
    page.keyboard.type("MEMS 气体传感器产线，约 50 亩，想先租后让")
    page.keyboard.press("Tab")
    page.keyboard.press("End")  # the last link of the chain
    page.keyboard.press("Tab")
    page.keyboard.type("陈一舟 副总经理 138 0000 1234")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog#panel[open]")).to_have_count(0)
    expect(page.locator("#desk")).to_contain_text(company)


def follow_up(guest, lead, text, step, on):
    page = guest.page
    guest.go(f"/leads/{lead.pk}/")
    page.fill("#summary", text)
    page.fill("#next-text", step)
    page.fill("#next-on", on.isoformat())
    page.locator("#summary").press("Control+Enter")
    expect(page.locator(".log")).to_contain_text(text)


def test_first_day_of_an_officer(visitor, officer, sheet, settings, live_server, tmp_path):
    settings.DATA_DIR, settings.BASE_URL = tmp_path, live_server.url
    guest = visitor()
    guest.sign_in(officer)

    bring_in(guest, sheet)
    assert set(Company.objects.values_list("name", flat=True)) == {
        "岚谷传感（郑州）有限公司",
        "汀屿光电有限公司",
    }
    first = Lead.objects.get(company__name="岚谷传感（郑州）有限公司")
    assert (first.owner, first.received_on, first.investment_wan) == (officer, dt.date(2025, 3, 1), 12000)

    log_with_the_keyboard(guest, "朗砺新材有限公司")
    lead = Lead.objects.get(company__name="朗砺新材有限公司")
    assert (lead.owner, lead.segment.name, lead.contact.phone) == (officer, "制造", "13800001234")
    assert lead.intention == "MEMS 气体传感器产线，约 50 亩，想先租后让"

    today = timezone.localdate()
    follow_up(guest, lead, "对方问用地价格，要先租后让测算", "发送供地方案", today)
    assert FollowUp.objects.get(lead=lead).next_action_on == today

    at = timezone.make_aware(dt.datetime.combine(today, dt.time(10)))
    with mail_server(settings) as server:
        for _twice in range(2):
            sweep(at=at)
            write_letters(at=at)
            dispatch(at=at)
    [(recipients, mail)] = server.mails
    text = mail.get_body("plain").get_content()
    assert recipients == ["limu@example.com"]
    assert "发送供地方案" in text
    link = next(word for word in text.split() if word.endswith(f"/leads/{lead.pk}/"))
    guest.page.goto(link)
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("朗砺新材")
    assert guest.errors == guest.outside == []
