"""The tick of every minute, and the two commands."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from reminders import heartbeat
from reminders.clock import Clock, database_now, moment
from reminders.models import Heartbeat, Outbox, Reminder
from reminders.rules import RULES
from reminders.tasks import tick
from tests.factories import NOON, TODAY, LeadFactory
from tests.letters import letter

pytestmark = pytest.mark.django_db


def called(capsys, *command):
    call_command(*command)
    return capsys.readouterr().out


def test_a_tick_sweeps_writes_and_sends():
    lead = LeadFactory(next_action_on=TODAY)  # long past for the clock of the database

    answers = tick()

    assert answers["sweep"]["raised"]["R4"] == 1
    assert answers["letters"] == 1
    assert answers["dispatch"] == {"sent": 1, "failed": 0, "unknown": 0, "pending": 0}
    assert [message.to for message in mail.outbox] == [[lead.owner.email]]


def test_ticking_twice_sends_once():
    LeadFactory(next_action_on=TODAY)

    tick()
    tick()

    assert len(mail.outbox) == 1


def test_a_tick_leaves_a_sign_of_life():
    before = database_now()

    tick()

    beat = Heartbeat.objects.get(pk=heartbeat.TICK)
    assert before <= beat.last_tick_at <= beat.last_ok_at
    assert beat.host
    assert beat.pid


def test_a_letter_that_cannot_be_written_stops_nothing_else(settings, caplog):
    letter()
    LeadFactory(next_action_on=TODAY)
    settings.BASE_URL = None  # no link can be made

    answers = tick()

    assert answers["sweep"]["raised"]["R4"] == 1
    assert answers["letters"] == 0
    assert "no letter for person" in caplog.text
    assert Reminder.objects.filter(outbox=None).count() == 1


def test_a_step_that_fails_stops_no_other_and_is_no_good_tick(settings, caplog):
    letter()
    LeadFactory(next_action_on=TODAY)
    settings.EMAIL_TIMEOUT = None  # no lease can be reckoned

    answers = tick()

    assert (answers["letters"], answers["dispatch"]) == (1, None)
    assert "tick: dispatch failed" in caplog.text
    assert Heartbeat.objects.get(pk=heartbeat.TICK).last_ok_at is None


def test_sweep_command_answers_in_json_as_of_a_moment(capsys):
    LeadFactory(next_action_on=TODAY)

    early = json.loads(called(capsys, "sweep", "--at", "2025-06-11T08:59", "--json"))
    due = json.loads(called(capsys, "sweep", "--at", "2025-06-11T09:00", "--json"))

    none = dict.fromkeys((rule.code for rule in RULES), 0)
    assert early == {"raised": none, "settled": 0, "escalated": 0}
    assert due == {"raised": none | {"R4": 1}, "settled": 0, "escalated": 0}


def test_sweep_command_says_it_in_words(capsys):
    nothing = ", ".join(f"{rule.code}: 0" for rule in RULES)
    assert called(capsys, "sweep") == f"raised {nothing}; settled 0; escalated 0\n"


def test_dispatch_once_writes_the_letters_and_sends_them(capsys):
    LeadFactory(next_action_on=TODAY)
    called(capsys, "sweep", "--at", NOON.isoformat())

    answer = json.loads(called(capsys, "dispatch", "--once", "--at", NOON.isoformat(), "--json"))

    assert answer == {"sent": 1, "failed": 0, "unknown": 0, "pending": 0}
    assert Outbox.objects.get().created_at == NOON
    assert called(capsys, "dispatch", "--once") == "0 sent, 0 failed, 0 unknown, 0 pending\n"


@pytest.mark.parametrize("command", [["sweep"], ["dispatch", "--once"]])
def test_a_moment_that_is_none_is_refused(command):
    with pytest.raises(CommandError, match="--at"):
        call_command(*command, "--at", "noon")


def test_a_moment_without_an_offset_is_local():
    assert moment("2025-06-11T12:00") == NOON
    assert moment("2025-06-11T04:00+00:00") == NOON


def test_a_clock_that_is_set_runs_on_from_there():
    clock = Clock(NOON)

    first, second = clock.read(), clock.read()

    assert NOON <= first <= second < NOON + dt.timedelta(minutes=1)


def test_the_clock_of_the_database_tells_the_time():
    assert abs(Clock().read() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
