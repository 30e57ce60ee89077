"""The life of a mail, state by state, against a mail server that answers as the test wishes."""

import datetime as dt
import uuid

import pytest
from aiosmtpd.smtp import AuthResult
from django.core import mail

from reminders import delivery, heartbeat
from reminders.clock import Clock
from reminders.dispatch import dispatch
from reminders.models import DeliveryAttempt, Heartbeat, Outbox, Reminder
from reminders.transport import Outcome, Phase, Result
from tests.factories import NOON
from tests.letters import ReminderFactory, abandoned, letter
from tests.mail_server import MailServer, free_port, mail_server

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
SENT_ONE = {"sent": 1, "failed": 0, "unknown": 0, "pending": 0}
WAITS = {"sent": 0, "failed": 0, "unknown": 0, "pending": 1}
FAILED_ONE = {"sent": 0, "failed": 1, "unknown": 0, "pending": 0}
UNKNOWN_ONE = {"sent": 0, "failed": 0, "unknown": 1, "pending": 0}


@pytest.fixture
def server(settings):
    with mail_server(settings) as handler:
        yield handler


def fresh(row):
    return Outbox.objects.get(pk=row.pk)


def attempts_of(row):
    return list(row.deliveries.order_by("pk").values_list("n", "phase", "result", "smtp_code"))


def minutes_until(moment, start=NOON):
    return (moment - start) / MINUTE


# -- sent -------------------------------------------------------------------------------------


def test_a_due_letter_is_sent_once_and_written_down(server):
    row = letter()

    assert dispatch(at=NOON) == SENT_ONE
    assert dispatch(at=NOON + MINUTE) == SENT_ONE | {"sent": 0}

    assert [recipients for recipients, _ in server.mails] == [[row.address]]
    assert server.message_ids == [row.message_id]
    row = fresh(row)
    assert (row.status, row.smtp_code, row.attempts, row.crashes, row.resends) == ("sent", 250, 1, 0, 0)
    assert NOON <= row.sent_at < NOON + MINUTE
    assert attempts_of(row) == [(1, "final", "accepted", 250)]


def test_a_letter_is_never_early(server):
    letter(next_at=NOON + MINUTE)

    assert dispatch(at=NOON) == WAITS
    assert server.mails == []


def test_several_letters_go_over_one_connection(server):
    rows = [letter() for _ in range(4)]

    assert dispatch(at=NOON) == SENT_ONE | {"sent": 4}
    assert server.message_ids == [row.message_id for row in rows]


def test_the_clock_of_the_database_is_used_without_at(server):
    letter()  # due since 2025

    assert dispatch() == SENT_ONE


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(server):
    letter(body_text="第一行\r\n.\r\n..两点\r\n完", body_html="<p>.</p>")

    dispatch(at=NOON)

    text = server.mails[0][1].get_body(("plain",)).get_content()
    assert text.splitlines() == ["第一行", ".", "..两点", "完"]


# -- not accepted -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "phase"),
    [({"RCPT": ["450 mailbox busy"]}, "rcpt"), ({"DATA": ["451 try later"]}, "final")],
    ids=["recipient", "final dot"],
)
def test_a_temporary_answer_is_tried_again_after_a_minute(settings, answers, phase):
    row = letter()
    with mail_server(settings, MailServer(**answers)):
        assert dispatch(at=NOON) == WAITS

        row = fresh(row)
        assert 0.8 <= minutes_until(row.next_at) <= 1.3
        assert row.last_error in {"mailbox busy", "try later"}
        assert row.resends == 0
        assert dispatch(at=NOON + 2 * MINUTE) == SENT_ONE
    assert [each[1:3] for each in attempts_of(row)] == [(phase, "temporary"), ("final", "accepted")]


@pytest.mark.parametrize(("tried", "minutes"), [(0, 1), (1, 5), (2, 15), (3, 60), (9, 60)])
def test_the_pauses_between_tries_grow_and_are_spread(settings, tried, minutes):
    row = letter(attempts=tried)
    with mail_server(settings, MailServer(RCPT=["450 busy"])):
        dispatch(at=NOON)

    assert 0.8 * minutes <= minutes_until(fresh(row).next_at) <= 1.2 * minutes + 0.1


