"""The migration operation behind a GramField: GIN on PostgreSQL, FTS5 kept by triggers on SQLite."""

from django.db.migrations.operations.base import Operation


class AddGramIndex(Operation):
    """Index the gram column `column` of the table of `model_name`."""

    reversible = True

    def __init__(self, model_name, column="grams"):
        self.model_name, self.column = model_name, column

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in STATEMENTS[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table, column=self.column))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in REVERSE[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table, column=self.column))

    def describe(self):
        return f"Index the text of {self.model_name}"

    @property
    def migration_name_fragment(self):
        return f"{self.model_name}_grams"


STATEMENTS = {
    "postgresql": [
        "CREATE INDEX {table}_{column} ON {table} USING gin (string_to_array({column}, ' ')) "
        "WITH (fastupdate = off)",
    ],
    # External content: FTS5 keeps the index only and reads the text from the row itself.
    # Rebuilding the table, as ALTER does on SQLite, drops the triggers: test_house looks for them.
    "sqlite": [
        "CREATE VIRTUAL TABLE {table}_grams USING fts5("
        "{column}, content='{table}', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER {table}_grams_insert AFTER INSERT ON {table} BEGIN "
        "INSERT INTO {table}_grams(rowid, {column}) VALUES (new.id, new.{column}); END",
        "CREATE TRIGGER {table}_grams_delete AFTER DELETE ON {table} BEGIN "
        "INSERT INTO {table}_grams({table}_grams, rowid, {column}) "
        "VALUES ('delete', old.id, old.{column}); END",
        "CREATE TRIGGER {table}_grams_update AFTER UPDATE OF {column} ON {table} "
        "WHEN old.{column} <> new.{column} BEGIN "
        "INSERT INTO {table}_grams({table}_grams, rowid, {column}) "
        "VALUES ('delete', old.id, old.{column}); "
        "INSERT INTO {table}_grams(rowid, {column}) VALUES (new.id, new.{column}); END",
    ],
}
REVERSE = {
    "postgresql": ["DROP INDEX {table}_{column}"],
    "sqlite": [
        "DROP TRIGGER {table}_grams_update",
        "DROP TRIGGER {table}_grams_delete",
        "DROP TRIGGER {table}_grams_insert",
        "DROP TABLE {table}_grams",
    ],
}


class RestoreGramIndex(AddGramIndex):
    """After an operation that rebuilt the table on SQLite (a unique column added): its triggers again."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_grams_{event}")
        for statement in STATEMENTS["sqlite"][1:]:
            schema_editor.execute(statement.format(table=table, column=self.column))
        rebuild = "INSERT INTO {table}_grams({table}_grams) VALUES ('rebuild')"
        schema_editor.execute(rebuild.format(table=table))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Keep the index of the text of {self.model_name} up to date again"
