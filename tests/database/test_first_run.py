"""What `up` writes into a new installation."""

import pytest

from accounts.models import User
from gaoxin_crm.management.commands.up import Command
from leads.models import Lead
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mark(settings, tmp_path):
    settings.DEMO_MARK = tmp_path / "demo"
    return settings.DEMO_MARK


def test_a_first_run_has_people_who_can_sign_in_and_leads(mark, settings):
    assert Command().fill_with_demo(is_wanted=True)
    assert User.objects.get(username="staff").check_password(settings.DEMO_PASSWORD)
    assert Lead.objects.exists()
    assert mark.read_text() == "done"


def test_demo_data_that_was_cut_off_is_written_to_its_end(mark, settings):
    mark.write_text("begun")
    assert Command().fill_with_demo(is_wanted=True)
    assert User.objects.get(username="staff").check_password(settings.DEMO_PASSWORD)
    assert mark.read_text() == "done"


@pytest.mark.usefixtures("mark")
def test_people_who_are_there_keep_the_demo_out():
    UserFactory(username="chen")
    assert not Command().fill_with_demo(is_wanted=True)
    assert set(User.objects.values_list("username", flat=True)) == {"chen"}


@pytest.mark.usefixtures("mark")
def test_an_installation_that_wants_no_demo_stays_empty():
    assert not Command().fill_with_demo(is_wanted=False)
    assert not User.objects.exists()