def test_after_a_day_of_temporary_answers_it_fails(settings):
    row = letter(due_at=NOON - dt.timedelta(hours=24))
    with mail_server(settings, MailServer(RCPT=["450 busy"])):
        assert dispatch(at=NOON) == FAILED_ONE

    assert (fresh(row).status, fresh(row).last_error) == ("failed", "busy")


@pytest.mark.parametrize("answers", [{"RCPT": ["550 no such user"]}, {"DATA": ["554 refused"]}])
def test_a_refusal_is_final_and_does_not_hold_up_the_next(settings, answers):
    refused, following = letter(), letter(next_at=NOON - MINUTE / 60)
    answers = {command: ["250 OK", *replies] for command, replies in answers.items()}
    with mail_server(settings, MailServer(**answers)) as server:
        assert dispatch(at=NOON) == {"sent": 1, "failed": 1, "unknown": 0, "pending": 0}

    assert (fresh(refused).status, fresh(following).status) == ("failed", "sent")
    assert following.message_id in server.message_ids


# -- doubt ------------------------------------------------------------------------------------


def test_a_lost_answer_to_the_final_dot_is_resent_once_and_then_shown(settings):
    row = letter()
    with mail_server(settings, MailServer(DATA=[None, None])) as server:
        first = dispatch(at=NOON)
        row = fresh(row)
        assert (row.status, row.resends) == ("pending", 1)
        second = dispatch(at=NOON + 2 * MINUTE)
        third = dispatch(at=NOON + 60 * MINUTE)

    assert (first, second, third) == (WAITS, UNKNOWN_ONE, UNKNOWN_ONE | {"unknown": 0})
    assert server.message_ids == [row.message_id, row.message_id]
    assert [each[1:3] for each in attempts_of(row)] == [("final", "ambiguous")] * 2


def test_a_late_answer_to_the_final_dot_is_doubt(settings):
    settings.EMAIL_FINAL_TIMEOUT = 0.2
    row = letter()
    with mail_server(settings, MailServer(DATA=[1.0])):
        dispatch(at=NOON)

    assert (fresh(row).status, fresh(row).resends) == ("pending", 1)
    assert attempts_of(row) == [(1, "final", "ambiguous", None)]


def test_a_letter_to_be_held_is_not_resent(settings):
    row = letter(on_unknown=Outbox.OnUnknown.HOLD)
    with mail_server(settings, MailServer(DATA=[None])) as server:
        assert dispatch(at=NOON) == UNKNOWN_ONE

    assert fresh(row).status == "unknown"
    assert len(server.mails) == 1


def test_a_connection_cut_before_the_final_dot_is_no_doubt(settings):
    row = letter()
    with mail_server(settings, MailServer(RCPT=[None])):
        dispatch(at=NOON)

    assert (fresh(row).status, fresh(row).resends) == ("pending", 0)
    assert [each[1:3] for each in attempts_of(row)] == [("rcpt", "temporary")]


# -- senders that disappear -------------------------------------------------------------------


def test_a_claim_whose_sender_disappeared_before_sending_is_taken_over(server):
    row = abandoned("claimed")

    assert dispatch(at=NOON) == SENT_ONE
    assert (fresh(row).crashes, fresh(row).resends, fresh(row).attempts) == (1, 0, 2)


def test_a_sender_that_disappeared_while_sending_causes_one_resend(server):
    row = abandoned("sending")

    assert dispatch(at=NOON) == SENT_ONE
    assert server.message_ids == [row.message_id]
    assert (fresh(row).crashes, fresh(row).resends) == (1, 1)


@pytest.mark.parametrize("fields", [{"resends": 1}, {"on_unknown": "hold"}])
def test_a_second_disappearance_while_sending_is_shown_to_a_person(server, fields):
    row = abandoned("sending", **fields)

    assert dispatch(at=NOON) == UNKNOWN_ONE
    assert fresh(row).status == "unknown"
    assert server.mails == []


