"""Two machines with a worker each, on one PostgreSQL and one Redis: what is due goes out once."""

import datetime as dt
import subprocess
import sys

import pytest
import redis
from celery import Celery
from django.conf import settings as project
from django.db import connection
from django.utils import timezone

from reminders.models import Outbox
from tests.factories import LeadFactory, UserFactory
from tests.installation import Installation, wait_for
from tests.left_out import REDIS_URL
from tests.mail_server import mail_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services("redis"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines need PostgreSQL"),
]
LONG_AGO = dt.timedelta(days=3)
TICKS = 6


@pytest.fixture
def empty_broker():
    """A database of the Redis server that holds nothing, before and after."""
    with redis.Redis.from_url(REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


def start_worker(installation, name):
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "gaoxin_crm",
            "worker",
            "-n",
            name,
            "--pool",
            "threads",
            "-c",
            "2",
        ],
        cwd=project.BASE_DIR,
        env=installation.environment | {"REDIS_URL": REDIS_URL},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_ticks_on_two_machines_send_each_person_one_mail(settings, tmp_path, empty_broker):
    people = UserFactory.create_batch(10)
    due_on = timezone.localdate() - LONG_AGO
    for person in people:
        LeadFactory.create_batch(2, owner=person, next_action_on=due_on)

    with mail_server(settings) as server:
        installation = Installation(tmp_path, settings.EMAIL_PORT)
        workers = [start_worker(installation, name) for name in ("one", "two")]
        try:
            with Celery(broker=REDIS_URL, set_as_current=False) as sender:
                for _number in range(TICKS):
                    sender.send_task("reminders.tasks.tick")
            wait_for(lambda: Outbox.objects.filter(status=Outbox.Status.SENT).count() == len(people))
            wait_for(lambda: not empty_broker.llen("celery") and not empty_broker.hlen("unacked"))
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(60)

    assert sorted(recipients[0] for recipients, _ in server.mails) == sorted(p.email for p in people)
    assert Outbox.objects.count() == len(people)
