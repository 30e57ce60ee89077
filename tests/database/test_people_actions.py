"""Accounts, units and roles: what is done, what is refused and in which words."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.models import RoleGrant, User
from accounts.roles import Role
from core import history
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, GrantFactory, LeadFactory, TeamFactory, UserFactory, person

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)
YESTERDAY = TODAY - dt.timedelta(days=1)


def grant(user, role, *codes, by=None, starts_on=TODAY, ends_on=None):
    return actions.grant_role(
        user=user,
        by=by,
        at=NOON,
        role=role,
        chain_codes=codes or ("",),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def last_verb(target):
    return history.of(target).values_list("verb", flat=True).first()


# -- accounts ---------------------------------------------------------------------------------


def test_create_person_keeps_one_spelling_of_the_user_name(admin):
    user = actions.create_person(by=admin, at=NOON, username="ＬｉＭｕ", name="李沐", password="secret-1")
    assert user.username == "limu"
    assert user.check_password("secret-1")
    event = history.of(user).get()
    assert (event.verb, event.actor_id, event.data) == ("create_person", admin.pk, {"username": "limu"})


@pytest.mark.parametrize("username", ["limu", "LIMU", "ｌｉｍｕ", " LiMu "])
def test_a_user_name_is_given_once_in_any_spelling(admin, username):
    actions.create_person(by=admin, at=NOON, username="limu", name="李沐", password="secret-1")
    with pytest.raises(actions.UsernameTaken, match="用户名 limu 已有人用过"):
        actions.create_person(by=admin, at=NOON, username=username, name="黎牧", password="secret-1")
    assert not User.objects.filter(name="黎牧").exists()


def test_create_person_with_a_refused_role_makes_nobody(admin):
    first = {"role": Role.CHAIN_LEADER, "chain_codes": [""], "starts_on": TODAY, "ends_on": None}
    with pytest.raises(actions.GrantRefused):
        actions.create_person(by=admin, at=NOON, username="zhou", name="周明", password="x", grant=first)
    assert not User.objects.filter(username="zhou").exists()


def test_edit_person_records_what_changed(admin):
    user, team = UserFactory(name="李沐", team=None), TeamFactory(name="传感器专班")
    actions.edit_person(user=user, by=admin, at=NOON, name="李木", team=team, email=user.email)
    user.refresh_from_db()
    assert (user.name, user.team) == ("李木", team)
    assert history.of(user).get().data == {
        "changes": {"name": ["李沐", "李木"], "team": [None, "传感器专班"]}
    }


def test_disable_person_closes_the_account_once(admin):
    user = UserFactory()
    actions.disable_person(user=user, by=admin, at=NOON)
    assert not user.is_active
    with pytest.raises(actions.AlreadySo, match="账号已经停用"):
        actions.disable_person(user=user, by=admin, at=NOON)
    assert history.of(user).count() == 1


def test_disable_person_is_refused_while_a_lead_is_open(admin):
    lead = LeadFactory()
    with pytest.raises(actions.HasOpenWork, match="先移交再停用") as refusal:
        actions.disable_person(user=lead.owner, by=admin, at=NOON)
    [work] = refusal.value.work
    assert list(work.rows) == [lead]
    assert work.list_address(lead.owner) == f"/leads/?owner={lead.owner_id}"
    lead.owner.refresh_from_db()
    assert lead.owner.is_active


@pytest.mark.parametrize("fields", [{"status": LeadStatus.CONVERTED}, {"archived_at": NOON}])
def test_disable_person_is_allowed_when_nothing_is_open(admin, fields):
    lead = LeadFactory(**fields)
    LeadFactory()  # somebody else's open lead does not count
    assert not actions.disable_person(user=lead.owner, by=admin, at=NOON).is_active


def test_enable_person_opens_the_account_again(admin):
    user = UserFactory(is_active=False)
    assert actions.enable_person(user=user, by=admin, at=NOON).is_active
    with pytest.raises(actions.AlreadySo, match="账号已经启用"):
        actions.enable_person(user=user, by=admin, at=NOON)


def test_reset_password_ends_the_sessions_of_the_person(admin, signed_in):
    user = person(Role.STAFF)
    browser = signed_in(user)
    session = browser.session["_auth_user_hash"]
    actions.reset_password(user=user, by=admin, at=NOON, password="new-secret-2")
    assert User.objects.get(pk=user.pk).check_password("new-secret-2")
    assert User.objects.get(pk=user.pk).get_session_auth_hash() != session
    assert last_verb(user) == "reset_password"
    assert "new-secret-2" not in str(history.of(user).values())


# -- roles ------------------------------------------------------------------------------------


def test_grant_role_on_two_chains(admin):
    user = UserFactory()
    grant(user, Role.STAFF, "SENSOR", "ROBOT", by=admin)
    assert set(user.grants.values_list("role", "chain_code", "starts_on", "granted_by")) == {
        ("STAFF", "SENSOR", TODAY, admin.pk),
        ("STAFF", "ROBOT", TODAY, admin.pk),
    }
    assert history.of(user).count() == 2


def test_grant_role_is_all_or_nothing(admin):
    GrantFactory(role=Role.CHAIN_LEADER, chain_code="ROBOT", user__name="周明")
    user = UserFactory()
    with pytest.raises(actions.GrantRefused, match="这条产业链已有链长周明，请先给原链长填结束日期"):
        grant(user, Role.CHAIN_LEADER, "SENSOR", "ROBOT", by=admin)
    assert not user.grants.exists()
    assert not history.of(user).exists()


def test_nobody_grants_to_himself(admin):
    with pytest.raises(actions.GrantRefused, match="不能给自己授权"):
        grant(admin, Role.STAFF, by=admin)
    with pytest.raises(actions.GrantRefused, match="不能改自己的授权"):
        actions.end_grant(grant=admin.grants.get(), by=admin, at=NOON, ends_on=TODAY)
    assert admin.grants.get().ends_on is None


@pytest.mark.parametrize(
    ("role", "code", "sentence"),
    [
        (Role.CHAIN_LEADER, "", "链长须指定产业链"),
        (Role.VICE_LEADER, "", "副链长须指定产业链"),
        (Role.CHAIN_OFFICE, "", "链长办须指定产业链"),
        (Role.ZONE_ADMIN, "SENSOR", "管委会管理员管全区，不分产业链"),
        (Role.AUDITOR, "SENSOR", "审计管全区"),
        (Role.SEC_ADMIN, "SENSOR", "安全管理员管全区"),
    ],
)
def test_a_role_is_held_where_it_means_something(admin, role, code, sentence):
    with pytest.raises(actions.GrantRefused, match=sentence):
        grant(UserFactory(), role, code, by=admin)


@pytest.mark.parametrize(
    ("held", "asked", "sentence"),
    [
        (Role.STAFF, Role.SYS_ADMIN, "这个人有业务角色，不能兼任管理员三员"),
        (Role.SEC_ADMIN, Role.STAFF, "管理员三员之一，不能再有业务角色"),
        (Role.SYS_ADMIN, Role.AUDIT_ADMIN, "不能由同一个人兼任"),
        (Role.STAFF, Role.STAFF, "已有同样的授权"),
    ],
)
def test_roles_that_do_not_go_together(admin, held, asked, sentence):
    user = person(held)
    with pytest.raises(actions.GrantRefused, match=sentence):
        grant(user, asked, by=admin)
    assert set(user.grants.values_list("role", flat=True)) == {held}


def test_a_leader_may_follow_another_the_day_after(admin):
    old = GrantFactory(role=Role.CHAIN_LEADER, chain_code="SENSOR", ends_on=TODAY)
    with pytest.raises(actions.GrantRefused):
        grant(UserFactory(), Role.CHAIN_LEADER, "SENSOR", by=admin, starts_on=TODAY)
    [new] = grant(UserFactory(), Role.CHAIN_LEADER, "SENSOR", by=admin, starts_on=TOMORROW)
    leaders = User.objects.holding(Role.CHAIN_LEADER, on=TODAY, chain_code="SENSOR")
    assert list(leaders) == [old.user]
    assert list(User.objects.holding(Role.CHAIN_LEADER, on=TOMORROW, chain_code="SENSOR")) == [new.user]


def test_the_database_holds_one_leader_even_if_asked_behind_our_back(sensor):
    GrantFactory(role=Role.CHAIN_LEADER, chain_code="SENSOR")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(role=Role.CHAIN_LEADER, chain_code="SENSOR")
    user = person(Role.SYS_ADMIN)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(user=user, role=Role.SEC_ADMIN)


def test_end_grant_sets_the_last_day_and_never_puts_it_back(admin):
    [given] = grant(UserFactory(), Role.STAFF, "SENSOR", by=admin, starts_on=YESTERDAY)
    actions.end_grant(grant=given, by=admin, at=NOON, ends_on=TODAY)
    assert given.user.access_on(TODAY).roles == {Role.STAFF}
    assert given.user.access_on(TOMORROW).roles == frozenset()
    with pytest.raises(actions.GrantRefused, match="已在更早的日期结束"):
        actions.end_grant(grant=given, by=admin, at=NOON, ends_on=TOMORROW)
    with pytest.raises(actions.GrantRefused, match="不能早于开始日期"):
        actions.end_grant(grant=given, by=admin, at=NOON, ends_on=YESTERDAY - dt.timedelta(days=1))
    assert RoleGrant.objects.get(pk=given.pk).ends_on == TODAY
    assert last_verb(given.user) == "end_grant"


# -- units ------------------------------------------------------------------------------------


def test_a_unit_has_a_name_of_its_own(admin):
    team = actions.create_team(by=admin, at=NOON, name="传感器专班", name_en="Sensor unit")
    other = actions.create_team(by=admin, at=NOON, name="机器人专班")
    with pytest.raises(actions.TeamExists, match="已有名为“传感器专班”的单位"):
        actions.create_team(by=admin, at=NOON, name="传感器专班")
    with pytest.raises(actions.TeamExists):
        actions.rename_team(team=other, by=admin, at=NOON, name="传感器专班")
    actions.rename_team(team=team, by=admin, at=NOON, name="感知专班", name_en="Sensor unit")
    assert history.of(team).first().data == {"changes": {"name": ["传感器专班", "感知专班"]}}
