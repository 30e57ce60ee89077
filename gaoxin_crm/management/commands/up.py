"""One command for one machine: prepares the database, then becomes the supervisor of all processes."""

import fcntl
import json
import os
import socket
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from chains.models import Chain
from gaoxin_crm import broker, supervisor
from leads.models import PoolRule

DEMO_ACCOUNTS = "staff staff2 office leader leader2 fund land admin auditor sysadmin secadmin auditadmin"
DONE = "done"
WEB_FIRST = 2.5  # seconds that worker and beat leave the processor to the web server, for a page to show soon


def check_port_is_free(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT={port + 1}"
            ) from None


def hold_data_folder(run_dir):
    """Take the folder for this process until it ends: two supervisors on one folder would fight."""
    descriptor = os.open(run_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(
            f"The application is already running on {settings.DATA_DIR}. Stop it first, or set DATA_DIR."
        ) from None
    os.set_inheritable(descriptor, True)  # held on after this process has become the supervisor


def web_command(host, port):
    # SQLite has one writer at a time: one process with threads queues them without a busy error.
    workers = settings.WEB_WORKERS or (1 if connection.vendor == "sqlite" else 2)
    return [
        *(sys.executable, "-m", "gunicorn", "gaoxin_crm.wsgi", "--bind", f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "8"),
        *("--timeout", "60", "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning"),
    ]


def greeting(port, chosen, *, has_demo):
    lines = [f"Ready: http://127.0.0.1:{port}"]
    if has_demo:
        lines += [f"Demo accounts: {DEMO_ACCOUNTS}", f"Password of each: {settings.DEMO_PASSWORD}"]
    if chosen.kind == "none":
        lines.append("No broker on this machine: the dispatch loop sends the reminders.")
    if not settings.HAS_MAIL_SERVER:
        lines.append(f"EMAIL_URL is not set: mail is written to files in {settings.MAIL_DIR}")
    return [*lines, "Ctrl-C stops everything."]


def celery_command(app, *arguments):
    return [sys.executable, "-m", "celery", "--quiet", "-A", app, *arguments]


def programs(chosen, run_dir, web):
    """What runs, in starting order; it is stopped in reverse."""
    if chosen.kind == "none":
        dispatch = [sys.executable, str(settings.BASE_DIR / "manage.py"), "dispatch"]
        return [{"name": "dispatch", "command": dispatch}, {"name": "web", "command": web}]
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "info")
    worker = celery_command("gaoxin_crm", "worker", "--pool", "threads", "--concurrency", "2", *quiet)
    schedule = ("--schedule", str(run_dir / "beat-schedule"), "--pidfile", "")
    beat = celery_command("gaoxin_crm.beat", "beat", *schedule, "--loglevel", "warning")
    redis = [{"name": "redis", "command": list(chosen.command)}] if chosen.command else []
    return [
        *redis,
        {"name": "worker", "command": worker, "wait": WEB_FIRST},
        {"name": "beat", "command": beat, "wait": WEB_FIRST},
        {"name": "web", "command": web},
    ]


class Command(BaseCommand):
    help = "Prepare the database and run web, worker, beat and broker until Ctrl-C."
    requires_system_checks = ()  # gunicorn and the worker check again, and a later start has to be quick

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Fill an empty database with demo people and demo data, unless DEMO is set to 0.",
        )

    def handle(self, *, host, port, demo, **options):
        check_port_is_free(host, port)
        try:
            run_dir = broker.private_folder(settings.DATA_DIR / "run")
            hold_data_folder(run_dir)
            chosen = broker.choose(settings.REDIS_URL, settings.DATA_DIR, is_wanted=settings.BROKER != "none")
        except broker.BrokerRefused as refused:
            raise CommandError(str(refused)) from None
        self.prepare()
        has_demo = self.fill_with_demo(is_wanted=settings.DEMO or (demo and not os.environ.get("DEMO")))
        connection.close()
        plan = {
            "programs": programs(chosen, run_dir, web_command(host, port)),
            "state": str(run_dir / "state.json"),
            "broker": chosen.kind,
            "ready": {"port": port, "lines": greeting(port, chosen, has_demo=has_demo)},
        }
        environment = {"REDIS_URL": chosen.url, "PORT": str(port), "DEMO": str(int(has_demo))}
        self.become_supervisor(plan, run_dir / "plan.json", environment)

    def prepare(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Database: making the tables")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not Chain.objects.exists() or not PoolRule.objects.exists():
            self.say("Database: writing down the nine chains and the rules")
            call_command("seed_zone", verbosity=0, stdout=StringIO())

    def fill_with_demo(self, *, is_wanted):
        """Demo data into a database without people; again where the first time did not reach its end."""
        mark = settings.DEMO_MARK
        is_begun = mark.exists() and mark.read_text() != DONE
        if is_begun or (is_wanted and not User.objects.exists()):
            self.say("Database: demo people and demo data")
            mark.write_text("begun")
            call_command("seed_demo", password=settings.DEMO_PASSWORD, verbosity=0, stdout=StringIO())
            mark.write_text(DONE)
        return is_wanted and mark.exists()

    def become_supervisor(self, plan, path, environment):
        path.write_text(json.dumps(plan, indent=1))
        os.environ.update(environment)
        os.chdir(settings.BASE_DIR)
        self.stdout.flush()
        program = str(Path(supervisor.__file__))
        # -P: the folder of the program is not searched for modules, our celery.py is not celery.
        os.execv(sys.executable, [sys.executable, "-P", program, str(path)])  # noqa: S606

    def say(self, text):
        self.stdout.write(f"{'up':<8} | {text}")
        self.stdout.flush()
