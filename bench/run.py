"""`make bench`: how long an officer waits, beside what bare Django costs on the same machine in the same run.

Prints a table, writes bench/results.json, and ends with 1 if a target is missed. Method: docs/performance.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import names, report
from bench.servers import serve
from bench.stores import ROOT, Store, filled, has_postgresql, kept
from bench.visits import Place, measure, open_place

RESULTS = ROOT / "bench" / "results.json"
KEPT = ROOT / "var" / "bench"
FEWEST = 10  # rows, for the count of queries alone


def main() -> int:
    asked = arguments()
    vendors = [vendor for vendor in asked.databases.split(",") if vendor != "postgresql" or has_postgresql()]
    began = time.perf_counter()
    if asked.only_names:
        return typing_alone(asked, vendors)
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder, ExitStack() as stack:
        stores = [
            say(kept(vendor, leads, KEPT) if asked.keep else filled(vendor, leads, Path(folder), stack))
            for vendor in vendors
            for leads in (FEWEST, asked.few, asked.many)
        ]
        places = [place_of(store, stack) for store in stores if store.leads != FEWEST]
        measured = measure(places, asked.rounds, asked.warm_up)
        counts = {(store.vendor, store.leads): count_queries(store) for store in stores}
        typed = typing(asked, vendors, Path(folder), stack)
    rows = report.figures(measured, counts)
    grown = report.growths(rows, asked.few, asked.many)
    seeded = {(store.vendor, store.leads): store.seconds for store in stores}
    missed = report.misses(rows, grown, counts, seeded, asked.many) + names.misses(typed)
    if "postgresql" not in vendors:
        missed += ["PostgreSQL was not measured: none answers on TEST_DATABASE_URL or 127.0.0.1:5432"]
    print(report.table(rows, grown, asked.many))
    print(names.table(typed))
    print(f"Filled: {', '.join(f'{v} {n:,} leads in {s} s' for (v, n), s in seeded.items() if n != FEWEST)}")
    print(f"Whole run: {time.perf_counter() - began:.0f} s, {asked.rounds} rounds")
    print("\n".join(f"MISSED  {line}" for line in missed) or "All targets are met.")
    keep(rows + typed, grown, seeded, missed)
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=10_000, help="leads in the smaller database")
    parser.add_argument("--many", type=int, default=100_000, help="leads in the larger database")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="leave the databases, and use those left before")
    parser.add_argument("--companies", type=int, default=100_000, help="on record while names are typed")
    parser.add_argument("--only-names", action="store_true", help="nothing but the typing of names")
    parser.add_argument("--databases", default="postgresql,sqlite")
    return parser.parse_args()


def typing(asked: argparse.Namespace, vendors: list[str], folder: Path, stack: ExitStack) -> list[dict]:
    return names.measured(vendors, asked.companies, KEPT if asked.keep else folder, stack, keep=asked.keep)


def typing_alone(asked: argparse.Namespace, vendors: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder, ExitStack() as stack:
        rows = typing(asked, vendors, Path(folder), stack)
    print(names.table(rows))
    missed = names.misses(rows)
    print("\n".join(f"MISSED  {line}" for line in missed) or "All targets are met.")
    return 1 if missed else 0


def say(store: Store) -> Store:
    print(f"{store.vendor}: {store.leads:,} leads in {store.seconds} s", file=sys.stderr)
    return store


def place_of(store: Store, stack: ExitStack) -> Place:
    port = serve(store, "gaoxin_crm.wsgi", stack)
    floor = serve(store, "gaoxin_crm.wsgi", stack, DJANGO_SETTINGS_MODULE="bench.floor_settings")
    return open_place(store, port, floor)


def count_queries(store: Store) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "queries.py"],
        env=store.environment(DJANGO_SETTINGS_MODULE="gaoxin_crm.settings"),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


def keep(rows: list[dict], grown: dict, seeded: dict, missed: list[str]) -> None:
    results = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
        "rows": rows,
        "growth": {f"{vendor} {act}": ratio for (vendor, act), ratio in grown.items()},
        "seed_seconds": {f"{vendor} {leads}": seconds for (vendor, leads), seconds in seeded.items()},
        "missed": missed,
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
