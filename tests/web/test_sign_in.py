"""The door: signing in and out, locked out, no sign-up, one's own password."""

import re

import pytest

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, username, password=PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_form_has_the_two_inputs_by_name(client):
    page = client.get(LOGIN).content.decode()
    assert set(re.findall(r'<input[^>]* name="(\w+)"', page)) >= {"login", "password"}
    assert "招商部门管理员" in page


def test_the_right_password_opens_the_desk(client, staff):
    response = sign_in(client, staff.username)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_a_wrong_password_says_what_follows_and_keeps_the_name(client, staff):
    page = sign_in(client, staff.username, "wrong").content.decode()
    assert "用户名或密码不对。连错 5 次，这个账号锁定 15 分钟。" in page
    assert f'value="{staff.username}"' in page
    assert not is_signed_in(client)


def test_an_unknown_name_gets_the_same_words(client, db):
    assert "用户名或密码不对。" in sign_in(client, "nobody").content.decode()


def test_after_five_wrong_ones_the_right_one_is_refused(client, staff):
    for _ in range(5):
        sign_in(client, staff.username, "wrong")
    page = sign_in(client, staff.username).content.decode()
    assert "连错 5 次，已锁定 15 分钟。" in page
    assert not is_signed_in(client)


def test_four_wrong_ones_do_not_lock(client, staff):
    for _ in range(4):
        sign_in(client, staff.username, "wrong")
    sign_in(client, staff.username)
    assert is_signed_in(client)


def test_a_lock_is_one_person_s(client, staff):
    for _ in range(5):
        sign_in(client, staff.username, "wrong")
    sign_in(client, UserFactory().username)
    assert is_signed_in(client)


def test_a_disabled_account_is_told_whom_to_ask(client):
    user = UserFactory(is_active=False)
    response = client.post(LOGIN, {"login": user.username, "password": PASSWORD}, follow=True)
    assert "招商部门管理员" in response.content.decode()
    assert not is_signed_in(client)


def test_nobody_signs_up(client):
    before = User.objects.count()
    page = client.get("/accounts/signup/").content.decode()
    client.post(
        "/accounts/signup/", {"username": "new", "password1": "x-12345678", "password2": "x-12345678"}
    )
    assert "账号由招商部门管理员开通" in page
    assert User.objects.count() == before


def test_a_stranger_is_sent_to_the_door_and_back(client, staff):
    response = client.get("/people/preferences/")
    assert response["Location"] == f"{LOGIN}?next=/people/preferences/"
    data = {"login": staff.username, "password": PASSWORD, "next": "/people/preferences/"}
    assert client.post(LOGIN, data)["Location"] == "/people/preferences/"


def test_the_way_back_leads_nowhere_else(client, staff):
    data = {"login": staff.username, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(LOGIN, data)["Location"] == "/"


def test_signing_out_needs_a_post(signed_in, staff):
    client = signed_in(staff)
    assert "不退出" in client.get("/accounts/logout/").content.decode()
    assert is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not is_signed_in(client)


def test_changing_the_password(signed_in, staff):
    client = signed_in(staff)
    words = {"oldpassword": PASSWORD, "password1": "bronze-kettle-41", "password2": "bronze-kettle-41"}
    client.post("/accounts/password/change/", words)
    staff.refresh_from_db()
    assert staff.check_password("bronze-kettle-41")
    assert "密码已改" in client.get("/people/preferences/").content.decode()


def test_a_wrong_old_password_changes_nothing(signed_in, staff):
    words = {"oldpassword": "wrong", "password1": "bronze-kettle-41", "password2": "bronze-kettle-41"}
    page = signed_in(staff).post("/accounts/password/change/", words).content.decode()
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert "现在的密码不对。" in page


def test_the_published_chains_stand_beside_the_form(client, sensor):
    sensor.segments.create(name="封装", source="SEED", sort=1)
    sensor.segments.create(name="未公开的环节", source="CUSTOM", sort=2)
    page = client.get(LOGIN).content.decode()
    assert "传感器" in page
    assert "封装" in page
    assert "未公开的环节" not in page
