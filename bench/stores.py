"""Databases of the benchmark's own: made, filled by seed_demo, dropped."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


class Store(NamedTuple):
    """A filled database, and how long it took to fill."""

    vendor: str
    leads: int
    url: str
    folder: Path
    seconds: float

    def environment(self, **more: str) -> dict[str, str]:
        """As in production, but for the demo accounts; nothing of the caller's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "ENV_FILE": os.devnull,
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": "bench",
            "DEBUG": "0",
            "DEMO": "1",
            "DEMO_PASSWORD": "bench-password-1",
            **more,
        }

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, ROOT / "manage.py", *arguments]
        return subprocess.run(
            command, env=self.environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


def has_postgresql() -> bool:
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def filled(vendor: str, leads: int, folder: Path, stack: ExitStack) -> Store:
    """A new database with `leads` leads. What is made in the server is dropped when `stack` closes."""
    name = f"gaoxin_bench_{os.getpid()}_{leads}"
    if vendor == "postgresql":
        connection = stack.enter_context(psycopg.connect(SERVER, autocommit=True))
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        stack.callback(connection.execute, drop)
    return fill(at(vendor, leads, folder, name))


def kept(vendor: str, leads: int, folder: Path) -> Store:
    """The database that an earlier run has left, or a new one that a later run will find."""
    store = at(vendor, leads, folder, f"gaoxin_bench_{leads}")
    mark = store.folder / "filled"
    if not mark.exists():
        mark.write_text(str(fill(store).seconds))
    return store._replace(seconds=float(mark.read_text()))


def at(vendor: str, leads: int, folder: Path, name: str) -> Store:
    folder = folder / f"{vendor}-{leads}"
    folder.mkdir(parents=True, exist_ok=True)
    server = SERVER.partition("?")[0].rpartition("/")[0]
    url = f"{server}/{name}" if vendor == "postgresql" else f"sqlite:///{folder / 'bench.sqlite3'}"
    return Store(vendor, leads, url, folder, 0)


def fill(store: Store) -> Store:
    if store.vendor == "postgresql":
        create_database(store.url.rpartition("/")[2])
    store.manage("migrate", "--verbosity", "0")
    store.manage("createcachetable")
    began = time.perf_counter()
    rows = json.loads(store.manage("seed_demo", "--leads", str(store.leads), "--json"))
    seconds = time.perf_counter() - began
    assert (rows["leads"], rows["follow_ups"]) == (store.leads, 2 * store.leads), rows
    if store.vendor == "postgresql":
        with psycopg.connect(store.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # what autovacuum does within its first minute
    return store._replace(seconds=round(seconds, 1))


def create_database(name: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
