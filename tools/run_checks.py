"""Every check of `make check`, one line each; all of them run, and any failure fails the whole."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
# Deployment settings are judged as an installation behind https has them.
DEPLOYED = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "BASE_URL": "https://crm.example",
    "ALLOWED_HOSTS": "crm.example",
}


def checks():
    """(what, command, further environment) of each check."""
    manage = [PYTHON, "manage.py"]
    html = sorted((ROOT / "templates").rglob("*.html"))
    yield "format", [BIN / "ruff", "format", "--check", "--quiet", "."], {}
    yield "lint", [BIN / "ruff", "check", "--quiet", "."], {}
    yield "types", [BIN / "mypy"], {}
    yield "import line", [BIN / "lint-imports"], {}
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}
    yield "settings", [*manage, "check", "--fail-level", "WARNING"], {}
    yield "deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED
    yield "packages", [PYTHON, "-m", "pip", "--disable-pip-version-check", "check"], {}
    yield "style sheets", [PYTHON, "tools/check_css.py"], {}
    if html:
        yield "template format", [BIN / "djade", "--target-version", "5.2", "--check", *html], {}
        yield "template lint", [BIN / "djlint", "--lint", "--quiet", *html], {}


def passes(what, command, environment, data_dir):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": data_dir} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {what}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main():
    with tempfile.TemporaryDirectory() as data_dir:
        results = [passes(*check, data_dir) for check in checks()]
    if not all(results):
        sys.exit(f"{results.count(False)} of {len(results)} checks failed")
    print(f"all {len(results)} checks passed")


if __name__ == "__main__":
    main()
