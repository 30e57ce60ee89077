"""A bad setting stops the start with one sentence that names it; a good one is taken."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def start(tmp_path, **given):
    known = {"PATH": os.environ["PATH"], "ENV_FILE": str(tmp_path / "no-env"), "DATA_DIR": str(tmp_path)}
    environment = {name: value for name, value in (known | given).items() if value is not None}
    program = "from gaoxin_crm import settings as s; print(s.DEBUG, s.HAS_MAIL_SERVER, s.SECRET_KEY)"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"DEBUG": "maybe"},
        {"DATABASE_URL": "mysql://somewhere/x"},
        {"REDIS_URL": "localhost:6379"},
        {"EMAIL_URL": "mail.example.com"},
        {"BASE_URL": "ftp://example.com"},
        {"TIME_ZONE": "Mars/Olympus"},
        {"LANGUAGE_CODE": "fr"},
        {"SECURITY_PROFILE": "none"},
        {"DATA_DIR": "/proc/nowhere"},
        {"SECRET_KEY": None, "DEBUG": "0", "DATA_DIR": None},
    ],
    ids=lambda given: next(iter(given)),
)
def test_bad_value_stops_the_start(tmp_path, given):
    done = start(tmp_path, **given)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Setting {next(iter(given))}: ")
    assert "Traceback" not in done.stderr


def test_secret_key_is_made_once_and_kept(tmp_path):
    first, second = start(tmp_path), start(tmp_path, DEBUG="0")
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert len(first.stdout.split()[2]) > 60
    assert first.stdout == second.stdout
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_mail_server_is_taken_from_its_address(tmp_path):
    assert start(tmp_path, EMAIL_URL="smtp://127.0.0.1:2525").stdout.split()[1] == "True"
