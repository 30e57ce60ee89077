"""The status of a link of a chain (domain, §4.4)."""

import pytest

from chains.gaps import GAPS, SegmentStatus, segment_status

TABLE = [
    ([], "MISSING"),
    ([""], "WEAK"),
    (["SUPPORT", "BACKBONE"], "WEAK"),
    (["ANCHOR"], "PRESENT"),
    (["ANCHOR", ""], "PRESENT"),
    (["", "SUPPORT", ""], "PRESENT"),
    (["", "", "BACKBONE"], "STRONG"),
    (["ANCHOR", "SUPPORT", "SUPPORT"], "STRONG"),
]


@pytest.mark.parametrize(("roles", "status"), TABLE)
def test_the_status_follows_from_the_members(roles, status):
    assert segment_status(roles) == SegmentStatus[status]


def test_a_gap_is_what_is_missing_or_weak():
    assert {"MISSING", "WEAK"} == GAPS