def test_a_row_that_kills_its_sender_three_times_is_set_aside(server):
    row, healthy = abandoned("claimed", crashes=2), letter()

    assert dispatch(at=NOON) == {"sent": 1, "failed": 1, "unknown": 0, "pending": 0}
    assert fresh(row).status == "failed"
    assert server.message_ids == [healthy.message_id]


@pytest.mark.parametrize("status", ["claimed", "sending"])
def test_a_lease_that_still_runs_is_left_alone(server, status):
    row = abandoned(status, minutes_ago=-1)

    assert dispatch(at=NOON) == WAITS
    assert fresh(row).status == status


def test_a_row_that_is_no_message_is_set_aside_after_three_tries(server):
    row, healthy = letter(subject="a\nBcc: spy@example.com"), letter()

    answers = [dispatch(at=NOON + n * 5 * MINUTE) for n in range(3)]

    assert [answer["pending"] for answer in answers] == [1, 1, 0]
    assert answers[2] == FAILED_ONE
    assert "BadHeaderError" in fresh(row).last_error
    assert server.message_ids == [healthy.message_id]


# -- the fence --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Reminder.Status.SETTLED, Reminder.Status.DISMISSED])
def test_a_letter_whose_reminders_are_all_closed_is_cancelled(server, status):
    row = letter()
    row.reminders.update(status=status)

    assert dispatch(at=NOON) == SENT_ONE | {"sent": 0}
    assert fresh(row).status == "cancelled"
    assert server.mails == []


def test_a_letter_with_one_standing_reminder_left_still_goes(server):
    row = letter()
    ReminderFactory(recipient=row.recipient, outbox=row, status=Reminder.Status.SETTLED)

    assert dispatch(at=NOON) == SENT_ONE


def test_a_sender_that_slept_into_its_lease_may_not_send():
    row = letter()
    claimed = delivery.claim(Clock(NOON))

    assert not delivery.enter_sending(
        claimed, Clock(NOON + delivery.lease() - delivery.send_budget() + MINUTE / 12)
    )
    assert fresh(row).status == "pending"


def test_a_sender_whose_claim_was_taken_over_may_not_send():
    row = letter()
    slow = delivery.claim(Clock(NOON))
    Outbox.objects.filter(pk=row.pk).update(lease_token=uuid.uuid4())

    assert not delivery.enter_sending(slow, Clock(NOON))
    assert fresh(row).status == "claimed"


def test_two_senders_never_claim_the_same_letter():
    letter()

    assert delivery.claim(Clock(NOON)) is not None
    assert delivery.claim(Clock(NOON)) is None


ACCEPTED = Outcome(Result.ACCEPTED, Phase.FINAL, 250, "OK")
TEMPORARY = Outcome(Result.TEMPORARY, Phase.RCPT, 450, "busy")


@pytest.mark.parametrize(
    ("assumed", "outcome", "expected"),
    [
        ("unknown", ACCEPTED, "sent"),
        ("pending", ACCEPTED, "sent"),
        ("unknown", TEMPORARY, "unknown"),
        ("sent", TEMPORARY, "sent"),
    ],
)
def test_a_sender_that_wakes_late_corrects_only_what_it_knows_better(assumed, outcome, expected):
    row = letter()
    late = delivery.claim(Clock(NOON))
    Outbox.objects.filter(pk=row.pk).update(status=assumed)

    delivery.finish(late, outcome, Clock(NOON + 10 * MINUTE), lasted=600)

    assert fresh(row).status == expected
    assert DeliveryAttempt.objects.count() == 1


def test_the_lease_is_longer_than_a_hand_over_whatever_the_timeouts(settings):
    settings.EMAIL_FINAL_TIMEOUT = 600

    assert delivery.lease() > delivery.send_budget() > dt.timedelta(seconds=600)


# -- the server is in trouble -----------------------------------------------------------------


