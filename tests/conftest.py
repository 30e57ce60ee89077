import pytest
from django.test import Client

from accounts.roles import Role
from tests.browsing import chromium, visitor
from tests.factories import ChainFactory, person
from tests.left_out import leave_out_if_needed

__all__ = ["chromium", "visitor"]  # fixtures


def pytest_collection_modifyitems(items):
    for item in items:
        if "services" in item.path.parts and not item.get_closest_marker("services"):
            item.add_marker(pytest.mark.services)
        if {"browser", "journeys"} & set(item.path.parts):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def pytest_runtest_setup(item):
    leave_out_if_needed(item)


@pytest.fixture
def sensor(db):
    return ChainFactory()


@pytest.fixture
def superhard(db):
    return ChainFactory(code="SUPERHARD", name="超硬材料", name_en="Superhard materials", sort=2)


@pytest.fixture
def staff(sensor):
    """An officer of the sensor chain."""
    return person(Role.STAFF, chains=[sensor.code], name="李沐")


@pytest.fixture
def outsider(superhard):
    """An officer of another chain."""
    return person(Role.STAFF, chains=[superhard.code], name="王岚")


@pytest.fixture
def admin(db):
    return person(Role.ZONE_ADMIN, name="管理员")


@pytest.fixture
def signed_in():
    """A browser of the given person, past the sign-in page."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
