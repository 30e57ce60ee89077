"""The application as processes of their own, beside the test.

SQLite is a copy of the test database in a file; PostgreSQL is the test database itself.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from urllib.parse import quote

from django.conf import settings as project
from django.db import connection

PATIENCE = 60  # seconds; a process of ours that takes longer is stuck


class Installation:
    """Runs commands of the application as processes of their own, on the rows the test has made so far."""

    def __init__(self, folder, port):
        self.file = folder / "copy.sqlite3"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "gaoxin_crm.settings",
            "DATABASE_URL": self.open_database(),
            "DATA_DIR": str(folder),
            "SECRET_KEY": "of a test",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        }

    def open_database(self):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
            return f"sqlite:///{self.file}"
        given = connection.settings_dict
        sign_in = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
        return f"postgres://{sign_in}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"

    def start(self, *command):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=project.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *commands):
        """Run the commands at the same time; their answers."""
        processes = [self.start(*command, "--json") for command in commands]
        outputs = [process.communicate(timeout=PATIENCE) for process in processes]
        assert [process.returncode for process in processes] == [0] * len(processes), outputs
        return [json.loads(output) for output, _ in outputs]

    def rows(self, sql):
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as copy:
                return copy.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def wait_for(condition):
    ends_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.02)  # another process decides how long
