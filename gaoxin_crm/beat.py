"""The clock process: `celery -A gaoxin_crm.beat beat`.

It sends names and never runs a task, so it loads no model and no page: a third of the memory.
"""

from celery import Celery

from gaoxin_crm.celery import SCHEDULE

app = Celery("gaoxin_crm", fixups=[], set_as_current=False)  # tasks belong to the app of gaoxin_crm.celery
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
