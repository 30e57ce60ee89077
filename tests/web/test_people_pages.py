"""Pages of people and units: what an administrator does there, and what is refused in which words."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleGrant, Team, User
from accounts.roles import Role
from tests.factories import NOON, TODAY, GrantFactory, LeadFactory, TeamFactory, UserFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(admin, sensor, superhard, signed_in):
    return signed_in(admin)


def text(response):
    return response.content.decode()


def names(response):
    return re.findall(r'class="main" href="[^"]+">([^<]+)<', text(response))


# -- list -------------------------------------------------------------------------------------


def test_the_list_says_todays_roles_in_words(browser):
    person(Role.STAFF, chains=["SUPERHARD", "SENSOR"], name="李沐")
    person(Role.FUND_STAFF, name="沈奕")
    GrantFactory(user__name="前任", role=Role.STAFF, ends_on="2025-06-10")
    page = text(browser.get(reverse("people:list")))
    assert "招商专员（传感器、超硬材料）" in page
    assert "基金团队成员（全区）" in page
    assert page.count("没有角色") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=李", {"李沐"}),
        ("q=gone", {"离任"}),
        ("role=STAFF", {"李沐"}),
        ("is_active=false", {"离任"}),
        ("is_active=true", {"李沐", "管理员"}),
        ("role=NONSENSE", set()),
        ("team=0", set()),
    ],
)
def test_the_list_is_filtered(browser, query, expected):
    person(Role.STAFF, chains=["SENSOR"], name="李沐", username="limu")
    UserFactory(name="离任", username="gone", is_active=False)
    assert set(names(browser.get(f"{reverse('people:list')}?{query}"))) == expected


def test_the_list_by_unit(browser):
    unit = TeamFactory(name="传感器专班")
    UserFactory(name="李沐", team=unit)
    assert names(browser.get(f"{reverse('people:list')}?team={unit.pk}")) == ["李沐"]


def test_a_filter_that_finds_nobody_says_so(browser):
    assert "没有符合条件的人" in text(browser.get(f"{reverse('people:list')}?q=zzz"))


def test_the_list_asks_the_database_the_same_for_three_and_thirty(browser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("people:list"))
        return len(captured)

    first = queries()
    for _ in range(30):
        person(Role.STAFF, chains=["SENSOR"])
    assert queries() == first


# -- accounts ---------------------------------------------------------------------------------


def test_a_new_person_signs_in_with_the_password_shown_once(browser, client):
    unit = TeamFactory()
    sheet = {
        "name": "李沐",
        "username": "ＬｉＭｕ",
        "team": unit.pk,
        "email": "limu@example.com",
        "grant-role": "STAFF",
        "grant-chain_codes": ["SENSOR", "SUPERHARD"],
        "grant-starts_on": "2025-06-11",
    }
    answer = browser.post(reverse("people:new"), sheet)
    password = re.search(r"<code>([^<]+)</code>", text(answer)).group(1)
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    user = User.objects.get(username="limu")
    assert user.team == unit
    assert set(user.grants.values_list("role", "chain_code")) == {("STAFF", "SENSOR"), ("STAFF", "SUPERHARD")}
    signed_in = client.post(reverse("account_login"), {"login": "limu", "password": password})
    assert signed_in.url == "/"
    assert password not in text(browser.get(reverse("people:detail", args=[user.pk])))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "ＡＤＡ"}, "用户名 ada 已有人用过"),
        ({"username": "a b"}, "id_username_error"),
        ({"password": "12345"}, "id_password_error"),
        ({"grant-role": "CHAIN_LEADER", "grant-starts_on": "2025-06-11"}, "链长须指定产业链"),
        (
            {"grant-role": "STAFF", "grant-starts_on": "2025-06-11", "grant-ends_on": "2025-01-01"},
            "结束日期不能早于",
        ),
    ],
)
def test_a_new_person_is_refused_with_a_sentence_and_keeps_what_was_typed(browser, change, sentence):
    UserFactory(username="ada")
    sheet = {
        "name": "新人甲",
        "username": "newcomer",
        "email": "",
        "grant-role": "",
        "grant-starts_on": "",
    } | change
    answer = browser.post(reverse("people:new"), sheet)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "新人甲" in text(answer)
    assert not User.objects.filter(name="新人甲").exists()


def test_mass_assignment_changes_nothing_but_the_fields_of_the_form(browser):
    user = UserFactory(name="李沐", username="limu")
    extra = {"is_superuser": "1", "is_staff": "1", "is_active": "", "username": "root", "password": "x"}
    browser.post(reverse("people:edit", args=[user.pk]), {"name": "李木", "email": user.email} | extra)
    changed = User.objects.get(pk=user.pk)
    assert (changed.name, changed.username, changed.is_superuser, changed.is_active) == (
        "李木",
        "limu",
        False,
        True,
    )
    assert changed.password == user.password


def test_an_account_with_open_leads_is_not_disabled(browser):
    lead = LeadFactory(owner__name="李沐")
    page = browser.get(reverse("people:detail", args=[lead.owner_id]))
    assert f'<a href="/leads/?owner={lead.owner_id}">线索 1</a>' in text(page)
    answer = browser.post(reverse("people:disable", args=[lead.owner_id]))
    assert answer.status_code == 409
    assert "名下还有在办事项，先移交再停用" in text(answer)
    assert User.objects.get(pk=lead.owner_id).is_active


def test_a_disabled_person_is_out_at_the_next_request(browser, signed_in):
    user = person(Role.STAFF, chains=["SENSOR"])
    theirs = signed_in(user)
    assert theirs.get(reverse("chains:list")).status_code == 200
    browser.post(reverse("people:disable", args=[user.pk]))
    assert theirs.get(reverse("chains:list")).url.startswith("/accounts/login/")
    browser.post(reverse("people:enable", args=[user.pk]))
    assert User.objects.get(pk=user.pk).is_active


def test_a_new_password_lifts_the_lock(browser, client, staff):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": staff.username, "password": "wrong"})
    answer = browser.post(reverse("people:password", args=[staff.pk]))
    password = re.search(r"<code>([^<]+)</code>", text(answer)).group(1)
    signed_in = client.post(reverse("account_login"), {"login": staff.username, "password": password})
    assert signed_in.status_code == 302


def test_nobody_disables_himself_or_resets_his_own_password_here(browser, admin):
    assert "不能停用自己的账号" in text(browser.post(reverse("people:disable", args=[admin.pk])))
    assert "要先输旧密码" in text(browser.post(reverse("people:password", args=[admin.pk])))
    assert User.objects.get(pk=admin.pk).password == admin.password


def test_a_reset_password_is_shown_once_and_works(browser, client):
    user = person(Role.STAFF, chains=["SENSOR"], username="limu")
    answer = browser.post(reverse("people:password", args=[user.pk]))
    password = re.search(r"<code>([^<]+)</code>", text(answer)).group(1)
    assert User.objects.get(pk=user.pk).check_password(password)


# -- roles ------------------------------------------------------------------------------------


def test_a_role_given_holds_at_the_next_request(browser, signed_in):
    user = UserFactory()
    theirs = signed_in(user)
    assert theirs.get(reverse("chains:list")).status_code == 403
    sheet = {"role": "STAFF", "chain_codes": ["SENSOR"], "starts_on": "2025-06-11"}
    assert browser.post(reverse("people:grant", args=[user.pk]), sheet).status_code == 302
    assert theirs.get(reverse("chains:list")).status_code == 200
    grant = user.grants.get()
    browser.post(reverse("people:end_grant", args=[grant.pk]), {"ends_on": "2025-06-11"})
    assert RoleGrant.objects.get(pk=grant.pk).ends_on == TODAY


def test_a_second_leader_is_refused_with_the_name_of_the_first(browser):
    GrantFactory(role=Role.CHAIN_LEADER, chain_code="SENSOR", user__name="周明")
    sheet = {"role": "CHAIN_LEADER", "chain_codes": ["SENSOR"], "starts_on": "2025-06-11"}
    user = UserFactory()
    for headers in ({}, {"HX-Request": "true"}):
        answer = browser.post(reverse("people:grant", args=[user.pk]), sheet, headers=headers)
        assert answer.status_code == 422
        assert "这条产业链已有链长周明，请先给原链长填结束日期" in text(answer)
        assert ("<html" in text(answer)) is not bool(headers)
    assert not user.grants.exists()


def test_an_unknown_chain_is_refused(browser):
    user = UserFactory()
    sheet = {"role": "STAFF", "chain_codes": ["NOWHERE"], "starts_on": "2025-06-11"}
    assert browser.post(reverse("people:grant", args=[user.pk]), sheet).status_code == 422
    assert not user.grants.exists()


def test_the_three_administrators_share_no_power(signed_in, sensor):
    user = UserFactory()
    sheet = {"role": "STAFF", "chain_codes": ["SENSOR"], "starts_on": "2025-06-11"}
    keeper, granter = person(Role.SYS_ADMIN), person(Role.SEC_ADMIN)
    refusal = signed_in(keeper).post(reverse("people:grant", args=[user.pk]), sheet)
    assert (refusal.status_code, user.grants.count()) == (403, 0)
    assert "只有管委会管理员和安全管理员可以授权" in text(refusal)
    assert signed_in(granter).post(reverse("people:grant", args=[user.pk]), sheet).status_code == 302
    assert "只有管委会管理员和系统管理员可以管理账号" in text(signed_in(granter).get(reverse("people:new")))


def test_a_person_reads_his_own_rights_and_nobody_elses(staff, outsider, signed_in, sensor):
    browser = signed_in(staff)
    own = text(browser.get(reverse("people:detail", args=[staff.pk])))
    assert "招商专员" in own
    assert "传感器" in own
    assert reverse("people:grant", args=[staff.pk]) not in own
    assert browser.get(reverse("people:detail", args=[outsider.pk])).status_code == 404


# -- units ------------------------------------------------------------------------------------


def test_units_are_added_and_renamed(browser):
    assert browser.post(reverse("people:teams"), {"name": "传感器专班"}).status_code == 302
    unit = Team.objects.get(name="传感器专班")
    again = browser.post(reverse("people:teams"), {"name": "传感器专班"})
    assert again.status_code == 422
    browser.post(reverse("people:team_edit", args=[unit.pk]), {"name": "感知专班"})
    assert "感知专班" in text(browser.get(reverse("people:teams")))
