"""Notices: told once, after the act is true, to the person it is for; carried by reminders until opened."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import Notice
from accounts.notices import tell
from accounts.roles import Role
from core import history
from leads.actions import assign
from leads.models import Lead
from reminders.letters import write_letters
from reminders.models import Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory, UserFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(
        owner=staff, chain=sensor, company=CompanyFactory(name="澄观气体有限公司"), title="红外模组"
    )


def say(people, *, by=None, key="act:1", **fields):
    fields = {"subject": "澄观气体", "text": "看一下", "path": "/leads/"} | fields
    tell(people=people, key=key, by=by, at=NOON, **fields)


def test_the_same_act_tells_each_person_once(staff, outsider):
    say([staff, outsider])
    say([staff, outsider])
    say([staff], key="act:2")
    assert sorted(Notice.objects.values_list("recipient__name", "key")) == sorted(
        [("李沐", "act:1"), ("王岚", "act:1"), ("李沐", "act:2")]
    )


def test_whoever_does_it_is_not_told(staff, outsider):
    say([staff, outsider], by=staff)
    assert Notice.objects.get().recipient == outsider


def test_long_words_are_cut(staff):
    say([staff], subject="长" * 400, text="话" * 400)
    notice = Notice.objects.get()
    assert (len(notice.subject), len(notice.text)) == (300, 300)


def test_an_act_that_did_not_happen_is_told_to_nobody(lead, office, outsider):
    with transaction.atomic():
        assign(lead=lead, by=office, at=NOON, owner=outsider)
        assert Notice.objects.exists()
        transaction.set_rollback(True)
    lead.refresh_from_db()
    assert lead.owner != outsider
    assert not Notice.objects.exists()
    assert sweep(at=NOON)["raised"]["NOTE"] == 0


def test_the_new_owner_is_told(lead, office, outsider):
    assign(lead=lead, by=office, at=NOON, owner=outsider)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.by, notice.created_on) == (outsider, office, TODAY)
    assert (notice.subject, notice.text) == ("澄观气体有限公司 红外模组", "何静 指派给你")
    assert notice.path == lead.get_absolute_url()
    assert notice.key == f"assign_lead:{history.of(lead).get().pk}"


def test_who_takes_a_lead_himself_is_not_told(lead, office):
    assign(lead=lead, by=office, at=NOON, owner=office)
    assert not Notice.objects.exists()


def test_a_reminder_carries_a_notice_until_it_is_opened(staff):
    say([staff])
    assert sweep(at=NOON)["raised"]["NOTE"] == 1
    assert sweep(at=NOON)["raised"]["NOTE"] == 0
    reminder = Reminder.objects.get()
    assert (reminder.recipient, reminder.due_on, reminder.is_news) == (staff, TODAY, True)
    assert (str(reminder), reminder.path) == (
        "澄观气体 看一下",
        f"/people/notices/{Notice.objects.get().pk}/",
    )
    Notice.objects.update(read_at=NOON)
    assert sweep(at=NOON)["settled"] == 1


def test_who_has_left_is_reminded_of_nothing():
    say([UserFactory(is_active=False)])
    assert sweep(at=NOON)["raised"]["NOTE"] == 0


# -- the page ---------------------------------------------------------------------------------


def test_opening_a_notice_marks_it_read_once_and_leads_on(signed_in, staff):
    say([staff], path="/leads/?status=NEW")
    notice = Notice.objects.get()
    browser = signed_in(staff)
    answer = browser.get(f"/people/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/leads/?status=NEW")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    browser.get(f"/people/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == first


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_notice_leads_to_no_other_site(signed_in, staff, path):
    say([staff], path=path)
    answer = signed_in(staff).get(f"/people/notices/{Notice.objects.get().pk}/")
    assert answer["Location"] == "/reminders/"


def test_a_notice_is_its_recipients_alone(signed_in, staff, admin):
    say([staff])
    notice = Notice.objects.get()
    assert signed_in(admin).get(f"/people/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_inbox_does_not_call_a_notice_late(signed_in, staff):
    say([staff])
    sweep(at=NOON)  # long ago for the clock of the page
    page = signed_in(staff).get("/reminders/").content.decode()
    assert "看一下" in page
    assert "逾期" not in page


def test_many_notices_in_a_short_time_make_one_letter_and_the_rest_waits_half_an_hour(staff):
    minutes = [NOON + dt.timedelta(minutes=minute) for minute in (0, 1, 2, 29, 31)]
    written = []
    for number, at in enumerate(minutes):
        tell(
            people=[staff], key=f"act:{number}", by=None, at=at, subject="澄观气体", text="看", path="/leads/"
        )
        sweep(at=at)
        written.append(write_letters(at=at))
    assert written == [1, 0, 0, 0, 1]
    assert not Reminder.objects.filter(outbox=None).exists()


def test_what_is_due_does_not_wait_for_a_fresh_letter(staff, lead):
    say([staff])
    sweep(at=NOON)
    assert write_letters(at=NOON) == 1
    Lead.objects.filter(pk=lead.pk).update(next_action_on=TODAY)
    sweep(at=NOON)
    assert write_letters(at=NOON + dt.timedelta(minutes=1)) == 1
