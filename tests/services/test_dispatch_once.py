"""Several senders at once, and senders that are killed, as real processes on a real database."""

import datetime as dt
import json
import os
import signal

import pytest

from reminders.clock import database_now
from reminders.delivery import lease
from tests.factories import NOON, TODAY, LeadFactory, UserFactory
from tests.installation import PATIENCE, Installation, wait_for
from tests.letters import letter
from tests.mail_server import MailServer, mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

SENDERS = 3


def total(answers, key):
    return sum(answer[key] for answer in answers)


def test_three_machines_that_sweep_and_send_at_once_send_each_person_one_mail(settings, tmp_path):
    people = UserFactory.create_batch(40)
    for person in people:
        LeadFactory.create_batch(2, owner=person, next_action_on=TODAY)
    with mail_server(settings, MailServer(DATA=[0.02] * 200)) as server:
        installation = Installation(tmp_path, settings.EMAIL_PORT)
        sweep = ("sweep", "--at", NOON.isoformat())
        send = ("dispatch", "--once", "--at", (NOON + dt.timedelta(minutes=1)).isoformat())

        swept = installation.run(*[sweep] * SENDERS)
        sent = installation.run(*[send] * SENDERS)

    assert sum(answer["raised"]["R4"] for answer in swept) == 80
    assert total(sent, "sent") == 40
    assert sorted(recipients[0] for recipients, _ in server.mails) == sorted(p.email for p in people)
    assert installation.rows("SELECT status, COUNT(*) FROM reminders_outbox GROUP BY status") == [
        ("sent", 40)
    ]


def test_a_sender_killed_while_sending_causes_exactly_one_copy_with_the_same_message_id(settings, tmp_path):
    row = letter()
    with mail_server(settings, MailServer(DATA=[float(PATIENCE)])) as server:
        installation = Installation(tmp_path, settings.EMAIL_PORT)
        sender = installation.start("dispatch", "--once")
        wait_for(lambda: server.mails)
        os.killpg(sender.pid, signal.SIGKILL)
        sender.communicate()
        state = installation.rows("SELECT status, resends FROM reminders_outbox")

        def later(leases):
            at = database_now() + leases * lease()
            return installation.run(("dispatch", "--once", "--at", at.isoformat()))[0]

        after_the_lease, later_still = later(1.1), later(3)

    assert state == [("sending", 0)]
    assert (after_the_lease["sent"], later_still["sent"]) == (1, 0)
    assert server.message_ids == [row.message_id] * 2
    assert installation.rows("SELECT status, resends, crashes FROM reminders_outbox") == [("sent", 1, 1)]


def test_the_loop_sends_by_itself_and_stops_when_told(settings, tmp_path):
    person = UserFactory()
    LeadFactory(owner=person, next_action_on=TODAY)
    with mail_server(settings) as server:
        installation = Installation(tmp_path, settings.EMAIL_PORT)
        loop = installation.start("dispatch", "--every", "0.5", "--json")
        wait_for(lambda: server.mails)
        loop.terminate()
        output, errors = loop.communicate(timeout=PATIENCE)

    assert loop.returncode == 0, errors
    assert json.loads(output.splitlines()[0])["sent"] == 1
    assert [recipients for recipients, _ in server.mails] == [[person.email]]
    ticks = installation.rows(
        "SELECT name FROM reminders_heartbeat WHERE last_ok_at IS NOT NULL ORDER BY name"
    )
    assert ticks == [("mail",), ("tick",)]


def test_a_loop_told_to_stop_finishes_the_mail_in_hand_and_claims_no_other(settings, tmp_path):
    LeadFactory.create_batch(2, next_action_on=TODAY)
    with mail_server(settings, MailServer(DATA=[1.0])) as server:
        installation = Installation(tmp_path, settings.EMAIL_PORT)
        loop = installation.start("dispatch")
        wait_for(lambda: server.mails)
        loop.terminate()
        _, errors = loop.communicate(timeout=PATIENCE)

    assert loop.returncode == 0, errors
    states = installation.rows("SELECT status FROM reminders_outbox ORDER BY id")
    assert states == [("sent",), ("pending",)]
