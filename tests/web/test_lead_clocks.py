"""The page of a lead says which clocks run, and the two forms of one line that act on them."""

import datetime as dt

import pytest
import time_machine

from accounts.roles import Role
from core import history
from core.holidays import load_holidays
from leads.stages import LeadStatus
from tests.factories import LeadFactory, NewLeadFactory, person

pytestmark = pytest.mark.django_db
ZONE = dt.timezone(dt.timedelta(hours=8))
MAY_6 = dt.date(2025, 5, 6)


@pytest.fixture(autouse=True)
def holidays(db):
    load_holidays()


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def on(day):
    return time_machine.travel(dt.datetime(2025, 5, day, 12, tzinfo=ZONE), tick=False)


def assessing(staff, sensor, **fields):
    responded = dt.datetime(2025, 5, 6, 10, tzinfo=ZONE)
    fields = {"responded_at": responded, "judgement_due_on": dt.date(2025, 5, 9)} | fields
    return LeadFactory(owner=staff, chain=sensor, status=LeadStatus.ASSESSING, **fields)


def judged(staff, sensor, **fields):
    fields = {"introducer": "河南省商会", "feedback_due_on": dt.date(2025, 5, 16)} | fields
    return LeadFactory(owner=staff, chain=sensor, **fields)


LINES = [
    (2, "还剩 1 个工作日"),  # in the holiday
    (6, "今天到期"),
    (8, "逾期 2 个工作日"),
    (11, "逾期 3 个工作日"),  # Sunday
]


@pytest.mark.parametrize(("day", "said"), LINES)
def test_the_page_says_how_long_the_response_may_take(browser, staff, sensor, day, said):
    lead = NewLeadFactory(owner=staff, chain=sensor, response_due_on=MAY_6)
    with on(day):
        page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "响应期限" in page
    assert said in page
    assert "登记后 1 个工作日内响应" in page


def test_on_the_weekend_after_the_date_it_is_over_without_a_number(browser, staff, sensor):
    lead = assessing(staff, sensor)
    with on(10):
        page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "期限已过" in page
    assert "逾期 0" not in page


def test_a_lead_without_clocks_shows_none(browser, staff, sensor):
    page = text(browser.get(f"/leads/{LeadFactory(owner=staff, chain=sensor).pk}/"))
    assert "期限" not in page


def test_the_clock_changes_with_the_first_response(browser, staff, sensor):
    lead = NewLeadFactory(owner=staff, chain=sensor, response_due_on=MAY_6)
    note = {
        "summary": "问了用地",
        "method": "PHONE",
        "next_action_text": "约见面",
        "next_action_on": "2025-05-20",
    }
    with on(6):
        answer = browser.post(f"/leads/{lead.pk}/follow-up/", note, headers={"HX-Request": "true"})
    said = text(answer)
    assert 'hx-swap-oob="innerHTML:#lead-clocks"' in said
    assert "研判期限" in said
    assert "响应期限" not in said


def test_the_list_shows_by_when_a_new_lead_is_to_be_answered(browser, staff, sensor):
    NewLeadFactory(owner=staff, chain=sensor, response_due_on=MAY_6, next_action_on=dt.date(2025, 5, 30))
    with on(5):
        page = text(browser.get("/leads/"))
    assert 'datetime="2025-05-06"' in page
    assert 'datetime="2025-05-30"' not in page


def test_specialists_move_the_date_once(browser, staff, sensor):
    lead = assessing(staff, sensor)
    url = f"/leads/{lead.pk}/specialists/"
    with on(7):
        assert url in text(browser.get(f"/leads/{lead.pk}/"))
        assert "要专家看什么" in text(browser.get(url))
        assert browser.post(url, {"text": ""}).status_code == 422
        page = text(browser.post(url, {"text": "工艺路线"}, follow=True))
        assert "研判期限已延长到 2025-05-13。" in page
        assert "要专家研判，响应后 5 个工作日内研判" in page
        assert "请专家研判，研判期限延到 2025-05-13：工艺路线" in page
        assert url not in page
        again = browser.post(url, {"text": "再看一次"})
    assert again.status_code == 409
    assert "没有改动任何内容" in text(again)
    assert history.of(lead).count() == 1


def test_a_collaborator_does_not_call_specialists(signed_in, staff, sensor):
    lead = assessing(staff, sensor)
    helper = person(Role.STAFF, chains=[sensor.code])
    lead.collaborators.add(helper)
    answer = signed_in(helper).get(f"/leads/{lead.pk}/specialists/")
    assert answer.status_code == 403
    assert "只有负责人" in text(answer)


def test_feedback_is_noted_once(browser, staff, sensor):
    lead = judged(staff, sensor)
    url = f"/leads/{lead.pk}/feedback/"
    with on(12):
        page = text(browser.get(f"/leads/{lead.pk}/"))
        assert url in page
        assert "研判后 5 个工作日内反馈引荐人" in page
        assert "引荐人：河南省商会" in text(browser.get(url))
        refused = browser.post(url, {"text": " "})
        assert refused.status_code == 422
        page = text(browser.post(url, {"text": "已立案"}, follow=True))
        assert "反馈引荐人：已立案" in page
        assert "反馈期限" not in page
        assert browser.post(url, {"text": "已立案"}).status_code == 409
    assert history.of(lead).get().verb == "give_feedback"


def test_the_judgement_may_leave_the_feedback_for_later(signed_in, staff, sensor):
    office = signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code]))
    lead = assessing(staff, sensor, introducer="河南省商会")
    with on(7):
        page = text(office.get(f"/leads/{lead.pk}/step/invalidate/"))
        assert "以后反馈就留空" in page
        fields = {"version": lead.version, "reason_kind": "off_chain"}
        assert office.post(f"/leads/{lead.pk}/step/invalidate/", fields).status_code == 302
    lead.refresh_from_db()
    assert (lead.feedback_due_on, lead.feedback_at) == (dt.date(2025, 5, 14), None)
