"""Labelled pairs of names: what somebody writes, a company on record, and how surely the two are one.

Built from the real lists beside the project, the same pairs at every run: chance is the hash of a name. The
label says what is true of the pair, with the reason; none is derived from the rules that are measured.
"""

from tests.name_strangers import group, none
from tests.name_variants import likely, same


def pairs(lists):
    """All labelled pairs, each once."""
    found = [pair for kind in (same, likely, group, none) for pair in kind(lists)]
    return list({(pair.asked, pair.asked_code, pair.known): pair for pair in found}.values())
