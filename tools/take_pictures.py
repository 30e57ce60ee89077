"""The pictures of the manual, taken from a running demo: make pictures BASE_URL=http://127.0.0.1:8000

Needs Chromium, and demo data that nobody has worked on, so that the figures agree with each other. Start that
demo with an EMAIL_URL: without one the mail page names a folder of the machine. Signs in as demo people; what
it writes (one uploaded sheet, one typed but unsaved lead) is put away again.
"""

import io
import os
import shutil
import sys
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, sync_playwright
from small_png import shrink

PICTURES = Path(__file__).parent.parent / "docs" / "manual" / "pictures"
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
PASSWORD = os.environ.get("DEMO_PASSWORD", "gaoxin-2025")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MOST_BYTES = 200_000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ["企业名称", "统一社会信用代码", "产业链", "联系人", "联系电话", "投资额（亿元）", "对接日期", "备注"]
ROWS = [
    ["苏州样例微纳传感有限公司", "", "传感器", "周虚构", "13900000001", "2.4", "2025.3.6", "想看厂房"],
    ["苏州样例微纳传感股份有限公司", "", "传感器", "周虚构", "139-0000-0001", "2.4", "2025/3/18", "电话沟通"],
    ["样例微纳传感", "", "智能传感器", "周虚构", "13900000001", "", "2025-04-01", "来访"],
    ["无锡范例光电股份有限公司", "", "", "吴虚构", "13900000002", "0.8", "三月初", "等样品"],
    ["", "", "软件", "郑虚构", "13900000003", "1", "2025-04-02", "企业名称漏填"],
    ["深圳假设电源技术有限公司", "91440300MA5DEMO00", "机器人", "冯虚构", "", "5", "2025-04-09", ""],
    ["成都假设北斗导航有限公司", "", "北斗", "陈虚构", "13900000005", "1.2", "2025-05-12", "约 30 亩"],
]
"""A sheet as offices keep it; companies, people and numbers are made up."""


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take_all(lambda user, size: signed_in(browser, user, size))
        browser.close()


def take_all(visit):
    """Every picture; `visit(user, size)` gives a page on which that person is signed in."""
    page = visit("staff", DESKTOP)
    take(page, "desk", "/")
    take(page, "leads", "/leads/")
    take(page, "lead", first_lead(page))
    known = page.locator("a[href^='/companies/']").first.inner_text()
    quick_lead(page, foreign_company(visit("leader2", DESKTOP)))
    pasted(page)
    ticked(page)
    take(page, "pool", "/leads/pool/")
    import_page(page, known)
    take(visit("leader", DESKTOP), "chain", "/chains/SENSOR/")
    take(visit("leader", PHONE), "desk-phone", "/")
    admin = visit("admin", DESKTOP)
    take(admin, "mail", "/reminders/mail/")
    take(admin, "ruling", first_conflict(admin))


def signed_in(browser, user, size):
    context = browser.new_context(
        viewport=size,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        device_scale_factor=1,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{BASE_URL}/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", PASSWORD)
    page.click("form:has(input[type=password]) [type=submit]")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def first_lead(page: Page):
    """The address of the first lead of the list that has been spoken to."""
    page.goto(f"{BASE_URL}/leads/?owner=me&status=FOLLOWING")
    return page.locator("#lead-list a.main").first.get_attribute("href")


def foreign_company(page: Page):
    """The short name of a company on a chain that the demo officer does not work on."""
    page.goto(f"{BASE_URL}/leads/?owner=any&status=open")
    return page.locator("#lead-list a.main").first.inner_text()


def quick_lead(page: Page, name):
    """The panel with a company that another unit has registered: the answer is what the picture is about."""
    page.goto(f"{BASE_URL}/")
    page.keyboard.press("n")
    page.locator("#quick-lead").wait_for()
    page.locator("#panel input[name=name]").press_sequentially(name)
    page.locator("#answer li").first.wait_for()
    page.locator("#panel textarea[name=intention]").fill("建检测设备产线，先租 3,000 平方米厂房")
    page.locator("#panel input[name=contact]").fill("周虚构 副总 13900000001")
    page.wait_for_timeout(600)  # until the draft is kept, so that the panel says so
    save(page, "quick-lead")


PARAGRAPH = """刚和苏州样例微纳传感有限公司的周岚副总通了电话，她的号码是 13900000001，
想在传感器封装这一段建一条产线，总投资约 2.4 亿元，用地 35 亩左右，下周三来园区看地块。是商会介绍的。"""


def pasted(page: Page):
    """A paragraph from a chat, and the boxes that were read from it."""
    page.evaluate("localStorage.clear()")  # the draft of the picture before
    page.goto(f"{BASE_URL}/")
    page.keyboard.press("n")
    page.locator("#quick-lead").wait_for()
    page.get_by_text("粘贴一段话").click()
    page.locator("#panel textarea").first.fill(PARAGRAPH)
    page.get_by_role("button", name="读出要点").click()
    page.locator(".pasted").wait_for()
    page.wait_for_timeout(600)
    save(page, "paste")
    page.evaluate("localStorage.clear()")


def ticked(page: Page):
    """Three leads ticked in the list, with what can be done to them."""
    page.goto(f"{BASE_URL}/leads/?owner=me&status=open")
    for number in (1, 3, 4):
        page.locator("input[name=lead]").nth(number).check()
    save(page, "selection")


def first_conflict(page: Page):
    page.goto(f"{BASE_URL}/leads/first-contacts/?state=conflict")
    return page.locator("a.main").first.get_attribute("href")


def import_page(page: Page, known):
    """A checked sheet in which some rows speak of the same company, one of them of the company `known`."""
    page.goto(f"{BASE_URL}/imports/")
    file = {
        "name": "招商线索台账.xlsx",
        "mimeType": XLSX,
        "buffer": sheet([HEADS, *ROWS, [known, *ROWS[0][1:]]]),
    }
    page.set_input_files("input[type=file]", file)
    page.click("#import-upload [type=submit]")
    page.locator("#import-rows").wait_for(timeout=90_000)
    page.locator(".views a", has_text="重复").click()
    page.locator("#import-rows").wait_for()
    save(page, "import")
    page.click("form[action$='/discard/'] button")


def sheet(rows):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("2025")
    for line, cells in enumerate(rows):
        page.write_row(line, 0, cells)
    book.close()
    return file.getvalue()


def take(page: Page, name, path):
    page.goto(BASE_URL + path)
    page.wait_for_load_state("networkidle")
    save(page, name)


def save(page: Page, name):
    """The visible part of the page; one that is too heavy for the repository is an error."""
    file = PICTURES / f"{name}.png"
    file.write_bytes(shrink(page.screenshot(animations="disabled")))
    size = file.stat().st_size
    print(f"{file.name}: {size // 1000} kB")
    if size > MOST_BYTES:
        sys.exit(f"{file.name} is larger than {MOST_BYTES // 1000} kB.")


if __name__ == "__main__":
    main()
