"""What the rules take from labelled messages, and how often they are right."""

import re
from collections import Counter

import pytest

from chains.matching import display_name, name_key
from chains.zone import CHAINS
from leads import paste
from leads.paste.words import place_words
from tests.pasted import ON
from tests.pasted.held_out import HELD_OUT
from tests.pasted.tuning import TUNING

SEGMENTS = {}
for chain in CHAINS:
    for fact in chain.segments:
        SEGMENTS[len(SEGMENTS) + 1] = (chain.code, fact.name)
KNOWN = paste.Known(
    tuple(
        place_words(
            [(chain.code, chain.name) for chain in CHAINS],
            [(number, code, name) for number, (code, name) in SEGMENTS.items()],
        )
    )
)


def place_said(value):
    chain, segment = value
    return chain if segment is None else f"{chain} {SEGMENTS[segment][1]}"


def values(message):
    """{field: (set that a careful reader takes, set that the rules fill in)}."""
    reading = paste.read(message.text, on=ON, known=KNOWN)

    def filled(box, shown=lambda value: value):
        return {shown(one.value) for one in [reading.first(box)] if one}

    def said(value):
        return {value} if value not in ("", None) else set()

    def key(name):
        return name_key(display_name(name))

    return {
        "company": ({key(name) for name in said(message.name)}, filled("name", key)),
        "phones": (set(message.phones), {one.value for one in reading.boxes.get("phone", [])}),
        "amount": (said(message.wan), filled("investment_wan")),
        "land": (said(message.land), filled("land_mu")),
        "date": (said(message.day), filled("next_action_on")),
        "contact": (said(message.who), filled("person", lambda value: value[0])),
        "source": (said(message.source), filled("source")),
        "place": (said(message.place), filled("place", place_said)),
    }


def measured(messages):
    """{field: (precision, recall)} and the messages that went wrong."""
    right, wrong, missed, misses = Counter(), Counter(), Counter(), []
    for message in messages:
        for field, (wanted, got) in values(message).items():
            right[field] += len(wanted & got)
            wrong[field] += len(got - wanted)
            missed[field] += len(wanted - got)
            if wanted != got:
                start = re.sub(r"\s+", " ", message.text)[:50]
                misses.append(f"{field}: {sorted(map(str, wanted))} read as {sorted(map(str, got))}: {start}")
    return {
        field: (right[field] / (right[field] + wrong[field]), right[field] / (right[field] + missed[field]))
        for field in right
    }, misses


LEVELS = {}


@pytest.mark.parametrize("name", ["tuning", "held_out"])
def test_precision_and_recall_of_each_field(name):
    found, misses = measured({"tuning": TUNING, "held_out": HELD_OUT}[name])
    print("\n" + "\n".join(misses))
    for field, (precision, recall) in found.items():
        print(f"{name} {field}: precision {precision:.3f}, recall {recall:.3f}")
