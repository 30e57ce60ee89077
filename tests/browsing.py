"""A real Chromium, looking at a live server: the fixtures of `tests/browser` and `tests/journeys`."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from tests.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
DRAWN = """new Promise(drawn => new PerformanceObserver((list, observer) => {
  if (list.getEntriesByName("first-contentful-paint").length) { observer.disconnect(); drawn(); }
}).observe({type: "paint", buffered: true}))"""
WIDTHS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous face runs an event loop in this thread; the database is asked from it too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """A person at a screen: a browser page that remembers what went wrong on it."""

    def __init__(self, context, base):
        self.base, self.context = base, context
        self.page = context.new_page()
        self.errors, self.outside = [], []
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("requestfailed", self.note_failure)
        self.page.on("request", self.note_host)

    def note_failure(self, request):
        """A request that the browser gave up because the person went on to another page has not failed."""
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"failed: {request.url} {request.failure}")

    def note_host(self, request):
        if request.url.startswith("http") and not request.url.startswith(self.base):
            self.outside.append(request.url)

    def go(self, path):
        """Opens a page and waits until it is drawn, as a person would before touching a key."""
        answer = self.page.goto(self.base + path, wait_until="load")
        self.page.evaluate(DRAWN)
        return answer

    def sign_in(self, user: User, password=PASSWORD):
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", user.username)
        self.page.fill("input[name=password]", password)
        self.page.click("form:has(input[type=password]) [type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def violations(self):
        """What axe-core finds on the page as it stands, WCAG 2 A and AA, as short sentences."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes'][:3]]}"
            for one in found["violations"]
        ]

    def overflow(self):
        """Pixels by which the page is wider than the screen."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return self.page.evaluate(script)


@pytest.fixture
def visitor(chromium, live_server):
    """`visitor(width="phone", dark=True)`: a new person at a new screen."""
    contexts = []

    def arrive(*, width="desktop", dark=False, locale="zh-CN", size=None):
        context = chromium.new_context(
            viewport=size or WIDTHS[width],
            locale=locale,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            is_mobile=width == "phone",
            has_touch=width == "phone",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, live_server.url)

    yield arrive
    for context in contexts:
        context.close()
