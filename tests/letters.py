"""Rows of reminders and letters for tests."""

import datetime as dt
import uuid

import factory
from factory.django import DjangoModelFactory

from reminders.models import Outbox, Reminder
from tests.factories import NOON, TODAY, UserFactory


class LetterFactory(DjangoModelFactory):
    """A letter that is due, and carries no reminder."""

    class Meta:
        model = Outbox

    idem_key = factory.Sequence(lambda n: f"{n:064x}")
    message_id = factory.LazyAttribute(lambda letter: f"<{letter.idem_key[-32:]}@example.com>")
    recipient = factory.SubFactory(UserFactory)
    address = factory.LazyAttribute(lambda letter: letter.recipient.email)
    subject = "今天 1 件"
    body_text = "今天 1 件"
    body_html = "<p>今天 1 件</p>"
    business_on = TODAY
    created_at = due_at = next_at = NOON


class ReminderFactory(DjangoModelFactory):
    """A standing, unread reminder of a next step that is due today."""

    class Meta:
        model = Reminder

    rule = "R4"
    subject_type = "leads.lead"
    subject_id = factory.Sequence(lambda n: 1000 + n)
    recipient = factory.SubFactory(UserFactory)
    due_on = TODAY
    subject = "澄观气体"
    text = "首次响应"
    raised_at = NOON


def letter(**fields):
    """A due letter with one standing reminder."""
    row = LetterFactory(**fields)
    ReminderFactory(recipient=row.recipient, outbox=row)
    return row


def abandoned(status, *, minutes_ago=1, **fields):
    """A letter whose sender disappeared: its lease ended some minutes before noon."""
    ended = NOON - dt.timedelta(minutes=minutes_ago)
    return letter(status=status, next_at=ended, lease_token=uuid.uuid4(), attempts=1, **fields)
