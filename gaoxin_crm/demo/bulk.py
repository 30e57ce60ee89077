"""Many rows at once: COPY on PostgreSQL, prepared inserts on SQLite, indexes built afterwards."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateField, DecimalField, Field, Max, Model, UUIDField


def first_free_id(model: type[Model]) -> int:
    return (model._default_manager.aggregate(top=Max("pk"))["top"] or 0) + 1


def write(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert `rows`, which carry their keys. No signals, no history, no defaults of the database."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = map(attrgetter(*(field.attname for field in fields)), rows)
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(fields))
            # The names come from the model; the values are parameters.
            insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            cursor.executemany(insert, list(adapted(fields, rows)))


def adapted(fields: Sequence[Field], rows: Iterable[Model]) -> Iterator[list]:
    """The values as SQLite stores them. It takes text and numbers as they are: nearly all there is."""
    database = connections[DEFAULT_DB_ALIAS]
    changed = [isinstance(field, DateField | DecimalField | UUIDField) for field in fields]
    plan = [
        (field.attname, field.get_db_prep_save if is_changed else None)
        for field, is_changed in zip(fields, changed, strict=True)
    ]
    for row in rows:
        yield [
            adapt(getattr(row, name), connection=database) if adapt else getattr(row, name)
            for name, adapt in plan
        ]


@contextmanager
def unindexed(models: Sequence[type[Model]]) -> Iterator[None]:
    """Take the indexes and search triggers off the tables of `models`, and build them again at the end.

    To be used inside a transaction: on both databases what was dropped comes back if anything fails.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        made, dropped = DEFINITIONS[connection.vendor](cursor, tables)
        for statement in dropped:
            cursor.execute(statement)
        yield
        for statement in made:
            cursor.execute(statement)


def indexes_of_postgresql(cursor, tables: list[str]) -> tuple[list[str], list[str]]:
    """How to make and to drop the indexes of no constraint, and the foreign keys: one join checks each."""
    cursor.execute(
        "SELECT indexdef, format('DROP INDEX %%I', indexname) FROM pg_indexes "
        "WHERE schemaname = current_schema() AND tablename = ANY(%s) "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname) "
        "UNION ALL SELECT "
        "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, "
        "pg_get_constraintdef(oid)), "
        "format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) "
        "FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables, tables],
    )
    rows = cursor.fetchall()
    checked = "SET CONSTRAINTS ALL IMMEDIATE"  # nothing is built on a table while checks of it are waiting
    return [checked, *(made for made, _ in rows)], [checked, *(dropped for _, dropped in rows)]


def indexes_of_sqlite(cursor, tables: list[str]) -> tuple[list[str], list[str]]:
    """The same with the triggers that keep the search table, which is then built in one go."""
    cursor.execute(
        "SELECT sql, type, name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
        "AND tbl_name IN (SELECT value FROM json_each(%s))",
        [json.dumps(tables)],
    )
    rows = cursor.fetchall()
    searched = {f"{table}_grams" for table in tables} & set(connection.introspection.table_names(cursor))
    rebuilt = [f"INSERT INTO {table}({table}) VALUES ('rebuild')" for table in sorted(searched)]  # noqa: S608
    return [made for made, _, _ in rows] + rebuilt, [f'DROP {kind} "{name}"' for _, kind, name in rows]


DEFINITIONS = {"postgresql": indexes_of_postgresql, "sqlite": indexes_of_sqlite}


def set_sequences(models: list[type[Model]]) -> None:
    """Let the database count on from the keys that were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
