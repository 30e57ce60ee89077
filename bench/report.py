"""Figures, ratios and verdicts."""

from statistics import median, quantiles

from bench.visits import ACTS, GROWTH, QUERIES, TARGETS

SEED_SECONDS = 90


def figures(measured: dict, counts: dict) -> list[dict]:
    """One row for each act at each place: medians, 95th percentiles in ms, ratio to the floor, queries."""
    rows = []
    for (vendor, leads, act), spot in measured.items():
        floor, app = median(spot["floor"]), median(spot["app"])
        rows.append(
            {
                "vendor": vendor,
                "leads": leads,
                "act": act,
                "bytes": spot["bytes"][0],
                "floor_ms": round(floor, 2),
                "ms": round(app, 2),
                "p95_ms": round(quantiles(spot["app"], n=20)[-1], 2),
                "ratio": round(app / floor, 2),
                "queries": counts[vendor, leads][act],
            }
        )
    return rows


def growths(rows: list[dict], few: int, many: int) -> dict[tuple[str, str], float]:
    """How many times what it costs with few rows each act costs with many."""
    cost = {(row["vendor"], row["act"], row["leads"]): row["ms"] for row in rows}
    return {
        (vendor, act): round(cost[vendor, act, many] / cost[vendor, act, few], 2)
        for vendor, act, leads in cost
        if leads == many
    }


def misses(rows: list[dict], grown: dict, counts: dict, seeded: dict, many: int) -> list[str]:
    """What falls short of its target, in words. Ratios and growth bind on PostgreSQL, the rest everywhere."""
    found = []
    for row in rows:
        where = f"{row['vendor']}, {row['leads']:,} leads, {row['act']}"
        if row["vendor"] == "postgresql" and row["leads"] == many and row["ratio"] > TARGETS[row["act"]]:
            found.append(f"{where}: {row['ratio']} × the floor, target {TARGETS[row['act']]} ×")
        if row["queries"] > QUERIES:
            found.append(f"{where}: {row['queries']} queries, target {QUERIES}")
    for (vendor, act), ratio in grown.items():
        if vendor == "postgresql" and ratio > GROWTH:
            found.append(f"{vendor}, {act}: grows {ratio} × with ten times the rows, target {GROWTH} ×")
    for vendor in {vendor for vendor, _ in counts}:
        for act in ACTS:
            seen = {
                leads: found_counts[act] for (name, leads), found_counts in counts.items() if name == vendor
            }
            if len(set(seen.values())) > 1:
                found.append(f"{vendor}, {act}: the number of queries depends on the rows: {seen}")
    for (vendor, leads), seconds in seeded.items():
        if seconds > SEED_SECONDS:
            found.append(f"{vendor}: seed_demo --leads {leads} took {seconds} s, target {SEED_SECONDS} s")
    return found


def table(rows: list[dict], grown: dict, many: int) -> str:
    lines = [
        "database    leads    act        floor ms     ms  p95 ms  ratio  target  growth  queries     bytes"
    ]
    for row in rows:
        is_bound = row["vendor"] == "postgresql" and row["leads"] == many
        target = f"{TARGETS[row['act']]:.1f}" if is_bound else ""
        growth = f"{grown[row['vendor'], row['act']]:.2f}" if row["leads"] == many else ""
        place = f"{row['vendor']:<11} {row['leads']:>7,}  {row['act']:<9}"
        cost = f"{row['floor_ms']:>9.2f} {row['ms']:>6.2f} {row['p95_ms']:>7.2f} {row['ratio']:>6.2f}"
        lines.append(f"{place} {cost} {target:>7} {growth:>7} {row['queries']:>8} {row['bytes']:>9,}")
    return "\n".join(lines)
