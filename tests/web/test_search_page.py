"""The search over leads and companies, within what a person may see."""

import pytest

from accounts.roles import Role
from chains.matching import company_keys
from leads.models import Visibility
from leads.text import lead_grams
from reports.search import SHOWN
from tests.factories import CompanyFactory, LeadFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def company(name):
    return CompanyFactory(name=name, **company_keys(name))


def found(browser, query):
    context = browser.get("/search/", {"q": query}).context
    leads = {lead.row.company for lead in context["leads"]["rows"]}
    return leads, {row["name"] for row in context["companies"]["rows"]}


def test_two_characters_find_leads_and_companies(browser, sensor):
    light = company("合肥磐石光电有限公司")
    LeadFactory(company=light, chain=sensor)
    LeadFactory(company=company("苏州示例有限公司"), chain=sensor, grams=lead_grams(title="光电产线"))
    LeadFactory(company=company("无关有限公司"), chain=sensor)
    assert found(browser, "光电") == ({"合肥磐石光电有限公司", "苏州示例有限公司"}, {"合肥磐石光电有限公司"})


def test_initials_find_a_company_and_its_leads(browser, sensor):
    LeadFactory(company=company("汉威科技"), chain=sensor)
    assert found(browser, "HWKJ") == ({"汉威科技"}, {"汉威科技"})


def test_leads_out_of_sight_are_not_found_but_the_company_is(browser, superhard):
    LeadFactory(company=company("磐石光电有限公司"), chain=superhard)
    assert found(browser, "光电") == (set(), {"磐石光电有限公司"})


def test_a_secret_lead_is_found_by_its_owner_only(signed_in, browser, staff, sensor):
    LeadFactory(company=company("磐石光电有限公司"), chain=sensor, owner=staff, visibility=Visibility.SECRET)
    assert found(browser, "光电")[0] == {"磐石光电有限公司"}
    assert found(signed_in(person(Role.STAFF, chains=[sensor.code])), "光电")[0] == set()


def test_a_lead_found_both_ways_stands_once(browser, sensor):
    light = company("磐石光电有限公司")
    LeadFactory(company=light, chain=sensor, grams=lead_grams(title="光电产线"))
    assert len(browser.get("/search/", {"q": "光电"}).context["leads"]["rows"]) == 1


@pytest.mark.parametrize("query", ["没有", "，。", '"* OR', "'; --"])
def test_nothing_found_says_so(browser, sensor, query):
    LeadFactory(company=company("磐石光电有限公司"), chain=sensor)
    assert "没有找到" in browser.get("/search/", {"q": query}).content.decode()


def test_an_empty_search_explains_itself(browser):
    assert "拼音首字母" in browser.get("/search/").content.decode()


def test_more_than_is_shown_leads_to_the_list(browser, sensor):
    LeadFactory.create_batch(SHOWN + 1, company=company("磐石光电有限公司"), chain=sensor)
    page = browser.get("/search/", {"q": "光电"})
    assert len(page.context["leads"]["rows"]) == SHOWN
    assert "在线索列表里看全部" in page.content.decode()


def test_management_accounts_are_refused(signed_in):
    assert signed_in(person(Role.SYS_ADMIN)).get("/search/?q=光电").status_code == 403
