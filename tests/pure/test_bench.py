"""The verdict of the benchmark: what is missed is said, what is met is not."""

import pytest

from bench.queries import is_bracket
from bench.report import figures, growths, misses, table
from bench.visits import ACTS, TARGETS

FEW, MANY = 100, 1000


def measured(cost):
    """Ten equal requests of each act at both sizes: a floor of 10 ms, and `cost` {act: times the floor}."""
    return {
        ("postgresql", leads, act): {"floor": [10.0] * 10, "app": [10.0 * cost[act]] * 10, "bytes": [5000]}
        for leads in (FEW, MANY)
        for act in ACTS
    }


def counted(**more):
    return {("postgresql", leads): dict.fromkeys(ACTS, 8) for leads in (10, FEW, MANY)} | more


def verdict(cost, counts=None, seconds=60):
    counts = counts or counted()
    rows = figures(measured(cost), counts)
    return misses(rows, growths(rows, FEW, MANY), counts, {("postgresql", MANY): seconds}, MANY)


def test_what_meets_its_target_is_not_complained_of():
    assert verdict(TARGETS) == []


@pytest.mark.parametrize("act", ACTS)
def test_an_act_over_its_target_is_named(act):
    assert verdict(TARGETS | {act: TARGETS[act] + 0.1}) == [
        f"postgresql, 1,000 leads, {act}: {TARGETS[act] + 0.1:.1f} × the floor, target {TARGETS[act]} ×"
    ]


def test_growth_is_of_the_application_alone():
    slow = measured(dict.fromkeys(ACTS, 1.0))
    slow["postgresql", MANY, "page"]["app"] = [14.0] * 10
    rows = figures(slow, counted())

    assert growths(rows, FEW, MANY)["postgresql", "page"] == 1.4
    assert misses(rows, growths(rows, FEW, MANY), counted(), {}, MANY) == [
        "postgresql, page: grows 1.4 × with ten times the rows, target 1.3 ×"
    ]


def test_queries_that_follow_the_rows_are_named():
    counts = counted()
    counts["postgresql", MANY] = counts["postgresql", MANY] | {"record": 13}

    assert verdict(TARGETS, counts) == [
        "postgresql, 1,000 leads, record: 13 queries, target 12",
        "postgresql, record: the number of queries depends on the rows: {10: 8, 100: 8, 1000: 13}",
    ]


def test_slow_seeding_is_named():
    assert verdict(TARGETS, seconds=91.5) == ["postgresql: seed_demo --leads 1000 took 91.5 s, target 90 s"]


def test_the_table_has_a_line_for_each_act_and_size():
    rows = figures(measured(TARGETS), counted())
    lines = table(rows, growths(rows, FEW, MANY), MANY).splitlines()

    assert len(lines) == 1 + 2 * len(ACTS)
    assert lines[-1].split() == [
        *("postgresql", "1,000", "create", "10.00", "30.00", "30.00", "3.00", "3.0", "1.00", "8", "5,000")
    ]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [("SAVEPOINT s1", True), ("COMMIT", True), ("SELECT 1", False), ("INSERT INTO begin VALUES (1)", False)],
)
def test_transaction_brackets_are_no_questions(statement, expected):
    assert is_bracket(statement) is expected
