"""The answer about a company while its name is typed, letter by letter, beside the floor."""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import psycopg
from pypinyin import lazy_pinyin

from bench.servers import serve
from bench.stores import ROOT, Store, filled, kept
from bench.visits import Place, open_place, timed

LEADS = 1_000  # as many as the floor needs to show a page of them
MILLISECONDS = 100
RATIO = 4.0
"""How many times the median floor one answer in twenty may cost."""
SHORTEST = 2
ROUNDS = 4
HTMX = {"HX-Request": "true"}


def measured(vendors: list[str], many: int, folder: Path, stack: ExitStack, *, keep: bool) -> list[dict]:
    """One row for each database and way of typing."""
    rows = []
    for vendor in vendors:
        store = kept(vendor, LEADS, folder) if keep else filled(vendor, LEADS, folder / "names", stack)
        sample = fill(store, many)
        floor = serve(store, "gaoxin_crm.wsgi", stack, DJANGO_SETTINGS_MODULE="bench.floor_settings")
        place = open_place(store, serve(store, "gaoxin_crm.wsgi", stack), floor)
        rows += [row(vendor, many, way, type_all(place, texts)) for way, texts in typed(sample).items()]
    return rows


def fill(store: Store, many: int) -> list[str]:
    """Companies up to `many`; the names of some of them."""
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "companies.py", str(many)],
        env=store.environment(DJANGO_SETTINGS_MODULE="gaoxin_crm.settings"),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    if store.vendor == "postgresql":
        with psycopg.connect(store.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    answer = json.loads(done.stdout)
    assert answer["companies"] == many, answer
    return answer["sample"]


def typed(sample: list[str]) -> dict[str, list[str]]:
    """{way of typing: texts}. The first sign of a name asks nothing."""
    brands = [name.replace("（", "").replace("）", "")[:6] for name in sample]
    pinyin = [lazy_pinyin(brand) for brand in brands]
    return {
        "long": sample,
        "short": brands,
        "pinyin": ["".join(syllables) for syllables in pinyin],
        "initials": ["".join(syllable[0] for syllable in syllables) for syllables in pinyin],
        "misspelt": [name[:3] + name[4:] for name in sample],
        "common": ["科技", "有限公司", "电子科技有限公司", "zh", "郑州", "郑州市", "传感"],
    }


def type_all(place: Place, texts: list[str]) -> list[tuple[float, float, str]]:
    """(ms of the floor, ms of the answer, what was typed) for all beginnings of texts.

    Each is typed in several rounds and the quickest counts, so that other work on the machine does not.
    """
    begun = list(dict.fromkeys(text[:end] for text in texts for end in range(SHORTEST, len(text) + 1)))
    rounds = [[answer(place, text) for text in begun] for _ in range(ROUNDS)]
    return [
        (min(floor for floor, _ in turns), min(spent for _, spent in turns), text)
        for text, *turns in zip(begun, *rounds, strict=True)
    ]


def answer(place: Place, text: str) -> tuple[float, float]:
    address = "/companies/match/?" + urlencode({"name": text})
    spent, content = timed(lambda: place.officer.get(address, **HTMX))
    floor, _ = timed(place.floor.get, f"/?owner={place.owner}&bytes={len(content)}")
    return floor, spent


def row(vendor: str, many: int, way: str, spots: list[tuple[float, float, str]]) -> dict:
    floor = median(spot[0] for spot in spots)
    spent = [spot[1] for spot in spots]
    slow = quantiles(spent, n=20)[-1]
    return {
        "vendor": vendor,
        "companies": many,
        "way": way,
        "answers": len(spots),
        "floor_ms": round(floor, 2),
        "ms": round(median(spent), 2),
        "p95_ms": round(slow, 2),
        "ratio": round(median(spent) / floor, 2),
        "p95_ratio": round(slow / floor, 2),
        "slowest": max(spots, key=lambda spot: spot[1])[2],
    }


def misses(rows: list[dict]) -> list[str]:
    """What is slow by the clock and beside the floor: one alone may be the machine's doing."""
    return [
        f"{row['vendor']}, {row['companies']:,} companies, {row['way']} typed: one answer in twenty takes "
        f"{row['p95_ms']} ms, {row['p95_ratio']} × the floor, targets {MILLISECONDS} ms and {RATIO} ×"
        for row in rows
        if row["p95_ms"] > MILLISECONDS and row["p95_ratio"] > RATIO
    ]


def table(rows: list[dict]) -> str:
    lines = ["database    companies  typed     answers  floor ms     ms  p95 ms  ratio  p95 ratio  slowest"]
    for row in rows:
        place = f"{row['vendor']:<11} {row['companies']:>9,}  {row['way']:<9} {row['answers']:>7}"
        cost = f"{row['floor_ms']:>9.2f} {row['ms']:>6.2f} {row['p95_ms']:>7.2f}"
        lines.append(f"{place} {cost} {row['ratio']:>6.2f} {row['p95_ratio']:>10.2f}  {row['slowest']}")
    return "\n".join(lines)
