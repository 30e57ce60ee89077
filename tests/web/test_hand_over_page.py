"""Everything in a person's hands, handed over on one page."""

import pytest
import time_machine

from accounts.roles import Role
from leads.models import Lead, Visibility
from tests.factories import NOON, LeadFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚"))


@pytest.fixture
def taker(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="陈立")


def text(response):
    return response.content.decode()


def address(person):
    return f"/people/{person.pk}/hand-over/"


def test_the_office_sees_the_rows_and_hands_them_over_at_once(office, staff, taker, sensor):
    leads = LeadFactory.create_batch(3, owner=staff, chain=sensor)
    secret = LeadFactory(owner=staff, chain=sensor, visibility=Visibility.SECRET)
    page = text(office.get(address(staff)))
    assert all(str(lead.company) in page for lead in leads)
    assert str(secret.company) not in page
    assert "另有 1 件不在你的可见范围，一并移交" in page
    answer = office.post(address(staff), {"recipient": taker.pk, "reason": "调离"}, follow=True)
    assert "已移交 4 件在办事项。" in text(answer)
    assert answer.request["QUERY_STRING"] == f"owner={taker.pk}"
    assert Lead.objects.filter(owner=taker).count() == 4


def test_a_recipient_per_chain(signed_in, admin, staff, taker, sensor, superhard, outsider):
    LeadFactory(owner=staff, chain=sensor)
    LeadFactory(owner=staff, chain=superhard)
    browser = signed_in(admin)
    refused = browser.post(address(staff), {"recipient": taker.pk, "reason": "调离"})
    assert refused.status_code == 422
    assert "陈立 没有“超硬材料”的招商角色，接不了这里的事项。没有移交任何一件。" in text(refused)
    assert Lead.objects.filter(owner=staff).count() == 2
    both = {"recipient_SENSOR": taker.pk, "recipient_SUPERHARD": outsider.pk, "reason": "调离"}
    answer = browser.post(address(staff), both)
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{staff.pk}/")
    assert "可以停用账号" in text(browser.get(address(staff)))
    assert not Lead.objects.filter(owner=staff).exists()


def test_a_chain_left_open_is_asked_for(signed_in, admin, staff, taker, sensor, superhard):
    LeadFactory(owner=staff, chain=sensor)
    LeadFactory(owner=staff, chain=superhard)
    refused = signed_in(admin).post(address(staff), {"recipient_SENSOR": taker.pk, "reason": "调离"})
    assert refused.status_code == 422
    assert "选一位接收人，或者给每条产业链各选一位。" in text(refused)


def test_the_office_is_told_of_what_stands_elsewhere(office, staff, taker, sensor, superhard):
    LeadFactory(owner=staff, chain=sensor)
    elsewhere = LeadFactory(owner=staff, chain=superhard)
    page = text(office.get(address(staff)))
    assert "另有 1 件在其他产业链" in page
    assert str(elsewhere.company) not in page


def test_who_keeps_accounts_alone_reads_numbers_and_no_names(signed_in, staff, sensor):
    lead = LeadFactory(owner=staff, chain=sensor)
    keeper = signed_in(person(Role.SYS_ADMIN))
    page = text(keeper.get(f"/people/{staff.pk}/"))
    assert "请链长办或管委会管理员移交" in page
    assert address(staff) not in page
    refused = keeper.get(address(staff))
    assert refused.status_code == 403
    assert str(lead.company) not in text(refused)


def test_the_page_of_the_person_leads_here(signed_in, admin, staff, sensor):
    LeadFactory(owner=staff, chain=sensor)
    assert address(staff) in text(signed_in(admin).get(f"/people/{staff.pk}/"))


def test_the_number_of_queries_does_not_grow_with_the_rows(
    office, staff, taker, sensor, django_assert_num_queries, django_assert_max_num_queries
):
    LeadFactory.create_batch(2, owner=staff, chain=sensor)
    with django_assert_max_num_queries(30) as few:
        office.get(address(staff))
    LeadFactory.create_batch(10, owner=staff, chain=sensor)
    with django_assert_num_queries(len(few)):
        office.get(address(staff))
