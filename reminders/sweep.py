"""The sweep: raises what is due, settles what has no cause any more, and tells the people above. Run it
twice, late, or on two machines at once: the unique constraints of Reminder and the conditional UPDATE decide.

Each rule costs the same few statements, however many rows it touches.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, SmallIntegerField, Value
from django.db.models.functions import Trim

from accounts.models import RoleGrant
from accounts.roles import WHOLE_ZONE
from core.calendar import work_calendar
from reminders.models import Reminder
from reminders.rules import RULES, Level, business_date


def sweep(*, at):
    """Bring the reminders up to the moment `at`: {"raised": {rule code: n}, "settled": n, "escalated": n}."""
    on, calendar = business_date(at), work_calendar()
    with steady_plans():
        settled = sum(settle(rule, on=on, at=at) for rule in RULES)
    raised, escalated = {}, 0
    for rule in RULES:
        with steady_plans():
            raised[rule.code] = raise_due(rule, on=on, at=at)
            for told in rule.told:
                count = tell_above(rule, told, on=on, at=at, calendar=calendar)
                if told.level == Level.INFORMED:
                    raised[rule.code] += count
                else:
                    escalated += count
    return {"raised": raised, "settled": settled, "escalated": escalated}


# -- settling ---------------------------------------------------------------------------------


def settle(rule, *, on, at):
    """Settle what has lost its cause: the step done or moved, the lead handed over or closed. How many."""
    mine = standing_causes(rule, on).filter(to=OuterRef("recipient_id"))
    count = settle_level(rule, Level.OWNER, [mine], at=at)
    for level in dict.fromkeys(told.level for told in rule.told):
        theirs = [told_causes(rule, told, on) for told in rule.told if told.level == level]
        count += settle_level(rule, level, theirs, at=at)
    return count


def standing_causes(rule, on):
    return rule.causes_on(on).filter(pk=OuterRef("subject_id"), due=OuterRef("due_on"))


def told_causes(rule, told, on):
    """The same for somebody above, as long as he holds the role and the lead has the owner he was told of."""
    grants = holders(told.role, on).filter(
        Q(chain_code=WHOLE_ZONE) | Q(chain_code=OuterRef("chain")), user=OuterRef(OuterRef("recipient_id"))
    )
    causes = standing_causes(rule, on).filter(told.causes, Exists(grants), who=OuterRef("text"))
    return causes.filter(due__gte=on) if told.after is None else causes


def settle_level(rule, level, causes, *, at):
    over = Reminder.objects.standing().filter(rule=rule.code, level=level)
    for cause in causes:
        over = over.exclude(Exists(cause))
    return over.update(status=Reminder.Status.SETTLED, closed_at=at)


# -- raising ----------------------------------------------------------------------------------


def raise_due(rule, *, on, at):
    """Insert the reminders of `rule` that are due on `on` and not yet there. Returns how many it wrote.

    One INSERT … SELECT: rows do not pass through this process, and the database counts what it really wrote
    (`bulk_create(ignore_conflicts=True)` cannot tell).
    """
    known = known_of(rule, Level.OWNER).filter(
        subject_id=OuterRef("pk"), recipient_id=OuterRef("to"), due_on=OuterRef("due")
    )
    columns = columns_of(rule, Level.OWNER, at) | {"recipient": F("to"), "text": Trim("step")}
    rows = rule.subjects(on).exclude(Exists(known))
    return insert(columns, *selected(rows, columns))


def tell_above(rule, told, *, on, at, calendar):
    """The same for the holders of a role on the chain of each cause; but nobody is told of himself.

    Causes and holders are joined here: the chain of a grant is a code, no foreign key.
    """
    columns = columns_of(rule, told.level, at) | {"text": F("who")}
    beside = {"owner": F("to"), "chain": F("chain")}
    causes, cause_params = selected(late(rule, told, on, calendar), columns | beside)
    # Distinct, so that SQLite makes the short list once, instead of going through all grants for every cause.
    grants = holders(told.role, on).values("user_id", "chain_code").distinct()
    grants, grant_params = grants.query.sql_with_params()
    known = known_of(rule, told.level).values("subject_id", "recipient_id", "due_on")
    known, known_params = known.query.sql_with_params()
    sql = (
        f"SELECT {', '.join(f'cause.new_{name}' for name in columns)}, holder.user_id "  # noqa: S608
        f"FROM ({causes}) cause JOIN ({grants}) holder "
        "ON holder.chain_code = %s OR holder.chain_code = cause.new_chain "
        f"LEFT JOIN ({known}) known ON known.subject_id = cause.new_subject_id "
        "AND known.recipient_id = holder.user_id AND known.due_on = cause.new_due_on "
        "WHERE holder.user_id <> cause.new_owner AND known.subject_id IS NULL"
    )
    params = [*cause_params, *grant_params, WHOLE_ZONE, *known_params]
    return insert([*columns, "recipient"], sql, params)


def late(rule, told, on, calendar):
    """The causes that are so late on `on` that `told` hears of them; at once: those that are not due yet."""
    causes = rule.causes_on(on).filter(told.causes)
    if told.after is None:
        return causes.filter(due__gte=on)
    return causes.filter(due__lte=calendar.before(on, told.after))


def holders(role, on):
    """The grants of `role` in force on `on`, of people who work here."""
    return RoleGrant.objects.in_force(on).filter(role=role, user__is_active=True)


def known_of(rule, level):
    """Raised before and not settled; a dismissed reminder is not raised again."""
    return Reminder.objects.unsettled().filter(rule=rule.code, level=level, subject_type=rule.subject_type)


def columns_of(rule, level, at):
    """{field of Reminder: expression over the rows of the rule}, but for whom it is told and the text."""
    return {
        "rule": Value(rule.code, CharField()),
        "level": Value(int(level), SmallIntegerField()),
        "subject_type": Value(rule.subject_type, CharField()),
        "subject_id": F("pk"),
        "due_on": F("due"),
        "subject": Trim("name"),
        "raised_at": Value(at, DateTimeField()),
        "status": Value(Reminder.Status.OPEN, CharField()),
    }


def selected(rows, columns):
    """SQL and parameters that select `columns` of `rows`, each under its name after new_."""
    rows = rows.annotate(**{f"new_{name}": value for name, value in columns.items()})
    return rows.order_by().values_list(*(f"new_{name}" for name in columns)).query.sql_with_params()


def insert(columns, select, params):
    quote = connection.ops.quote_name
    names = ", ".join(quote(Reminder._meta.get_field(name).column) for name in columns)
    statement = f"INSERT INTO {quote(Reminder._meta.db_table)} ({names}) {select} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


@contextmanager
def steady_plans():
    """A transaction in which PostgreSQL joins by hash, and compiles no plan.

    Right after an import or a first sweep its statistics still call a table empty. Believing them it would go
    through that table for every row of the other: minutes for 100,000 leads, where a hash takes a second.
    Where there is no other way (causes by holders, of which there are few) it takes the cost for enormous,
    and would compile the plan for longer than it runs.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        yield
