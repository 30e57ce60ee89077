import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from core import history
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-river-4821"


@pytest.fixture
def create_admin(monkeypatch):
    """The command, with a password line on its standard input; what it printed."""

    def run(username, password=PASSWORD, **options):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        out = io.StringIO()
        call_command("create_admin", username, password_stdin=True, stdout=out, **options)
        return out.getvalue()

    return run


def test_makes_an_administrator_of_the_whole_zone(create_admin):
    assert create_admin("chen", name="陈主任") == "chen: 管委会管理员\n"
    user = User.objects.get(username="chen")
    assert user.name == "陈主任"
    assert user.check_password(PASSWORD)
    assert user.access_on(timezone.localdate()).grants == {(Role.ZONE_ADMIN, "")}
    assert not user.is_superuser
    assert not user.is_staff
    assert {event.verb for event in history.of(user)} == {"create_person", "grant_role"}


@pytest.mark.parametrize("password", ["", "short", "password123", "12345678"])
def test_refuses_a_weak_password(create_admin, password):
    with pytest.raises(CommandError):
        create_admin("chen", password)
    assert not User.objects.exists()


def test_refuses_a_name_that_is_taken(create_admin):
    UserFactory(username="chen")
    with pytest.raises(CommandError, match="chen"):
        create_admin("chen")
    assert User.objects.count() == 1


def test_refuses_a_name_that_cannot_be_typed_at_sign_in(create_admin):
    with pytest.raises(CommandError):
        create_admin("chen zhu ren")
    assert not User.objects.exists()


@pytest.mark.parametrize(("second", "exists"), [(PASSWORD, True), ("another-river-4821", False)])
def test_the_password_is_asked_for_twice(monkeypatch, second, exists):
    typed = iter([PASSWORD, second])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    if exists:
        call_command("create_admin", "chen", stdout=io.StringIO())
    else:
        with pytest.raises(CommandError, match="differ"):
            call_command("create_admin", "chen", stdout=io.StringIO())
    assert User.objects.filter(username="chen").exists() is exists
