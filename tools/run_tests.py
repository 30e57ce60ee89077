"""Runs every test layer this machine allows, then says what was left out and why.

With arguments: one run of pytest with them (`make test ARGS="tests/web -k lead"`).
With CI=true a missing service or browser is a failure (see `leave_out` in tests/conftest.py).
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "tests"
BY_SIDE = ("-n", "2", "--dist", "loadfile")
BUT_BROWSER = ("tests", "-m", "not browser")
BROWSER_ALONE = ("tests", "-m", "browser")
# The supervisor is tested with the SQLite it makes itself, so once is enough.
ON_POSTGRESQL = (
    *("tests/database", "tests/web", "tests/journeys", "tests/services", "tests/browser"),
    "--ignore=tests/services/test_supervisor.py",
)


def postgresql():
    """URL of a fresh database name on the server to test on, or None and why."""
    url = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return None, f"PostgreSQL: {str(error).strip().splitlines()[0]}"
    return urlunsplit(urlsplit(url)._replace(path=f"/gaoxin_{os.getpid()}")), ""


def run(name, arguments, **environment):
    """One run of pytest; its results are in the report it writes."""
    report = REPORTS / f"{name}.xml"
    print(f"\n== {name}: pytest {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    code = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdin=subprocess.DEVNULL, check=False
    ).returncode
    # 5: no test was selected, as where a folder is still empty
    return report, code not in (0, 1, 5)


def outcomes(report):
    """(test, outcome, reason) of each test in a report; outcome is passed, failed or skipped."""
    if not report.exists():
        return
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  (written by our own pytest just now)
        test = f"{case.get('classname')}::{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            yield test, "failed", ""
        elif skipped is not None:
            yield test, "skipped", skipped.get("message") or ""
        else:
            yield test, "passed", ""


def summary(reports):
    """Counts over all runs, and {reason: tests} of what ran in none of them."""
    passed = failed = 0
    ran, left_out = set(), {}
    for report in reports:
        for test, outcome, reason in outcomes(report):
            passed += outcome == "passed"
            failed += outcome == "failed"
            if outcome == "skipped":
                left_out[test] = reason
            else:
                ran.add(test)
    by_reason = defaultdict(list)
    for test in sorted(left_out.keys() - ran):
        by_reason[left_out[test]].append(test)
    return passed, failed, by_reason


def print_left_out(by_reason, missing):
    if not by_reason and not missing:
        print("\nNothing was left out.")
        return
    print("\nLeft out:")
    for reason in missing:
        print(f"  - the run on PostgreSQL ({reason})")
    for reason, tests in by_reason.items():
        print(f"  - {len(tests)} × {re.sub(r'^Skipped: ', '', reason)}")
        for test in tests:
            print(f"      {test}")


def main():
    REPORTS.mkdir(parents=True, exist_ok=True)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    if sys.argv[1:]:
        runs, missing = [run("selected", sys.argv[1:])], []
    else:
        url, why = postgresql()
        runs = [run("sqlite", (*BUT_BROWSER, *BY_SIDE))]
        if url:
            runs.append(run("postgresql", (*ON_POSTGRESQL, *BY_SIDE), DATABASE_URL=url))
        else:
            runs.append(run("browser", BROWSER_ALONE))
        missing = [why] if why else []
    passed, failed, by_reason = summary([report for report, _ in runs])
    broken = sum(is_broken for _, is_broken in runs)
    print_left_out(by_reason, missing)
    is_strict = os.environ.get("CI", "").lower() in {"1", "true"}
    failed += broken + (len(missing) if is_strict else 0)
    print(f"\n{passed} passed, {failed} failed, {sum(map(len, by_reason.values()))} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