def unreachable(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def test_a_dead_server_costs_no_letter_an_attempt_and_raises_one_alarm(settings, caplog):
    rows = [letter() for _ in range(5)]
    unreachable(settings)

    answers = [dispatch(at=NOON + n * MINUTE) for n in range(3)]

    assert answers == [WAITS | {"pending": 5}] * 3
    assert {fresh(row).attempts for row in rows} == {0}
    alarms = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.name for record in alarms] == ["reminders.heartbeat"]
    assert "refused" in heartbeat.obstacle()


def test_when_the_server_is_back_everything_goes_out_in_the_next_run(settings):
    rows = [letter() for _ in range(3)]
    unreachable(settings)
    dispatch(at=NOON)

    with mail_server(settings) as server:
        assert dispatch(at=NOON + MINUTE) == SENT_ONE | {"sent": 3}

    assert server.message_ids == [row.message_id for row in rows]
    assert heartbeat.obstacle() == ""
    beat = Heartbeat.objects.get(pk="mail")
    assert beat.last_ok_at == beat.last_tick_at


def test_what_a_dead_server_kept_waiting_for_a_day_fails_and_is_shown(settings):
    old, young = letter(due_at=NOON - dt.timedelta(hours=25)), letter()
    unreachable(settings)

    assert dispatch(at=NOON) == {"sent": 0, "failed": 1, "unknown": 0, "pending": 1}
    assert (fresh(old).status, fresh(young).status) == ("failed", "pending")


def test_after_a_stop_of_a_day_letters_are_sent_before_any_is_given_up(server):
    letter(due_at=NOON - dt.timedelta(days=3))

    assert dispatch(at=NOON) == SENT_ONE


@pytest.mark.parametrize("answer", ["530 authentication required", "553 sender refused"])
def test_a_server_that_wants_no_mail_of_ours_stops_the_run_without_failing_letters(settings, answer):
    first, second = letter(), letter()
    with mail_server(settings, MailServer(MAIL=[answer, answer])):
        assert dispatch(at=NOON) == WAITS | {"pending": 2}

    assert (fresh(first).attempts, fresh(second).attempts) == (1, 0)
    assert heartbeat.obstacle() == answer


def test_a_wrong_password_stops_the_run(settings):
    row = letter()
    with mail_server(
        settings, auth_require_tls=False, authenticator=lambda *_: AuthResult(success=False, handled=False)
    ):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "crm", "wrong"
        assert dispatch(at=NOON) == WAITS

    assert fresh(row).attempts == 0
    assert "535" in heartbeat.obstacle()


def test_a_server_that_stops_answering_is_not_fed_the_whole_outbox(settings):
    rows = [letter() for _ in range(6)]
    with mail_server(settings, MailServer(DATA=[None] * 6)) as server:
        dispatch(at=NOON)

    assert len(server.mails) == 3
    assert sorted(fresh(row).attempts for row in rows) == [0, 0, 0, 1, 1, 1]


# -- other ways of mail -----------------------------------------------------------------------


def test_without_a_mail_server_each_letter_is_one_whole_file(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    row = letter()

    assert dispatch(at=NOON) == SENT_ONE

    files = list(settings.MAIL_DIR.iterdir())
    assert [file.name for file in files] == [row.message_id.strip("<>").partition("@")[0] + ".eml"]
    assert row.message_id.encode() in files[0].read_bytes()


def test_a_folder_that_cannot_be_written_to_is_an_obstacle(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    tmp_path.joinpath("mail").write_text("in the way")
    settings.MAIL_DIR = tmp_path / "mail"
    letter()

    assert dispatch(at=NOON) == WAITS
    assert "mail" in heartbeat.obstacle()


def test_any_other_backend_of_django_is_used_as_it_is():
    row = letter()

    assert dispatch(at=NOON) == SENT_ONE
    assert [message.to for message in mail.outbox] == [[row.address]]


def test_a_bounded_run_leaves_the_rest_to_the_next(server):
    letter()

    assert dispatch(at=NOON, seconds=1e-9) == WAITS
