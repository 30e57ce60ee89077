"""The typing of names in the benchmark: what is typed, and the verdict."""

import pytest

from bench.names import misses, row, table, typed

SPOTS = [(10.0, 20.0, "星澜")] * 30


def verdict(floor, answer):
    return misses([row("sqlite", 1000, "long", [(floor, answer, "星澜")] * 30)])


def test_a_row_says_median_slowest_and_ratio():
    found = row("sqlite", 1000, "long", [*SPOTS, (10.0, 60.0, "星澜传")])

    assert {name: found[name] for name in ("answers", "ms", "ratio", "slowest")} == {
        "answers": 31,
        "ms": 20.0,
        "ratio": 2.0,
        "slowest": "星澜传",
    }
    assert len(table([found]).splitlines()) == 2


@pytest.mark.parametrize(
    ("floor", "answer", "is_missed"), [(20, 99, False), (20, 101, True), (60, 120, False), (10, 90, False)]
)
def test_slow_is_what_is_slow_by_the_clock_and_beside_the_floor(floor, answer, is_missed):
    assert bool(verdict(floor, answer)) is is_missed


def test_all_ways_of_typing():
    found = typed(["星澜传感（郑州）有限公司"])

    assert found["pinyin"] == ["xinglanchuanganzhengzhou"]
    assert found["initials"] == ["xlcgzz"]
    assert found["misspelt"] == ["星澜传（郑州）有限公司"]
