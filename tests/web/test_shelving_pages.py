"""The pages on which an owner asks to shelve and the office answers."""

import pytest
import time_machine

from accounts.roles import Role
from leads.models import Lead, ShelvingRequest
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚"))


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(owner=staff, chain=sensor)


def text(response):
    return response.content.decode()


def ask(browser, lead, reason="等土地指标", restart_on="2025-07-11"):
    return browser.post(f"/leads/{lead.pk}/ask-to-shelve/", {"reason": reason, "restart_on": restart_on})


def answer(browser, lead, **fields):
    return browser.post(f"/leads/{lead.pk}/answer-shelving/", fields)


def test_the_owner_asks_and_the_office_agrees(mine, office, lead):
    assert f'href="/leads/{lead.pk}/ask-to-shelve/"' in text(mine.get(f"/leads/{lead.pk}/"))
    assert ask(mine, lead).headers["Location"] == f"/leads/{lead.pk}/"
    seen = text(mine.get(f"/leads/{lead.pk}/"))
    assert "李沐 申请暂缓，预计 2025-07-11 重启：等土地指标" in seen
    assert "等链长办答复" in seen
    assert "/ask-to-shelve/" not in seen
    assert f'href="/leads/{lead.pk}/answer-shelving/"' in text(office.get(f"/leads/{lead.pk}/"))
    assert "同意暂缓" in text(office.get(f"/leads/{lead.pk}/answer-shelving/"))
    assert answer(office, lead, verdict="agree").status_code == 302
    lead.refresh_from_db()
    assert (lead.status, str(lead.restart_on)) == (LeadStatus.SHELVED, "2025-07-11")
    assert "申请暂缓，预计 2025-07-11 重启：等土地指标" in text(mine.get(f"/leads/{lead.pk}/"))


def test_declining_needs_a_reason(mine, office, lead):
    ask(mine, lead)
    refused = answer(office, lead, verdict="decline")
    assert refused.status_code == 422
    assert "不同意要写明理由" in text(refused)
    assert answer(office, lead, verdict="decline", answer="指标下月就有").status_code == 302
    page = text(mine.get(f"/leads/{lead.pk}/"))
    assert "没有同意暂缓：指标下月就有" in page
    assert f'href="/leads/{lead.pk}/ask-to-shelve/"' in page


def test_wrong_input_comes_back_with_what_was_typed(mine, lead):
    page = ask(mine, lead, restart_on="2025-06-11")
    assert page.status_code == 422
    assert "要晚于今天" in text(page)
    assert "等土地指标" in text(page)
    assert not ShelvingRequest.objects.exists()


def test_asking_twice_leaves_one_request_and_says_so(mine, lead):
    ask(mine, lead)
    ask(mine, lead, reason="再问一次")
    assert "没有再提交" in text(mine.get(f"/leads/{lead.pk}/"))
    assert ShelvingRequest.objects.get().reason == "等土地指标"


def test_nobody_answers_what_does_not_wait(mine, office, lead):
    assert "现在没有等答复的暂缓申请" in text(office.get(f"/leads/{lead.pk}/answer-shelving/"))
    ask(mine, lead)
    answer(office, lead, verdict="agree")
    late = answer(office, lead, verdict="decline", answer="晚了")
    assert late.status_code == 409
    assert Lead.objects.get(pk=lead.pk).status == LeadStatus.SHELVED


def test_the_owner_does_not_answer_and_the_office_does_not_ask(mine, office, lead):
    assert ask(office, lead).status_code == 403
    ask(mine, lead)
    assert answer(mine, lead, verdict="agree").status_code == 403
    assert Lead.objects.get(pk=lead.pk).status == LeadStatus.FOLLOWING


def test_an_answer_after_the_day_of_restart_is_refused_in_words(mine, office, lead):
    ask(mine, lead)
    ShelvingRequest.objects.update(restart_on=TODAY)
    page = answer(office, lead, verdict="agree")
    assert page.status_code == 422
    assert "预计重启日期已过" in text(page)
