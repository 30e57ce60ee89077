"""Beginnings of names in the order of code points, whatever the language of the database.

On SQLite the indexes of the fields do it. PostgreSQL sorts by language there, and what begins with one letter
would be read whole to find the first twenty.
"""

from django.db import migrations

INDEXES = {"chains_company": ("core_key", "initials"), "chains_alias": ("core_key",)}


def statements(template):
    return [template.format(table=table, field=field) for table in INDEXES for field in INDEXES[table]]


def run(template):
    def operation(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements(template):
                schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("chains", "0006_lookup_marks")]
    operations = [
        migrations.RunPython(
            run('CREATE INDEX {table}_{field}_begins ON {table} ({field} COLLATE "C")'),
            run("DROP INDEX {table}_{field}_begins"),
        )
    ]
