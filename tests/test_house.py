"""The house itself: what no single feature would notice when it breaks."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection

import gaoxin_crm.celery  # noqa: F401  (fills the schedule)

ROOT = Path(settings.BASE_DIR)
APPS = ("core", "accounts", "chains", "leads", "reminders", "reports", "gaoxin_crm")
TEMPLATES = ROOT / "templates"

# -- lists of exceptions, each with its reason -------------------------------------------------

READS_THE_CLOCK = {
    "accounts/models/person.py": "rights begin and end on days: `User.access` is where today enters them",
    "core/models.py": "the default of the two stamps, for rows that nobody stamps",
    "reminders/models.py": "the default of a stamp",
}

TAKES_ROWS_AS_THEY_ARE = {
    "reminders/views.py Reminder.objects.all": "declared; StateList narrows it by visible_to",
    "reminders/views.py Outbox.objects.all": "declared; StateList narrows it by visible_to",
}

EDGE = re.compile(
    r"(^|/)(views|\w+_views|tasks|commands|demo)(/|\.py$)|frame\.py$|health\.py$|preferences\.py$"
)


def sources(*folders):
    """The Python files of the product, as (path from the root, text)."""
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def calls(text):
    """The names called in a source: `timezone.now`, `Lead.objects.filter`, `send.apply_async`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listing.decode().split("\0") if name]


# -- database ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_search_indexes_are_there_after_migrate():
    """Migrations that rebuild a table on SQLite drop its triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name"
            )
            assert dict(cursor.fetchall()) == {"chains_company": 3, "leads_lead": 3}
            return
        cursor.execute("SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%USING gin%'")
        assert {table for (table,) in cursor.fetchall()} == {"chains_company", "leads_lead"}


# -- templates and icons ----------------------------------------------------------------------


def test_a_fragment_is_no_page():
    pages = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("_*.html")
        if re.search(r"<html|{% extends", path.read_text(encoding="utf-8"))
    ]
    assert pages == []


def test_a_page_stands_in_the_frame():
    """Every page extends another template, but for the frame, mail, and the page of last resort."""
    loose = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
        and "mail" not in path.parts
        and "{% extends" not in path.read_text(encoding="utf-8")
    }
    assert loose <= {"base.html", "500.html"}


def test_no_template_holds_a_script_or_a_style():
    """The content security policy allows neither; mail has no style sheet of its own to point to."""
    found = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "mail" not in path.parts
        and re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def icons_used():
    """Names of icons in templates, and string constants in Python that are names of icons we have."""
    listed = icons_listed()
    names = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r"{% icon \"([\w-]+)\"", text))
        names |= (
            set(re.findall(r"(?:sign|icon|shape)=\"([\w-]+)\"", text))
            | set(re.findall(r'default:"([\w-]+)"', text)) & listed
        )
    for _path, text in sources():
        constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
        names |= {value for value in constants if isinstance(value, str)} & listed
    for script in (ROOT / "static" / "js").glob("*.js"):
        names |= set(re.findall(r"icons\.svg#([\w-]+)", script.read_text(encoding="utf-8")))
    return names


def icons_listed():
    return set((ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split())


def test_every_icon_used_is_in_the_sprite_and_no_other():
    used, listed = icons_used(), icons_listed()
    assert used - listed == set(), "add these to static/icons.txt"
    assert listed - used == set(), "nobody shows these any more"


# -- tasks ------------------------------------------------------------------------------------


def test_the_schedule_names_tasks_that_exist():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert scheduled
    assert scheduled - set(current_app.tasks) == set()


def test_no_task_is_put_off_by_the_broker():
    """What is due later is a row with a date (reminders); a broker that restarts forgets its countdowns."""
    put_off = [
        f"{path}:{call.lineno}"
        for path, text in sources()
        for _name, call in calls(text)
        if {keyword.arg for keyword in call.keywords} & {"eta", "countdown"}
    ]
    assert put_off == []


# -- code -------------------------------------------------------------------------------------


def test_the_clock_is_read_at_the_edge_only():
    readings = {
        "timezone.now",
        "timezone.localdate",
        "timezone.localtime",
        "dt.date.today",
        "dt.datetime.now",
    }
    found = {
        path
        for path, text in sources()
        for name, call in calls(text)
        if name in readings and not (call.args or call.keywords) and not EDGE.search(path)
    }
    assert found - READS_THE_CLOCK.keys() == set()


def test_views_reach_rows_through_visible_to():
    """A view starts from `Model.objects.visible_to(user)`, so that a stranger gets 404."""
    found = {
        f"{path} {name}"
        for path, text in sources()
        if re.search(r"(^|/)(views|\w+_views)(/|\.py$)", path)
        for name, _call in calls(text)
        if re.search(r"\w+\.objects\.(get|filter|all|exclude|first|create|update|values)$", name)
    }
    assert found - TAKES_ROWS_AS_THEY_ARE.keys() == set()


def test_no_machine_of_ours_is_named():
    """No path of the machine it is made on and no package index: the project must build anywhere."""
    beside = re.escape(f"{ROOT.parent}/") if len(ROOT.parts) > 2 else "(?!)"
    telltale = re.compile(rf"{beside}|--(extra-)?index-url\s*=?\s*http|(pypi|npmjs)\.(org|com)/")
    found = set()
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if telltale.search(text):
            found.add(path.relative_to(ROOT).as_posix())
    assert found == set()
