"""The frame around every page: its places, its counts, its language and look."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.roles import Role
from tests.factories import LeadFactory, person

pytestmark = pytest.mark.django_db
PAGE = "/people/preferences/"


def rail(page):
    return re.search(r'<nav class="rail".*?</nav>', page, re.DOTALL)[0]


def labels(page):
    return set(re.findall(r'<span class="t">([^<]+)</span>', rail(page))) - {"高新产业链招商"}


@pytest.fixture
def page(signed_in):
    return lambda user, address=PAGE: signed_in(user).get(address).content.decode()


ALWAYS = {"提醒", "English", "退出登录"}
BUSINESS = {"我的工作台", "线索", "公海", "首谈报备", "项目", "产业链图谱", "供地方案", "报表"}
PLACES = [
    (Role.STAFF, BUSINESS | {"导入"}),
    (Role.FUND_STAFF, BUSINESS),
    (Role.LAND_OFFICER, BUSINESS),
    (Role.CHAIN_OFFICE, BUSINESS | {"导入"}),
    (Role.CHAIN_LEADER, BUSINESS | {"导入"}),
    (Role.ZONE_ADMIN, BUSINESS | {"导入", "人员"}),
    (Role.AUDITOR, BUSINESS),
    (Role.SYS_ADMIN, {"人员"}),
    (Role.SEC_ADMIN, {"人员"}),
    (Role.AUDIT_ADMIN, set()),
]


@pytest.mark.parametrize(("role", "places"), PLACES)
def test_a_role_sees_its_places_only(page, role, places):
    user = person(role, name="某人")
    assert labels(page(user)) == places | ALWAYS | {"某人"}


def test_the_rail_names_the_chains_a_role_is_limited_to(page, staff, superhard):
    shown = labels(page(staff))
    assert "传感器" in shown
    assert "超硬材料" not in shown


@pytest.mark.parametrize(
    ("role", "may"), [(Role.STAFF, True), (Role.AUDITOR, False), (Role.SYS_ADMIN, False)]
)
def test_only_who_may_log_a_lead_is_offered_it(page, role, may):
    assert ("data-new" in page(person(role))) is may


@pytest.mark.parametrize(("role", "may"), [(Role.AUDITOR, True), (Role.AUDIT_ADMIN, False)])
def test_only_who_sees_business_is_offered_search(page, role, may):
    assert ('role="search"' in page(person(role))) is may


def test_the_counts_are_what_is_mine_and_open(page, staff, outsider):
    today = timezone.localdate()
    LeadFactory(owner=staff, next_action_on=today - dt.timedelta(days=1))
    LeadFactory(owner=staff, next_action_on=today)
    LeadFactory(owner=staff, next_action_on=today + dt.timedelta(days=9))
    LeadFactory(owner=outsider, next_action_on=today - dt.timedelta(days=1))
    found = dict(
        re.findall(r'<span class="t">(\S+?)</span><span class="count[^"]*">(\d+)', rail(page(staff)))
    )
    assert found == {"我的工作台": "2", "线索": "3"}


def test_red_only_when_something_is_overdue(page, staff):
    LeadFactory(owner=staff, next_action_on=timezone.localdate())
    assert "count late" not in rail(page(staff))
    LeadFactory(owner=staff, next_action_on=timezone.localdate() - dt.timedelta(days=1))
    assert "count late" in rail(page(staff))


def test_a_fragment_pays_nothing_for_the_frame(signed_in, staff, django_assert_max_num_queries):
    client = signed_in(staff)
    with django_assert_max_num_queries(3):  # session, person, unit
        client.get(PAGE, headers={"HX-Request": "true"})


def test_the_frame_costs_the_same_with_many_leads(signed_in, staff, django_assert_num_queries):
    client = signed_in(staff)
    LeadFactory.create_batch(20, owner=staff)
    with django_assert_num_queries(7):  # session, person, unit, roles, lead counts, unread, own chains
        client.get(PAGE)


def test_where_one_is(page, staff):
    assert re.search(r'<a href="/people/preferences/"[^>]*aria-current="page"', page(staff))


# -- language and look --------------------------------------------------------------------------


def test_chinese_first(client):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="zh-CN"' in page


def test_the_switch_works_before_signing_in(client):
    response = client.post("/accounts/language/", {"language": "en", "next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_the_switch_is_kept_in_the_account(signed_in, staff):
    signed_in(staff).post("/accounts/language/", {"language": "en", "next": PAGE})
    staff.refresh_from_db()
    assert staff.language == "en"
    assert '<html lang="en"' in signed_in(staff).get(PAGE).content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_switch_leads_back_to_our_own_pages_only(client, address):
    response = client.post("/accounts/language/", {"language": "en", "next": address})
    assert response["Location"] == "/"


def test_an_unknown_language_changes_nothing(signed_in, staff):
    response = signed_in(staff).post("/accounts/language/", {"language": "xx", "next": PAGE})
    staff.refresh_from_db()
    assert staff.language == "zh-hans"
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_the_switch_is_not_a_link(client):
    assert client.get("/accounts/language/?language=en").status_code == 405


def test_settings_are_saved_and_hold_at_once(signed_in, staff):
    client = signed_in(staff)
    page = client.post(PAGE, {"theme": "dark", "language": "en"}, follow=True).content.decode()
    staff.refresh_from_db()
    assert (staff.theme, staff.language, staff.has_shortcuts) == ("dark", "en", False)
    assert 'data-theme="dark"' in page
    assert "data-shortcuts" not in page
    assert "Settings saved" in page


def test_a_setting_that_does_not_exist_is_refused(signed_in, staff):
    response = signed_in(staff).post(PAGE, {"theme": "pink", "language": "en"})
    staff.refresh_from_db()
    assert response.status_code == 422
    assert (staff.theme, staff.language) == ("auto", "zh-hans")


def test_demo_data_is_marked(page, staff, settings):
    assert "演示数据" not in page(staff)
    settings.DEMO = True
    assert "演示数据" in page(staff)


def test_nothing_is_inline_and_nothing_is_foreign(page, staff):
    html = page(staff)
    assert " style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*(?: src=| type=\"application/json\"))", html) == []
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', html) == []
