"""The worker, and the whole schedule in one table."""

import logging
import os
from functools import partial

from celery import Celery, Task
from celery.schedules import crontab
from django.db import transaction
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_crm.settings")
logger = logging.getLogger(__name__)


def every_minute(task):
    # A tick that waited for a worker until the next one came is of no more use.
    return {"task": task, "schedule": 60.0, "options": {"expires": 55}}


def monthly(task):
    """On the first at 00:30. The two nights after are for a machine that was off: a month is frozen once."""
    return {"task": task, "schedule": crontab(minute="30", hour="0", day_of_month="1-3")}


SCHEDULE = {
    "reminders": every_minute("reminders.tasks.tick"),
    "imports": every_minute("leads.tasks.run_imports"),
    "figures": monthly("reports.tasks.freeze_last_month"),
}


class Hint(Task):
    """A task that a request asks for is only a hint to hurry.

    What is to be done stands in the database, and the schedule does it within a minute. So a broker
    that is away is a line in the log: it neither breaks nor delays the request.
    """

    abstract = True

    def delay_on_commit(self, *args, **kwargs):
        transaction.on_commit(partial(self.hint, args, kwargs))

    def hint(self, args, kwargs):
        try:
            self.apply_async(args, kwargs)
        except OperationalError as error:
            logger.warning("The broker is away (%s); %s waits for the schedule.", error, self.name)


app = Celery("gaoxin_crm", task_cls=Hint)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE
