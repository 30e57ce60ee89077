"""The list hands itself on: its links, the head of the record, the way back after a follow-up or an edit."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine

from tests.factories import NOON, TODAY, LeadFactory
from tests.web.test_lead_page import note

pytestmark = pytest.mark.django_db
IN = "in=owner%3Dme%26status%3Dopen%26light%3Doverdue"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def leads(staff, sensor):
    return [
        LeadFactory(chain=sensor, owner=staff, next_action_on=TODAY - dt.timedelta(days=9 - number))
        for number in range(3)
    ]


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def steps(page):
    return {rel: unescape(href) for rel, href in re.findall(r'rel="(prev|next)" href="([^"]*)"', page)}


def test_a_link_of_the_list_carries_the_list(browser, leads):
    page = text(browser.get("/leads/?owner=me&status=open&light=overdue"))
    assert f'href="/leads/{leads[0].pk}/?{IN}"' in page


def test_the_record_says_where_it_stands_and_leads_on(browser, leads):
    page = text(browser.get(f"/leads/{leads[1].pk}/?{IN}"))
    assert "2 / 3" in page
    assert "第 2 条，共 3 条" in page
    assert steps(page) == {"prev": f"/leads/{leads[0].pk}/?{IN}", "next": f"/leads/{leads[2].pk}/?{IN}"}
    assert 'href="/leads/?owner=me&amp;status=open&amp;light=overdue"' in page


def test_a_record_opened_by_itself_has_no_steps(browser, leads):
    assert "stepper" not in text(browser.get(f"/leads/{leads[1].pk}/"))


def test_after_a_follow_up_the_next_is_still_the_one_that_followed(browser, leads):
    address = f"/leads/{leads[1].pk}/follow-up/"
    page = text(browser.get(f"/leads/{leads[1].pk}/?{IN}"))
    posted = unescape(re.search(rf'hx-post="({address}[^"]*)"', page)[1])
    values = {
        "summary": "谈过",
        "method": "PHONE",
        "next_action_text": "寄合同",
        "next_action_on": "2025-06-20",
    }
    response = browser.post(posted, values, headers={"HX-Request": "true"})
    assert 'hx-swap-oob="innerHTML:#lead-place"' in text(response)
    assert "已不在这个列表，还有 2 条" in text(response)
    reloaded = text(browser.get(response["HX-Replace-Url"]))
    for said in (text(response), reloaded):
        assert steps(said) == {"prev": f"/leads/{leads[0].pk}/?{IN}", "next": f"/leads/{leads[2].pk}/?{IN}"}


def test_without_script_a_follow_up_comes_back_to_the_place(browser, leads):
    response = note(browser, leads[1])
    assert response.headers["Location"] == f"/leads/{leads[1].pk}/"
    values = {"summary": "谈过", "method": "PHONE", "next_action_text": "寄", "next_action_on": "2025-06-20"}
    response = browser.post(f"/leads/{leads[0].pk}/follow-up/?{IN}&at=2025-06-02~{leads[0].pk}", values)
    assert steps(text(browser.get(response.headers["Location"]))) == {"next": f"/leads/{leads[2].pk}/?{IN}"}


def test_an_edit_comes_back_to_the_place(browser, leads):
    page = text(browser.get(f"/leads/{leads[1].pk}/?{IN}"))
    address = unescape(re.search(rf'href="(/leads/{leads[1].pk}/edit/\?in=[^"]*)"', page)[1])
    assert f"{IN}&at=2025-06-03" in address
    assert f'href="/leads/{leads[1].pk}/?in=' in text(browser.get(address))
