"""The pages of a hand-over: offer, answer, what waits."""

import pytest
import time_machine

from accounts.roles import Role
from leads.models import Transfer
from tests.factories import NOON, LeadFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def taker(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="陈立")


@pytest.fixture
def theirs(signed_in, taker):
    return signed_in(taker)


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(owner=staff, chain=sensor, title="封装产线")


def text(response):
    return response.content.decode()


def offered(mine, lead, taker):
    answer = mine.post(f"/leads/{lead.pk}/transfer/", {"owner": taker.pk, "reason": "换岗"})
    assert answer.status_code == 302
    return Transfer.objects.get()


def test_offered_on_the_lead_and_accepted_there(mine, theirs, lead, taker):
    assert f"/leads/{lead.pk}/transfer/" in text(mine.get(f"/leads/{lead.pk}/"))
    transfer = offered(mine, lead, taker)
    accept = f"/leads/transfers/{transfer.pk}/accept/"
    own_page, their_page = (text(browser.get(f"/leads/{lead.pk}/")) for browser in (mine, theirs))
    assert "答复之前仍由 李沐 负责" in own_page
    assert accept not in own_page
    assert f"/leads/{lead.pk}/transfer/" not in own_page
    assert accept in their_page
    answer = theirs.post(accept)
    assert (answer.status_code, answer["Location"]) == (302, f"/leads/{lead.pk}/")
    lead.refresh_from_db()
    assert lead.owner == taker


def test_declined_with_a_reason_only(mine, theirs, lead, taker, staff):
    transfer = offered(mine, lead, taker)
    decline = f"/leads/transfers/{transfer.pk}/decline/"
    assert "退回原因" in text(theirs.get(decline))
    assert theirs.post(decline, {"reason": ""}).status_code == 422
    assert theirs.post(decline, {"reason": "手上太多"}).status_code == 302
    lead.refresh_from_db()
    transfer.refresh_from_db()
    assert (lead.owner, transfer.status, transfer.answer) == (staff, "DECLINED", "手上太多")


def test_what_waits_for_me_and_from_me(mine, theirs, lead, taker, signed_in, sensor):
    transfer = offered(mine, lead, taker)
    assert "/leads/transfers/" in text(mine.get("/leads/"))
    from_me, to_me = (text(browser.get("/leads/transfers/")) for browser in (mine, theirs))
    assert f"/leads/transfers/{transfer.pk}/withdraw/" in from_me
    assert f"/leads/transfers/{transfer.pk}/accept/" not in from_me
    assert f"/leads/transfers/{transfer.pk}/accept/" in to_me
    other = signed_in(person(Role.STAFF, chains=[sensor.code]))
    assert "没有等答复的移交" in text(other.get("/leads/transfers/"))


def test_a_second_answer_is_told_that_it_is_over(mine, theirs, lead, taker):
    transfer = offered(mine, lead, taker)
    assert mine.post(f"/leads/transfers/{transfer.pk}/withdraw/").status_code == 302
    late = theirs.post(f"/leads/transfers/{transfer.pk}/accept/")
    assert late.status_code == 409
    assert "这次移交已撤回" in text(late)


def test_a_refused_offer_keeps_what_was_typed(mine, lead, taker, outsider):
    refused = mine.post(f"/leads/{lead.pk}/transfer/", {"owner": outsider.pk, "reason": "换岗到别处"})
    assert refused.status_code == 422
    assert "换岗到别处" in text(refused)
    offered(mine, lead, taker)
    again = mine.post(f"/leads/{lead.pk}/transfer/", {"owner": taker.pk, "reason": "换岗"})
    assert again.status_code == 422
    assert "这条线索已在移交中" in text(again)
    assert Transfer.objects.count() == 1


def test_no_such_answer(mine, lead, taker):
    transfer = offered(mine, lead, taker)
    assert mine.get(f"/leads/transfers/{transfer.pk}/swallow/").status_code == 404
