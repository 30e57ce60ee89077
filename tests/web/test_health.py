import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from accounts.roles import Role
from reminders.models import Heartbeat, Outbox
from tests.factories import NOON, UserFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def ticked(seconds_ago):
    at = NOON - dt.timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(
        pk="tick", defaults={"last_tick_at": at, "last_ok_at": at, "host": "here", "pid": 1}
    )


def mail_due(seconds_ago, status=Outbox.Status.PENDING):
    due_at = NOON - dt.timedelta(seconds=seconds_ago)
    return Outbox.objects.create(
        idem_key=f"{seconds_ago}-{status}",
        message_id=f"<{seconds_ago}-{status}@example.com>",
        recipient=UserFactory(),
        address="officer@example.com",
        subject="今日事项",
        business_on=NOON.date(),
        due_at=due_at,
        next_at=due_at,
        status=status,
    )


def figures(client, **headers):
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    return dict(line.rsplit(" ", 1) for line in answer.content.decode().splitlines())


def test_healthz_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_a_stranger_reads_one_word(client):
    ticked(30)
    assert client.get("/readyz").json() == {"status": "ok"}


def test_an_officer_reads_one_word(signed_in, staff):
    ticked(30)
    assert signed_in(staff).get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.ZONE_ADMIN])
def test_an_administrator_reads_all(signed_in, role):
    ticked(30)
    mail_due(20)
    mail_due(90, Outbox.Status.UNKNOWN)
    answer = signed_in(person(role)).get("/readyz").json()
    assert answer["status"] == "ok"
    assert answer["tick_age"] == 30
    assert (answer["mail_due"], answer["mail_oldest_due_age"]) == (1, 20)
    assert (answer["mail"]["pending"], answer["mail"]["unknown"], answer["mail"]["sent"]) == (1, 1, 0)
    assert answer["broker"] == {"kind": "none", "reachable": None}


@pytest.mark.parametrize(
    ("tick", "due", "status", "code"),
    [
        (30, None, "ok", 200),
        (30, 600, "ok", 200),  # it is being worked on
        (181, None, "degraded", 200),
        (181, 170, "degraded", 200),
        (181, 181, "down", 503),
        (None, None, "degraded", 200),
        (None, 181, "down", 503),
    ],
)
def test_readiness_follows_the_tick_and_the_mail_that_waits(client, tick, due, status, code):
    if tick is not None:
        ticked(tick)
    if due is not None:
        mail_due(due)
    answer = client.get("/readyz")
    assert (answer.json()["status"], answer.status_code) == (status, code)


def test_mail_that_has_ended_waits_for_nothing(client):
    mail_due(600, Outbox.Status.SENT)
    mail_due(600, Outbox.Status.FAILED)
    assert client.get("/readyz").status_code == 200


def test_a_broker_that_is_away_degrades(client, settings, tmp_path):
    ticked(30)
    settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock"
    assert client.get("/readyz").json() == {"status": "degraded"}
    assert figures(client)["gaoxin_broker_up"] == "0"


def test_a_database_that_is_away_is_down(client):
    def refuse(*query):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
        read = figures(client)
    assert (answer.json(), answer.status_code) == ({"status": "down"}, 503)
    assert read == {"gaoxin_up": "0", "gaoxin_database_up": "0"}


def test_metrics_are_figures(client):
    ticked(30)
    mail_due(20)
    read = figures(client)
    assert read["gaoxin_up"] == "1"
    assert read["gaoxin_tick_age_seconds"] == "30.0"
    assert read["gaoxin_mail_due"] == "1"
    assert read['gaoxin_mail_rows{status="pending"}'] == "1"
    assert read['gaoxin_mail_rows{status="unknown"}'] == "0"
    assert "gaoxin_broker_up" not in read


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "10.1.1.1"},
        {"HTTP_X_FORWARDED_FOR": "10.1.1.1"},
        {"REMOTE_ADDR": "10.1.1.1", "HTTP_AUTHORIZATION": "Bearer guess"},
        {"REMOTE_ADDR": "10.1.1.1", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_metrics_are_refused_to_other_machines(headers):
    answer = Client(**headers).get("/metrics")
    assert answer.status_code == 403
    assert b"gaoxin_up" not in answer.content


def test_metrics_go_to_who_holds_the_token(settings):
    settings.METRICS_TOKEN = "a-long-token"
    read = figures(Client(REMOTE_ADDR="10.1.1.1"), HTTP_AUTHORIZATION="Bearer a-long-token")
    assert read["gaoxin_up"] == "1"


def test_kind_of_broker_is_read_from_the_supervisor(client, monkeypatch, tmp_path):
    from gaoxin_crm import health

    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    assert health.broker_kind() == "given"
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "state.json").write_text('{"broker": "own"}')
    assert health.broker_kind() == "own"
