"""What the rules take from labelled messages, and how often they are right."""

import re
from collections import Counter

import pytest

from chains.matching import core_key, display_name, name_key
from chains.zone import CHAINS, COMPANIES
from leads import paste
from leads.paste.words import place_words
from tests.pasted import ON
from tests.pasted.hard import HARD
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
    ),
    frozenset(core_key(name) for fact in COMPANIES for name in (fact.name, *fact.aliases)),
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
        field: (share(right[field], wrong[field]), share(right[field], missed[field])) for field in right
    }, misses


def share(right, wrong):
    return right / (right + wrong) if right + wrong else 1


# What was measured, rounded down: a change of the rules that reads worse fails here.
WELL = dict.fromkeys(("company", "phones", "amount", "land", "date", "contact", "source"), (0.99, 0.99))
SETS = {
    "tuning": (TUNING, WELL | {"place": (0.94, 0.99)}),
    "held_out": (HELD_OUT, WELL | {"place": (0.85, 0.94)}),
    "hard": (
        HARD,
        {
            "company": (0.99, 0.78),
            "phones": (0.99, 0.99),
            "amount": (0.99, 0.99),
            "land": (0.85, 0.85),
            "date": (0.88, 0.88),
            "contact": (0.99, 0.89),
            "source": (0.99, 0.99),
            "place": (0.99, 0.85),
        },
    ),
}


@pytest.mark.parametrize("name", SETS)
def test_precision_and_recall_of_each_field(name):
    messages, levels = SETS[name]
    found, misses = measured(messages)
    print("\n" + "\n".join(misses))
    for field, (precision, recall) in found.items():
        print(f"{name}, {len(messages)} messages, {field}: precision {precision:.3f}, recall {recall:.3f}")
    worse = {
        field: found[field]
        for field, wanted in levels.items()
        if any(got < least for got, least in zip(found[field], wanted, strict=True))
    }
    assert worse == {}


def test_there_are_enough_messages_of_every_kind():
    assert len(TUNING) >= 40
    assert len(HELD_OUT) >= 40
    texts = [message.text for message in (*TUNING, *HELD_OUT, *HARD)]
    assert len(texts) == len(set(texts))
