"""The sweep: raises what is due and settles what has no cause any more. Run it twice, late, or on two
machines at once: the unique constraint `reminder_once` and the conditional UPDATE decide, row by row.

Each rule costs the same few statements, however many rows it touches.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, SmallIntegerField, Value
from django.db.models.functions import Trim

from reminders.models import Reminder
from reminders.rules import RULES, business_date


def sweep(*, at):
    """Bring the reminders up to the moment `at`: {"raised": {rule code: n}, "settled": n, "escalated": n}."""
    on = business_date(at)
    settled = sum(settle(rule, at=at) for rule in RULES)
    raised = {rule.code: raise_due(rule, on=on, at=at) for rule in RULES}
    return {"raised": raised, "settled": settled, "escalated": 0}


def settle(rule, *, at):
    """Settle what has lost its cause: the step done or moved, the lead handed over or closed. How many."""
    cause = rule.causes().filter(
        pk=OuterRef("subject_id"), to=OuterRef("recipient_id"), due=OuterRef("due_on")
    )
    over = Reminder.objects.standing().filter(rule=rule.code).exclude(Exists(cause))
    with steady_plans():
        return over.update(status=Reminder.Status.SETTLED, closed_at=at)


def raise_due(rule, *, on, at):
    """Insert the reminders of `rule` that are due on `on` and not yet there. Returns how many it wrote.

    One INSERT … SELECT: rows do not pass through this process, and the database counts what it really wrote
    (`bulk_create(ignore_conflicts=True)` cannot tell).
    """
    columns = columns_of(rule, at)
    rows = missing(rule, on).annotate(**{f"new_{name}": value for name, value in columns.items()})
    select, params = rows.order_by().values_list(*(f"new_{name}" for name in columns)).query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(Reminder._meta.get_field(name).column) for name in columns)
    insert = f"INSERT INTO {quote(Reminder._meta.db_table)} ({names}) {select} ON CONFLICT DO NOTHING"
    with steady_plans(), connection.cursor() as cursor:
        cursor.execute(insert, params)
        return cursor.rowcount


@contextmanager
def steady_plans():
    """A transaction in which PostgreSQL joins by hash.

    Right after an import or a first sweep its statistics still call a table empty. Believing them it would go
    through that table for every row of the other: minutes for 100,000 leads, where a hash takes a second.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_nestloop = off")
        yield


def missing(rule, on):
    known = Reminder.objects.unsettled().filter(
        rule=rule.code,
        subject_type=rule.subject_type,
        subject_id=OuterRef("pk"),
        recipient_id=OuterRef("to"),
        due_on=OuterRef("due"),
    )
    return rule.subjects(on).exclude(Exists(known))


def columns_of(rule, at):
    """{field of Reminder: expression over the rows of the rule}."""
    return {
        "rule": Value(rule.code, CharField()),
        "level": Value(1, SmallIntegerField()),
        "subject_type": Value(rule.subject_type, CharField()),
        "subject_id": F("pk"),
        "recipient": F("to"),
        "due_on": F("due"),
        "subject": Trim("name"),
        "text": Trim("step"),
        "raised_at": Value(at, DateTimeField()),
        "status": Value(Reminder.Status.OPEN, CharField()),
    }
