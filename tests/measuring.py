"""How well `chains.identity.matches` tells labelled pairs: registers the companies, asks, counts."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from chains.identity import matches
from chains.matching import company_keys, core_key, name_key
from chains.models import Alias, Company
from tests.factories import NOON
from tests.name_lists import code_of

LEVELS = ("same", "likely", "group", "none")
STAMPS = {"created_at": NOON, "updated_at": NOON}


def register(names, pairs):
    """Puts all names on record, each with its code, and the other names and groups that pairs speak of."""
    Company.objects.bulk_create(
        (
            Company(name=name, uscc=code_of(name), **company_keys(name, code_of(name)), **STAMPS)
            for name in names
        ),
        batch_size=500,
    )
    on_record = {company.name: company for company in Company.objects.all()}
    aliases = {(pair.known, name_key(pair.alias)): pair for pair in pairs if pair.alias}
    Alias.objects.bulk_create(
        Alias(
            company=on_record[known],
            name=pair.alias,
            kind=pair.alias_kind,
            name_key=key,
            core_key=core_key(pair.alias),
            **STAMPS,
        )
        for (known, key), pair in aliases.items()
    )
    for pair in pairs:
        if pair.parent:
            Company.objects.filter(name=pair.known).update(group=on_record[pair.parent])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum soon does: else plans are for empty tables


@dataclass(frozen=True)
class Answer:
    """What was said of one pair: the level of `known`, its place in the answer, and who else was `same`."""

    pair: object
    level: str
    place: int
    false_same: tuple[str, ...]


def ask(pair, limit=10):
    found = matches(pair.asked, uscc=pair.asked_code, limit=limit)
    place = next((at for at, match in enumerate(found) if match.company.name == pair.known), None)
    false_same = tuple(
        match.company.name for match in found if match.level == "same" and match.company.name != pair.meant
    )
    return Answer(
        pair, "none" if place is None else found[place].level, limit if place is None else place, false_same
    )


def rates(answers):
    """{level: (precision, recall)} and how many labelled pairs there are of each."""
    labelled = Counter(answer.pair.level for answer in answers)
    said = Counter(answer.level for answer in answers)
    right = Counter(answer.level for answer in answers if answer.level == answer.pair.level)
    share = {
        level: (
            right[level] / said[level] if said[level] else 1,
            right[level] / labelled[level] if labelled[level] else 1,
        )
        for level in LEVELS
    }
    return share, labelled


def halves(answers):
    """The pairs that rules may be tuned on, and those that only judge them."""
    return [
        [answer for answer in answers if answer.pair.is_held_out is held_out] for held_out in (False, True)
    ]


def false_sames(answers):
    return [(answer.pair.asked, name) for answer in answers for name in answer.false_same]


def show(answers):
    """The pairs of the tuning half that were told wrong; the others stay unseen."""
    for answer in halves(answers)[0]:
        pair = answer.pair
        if answer.level != pair.level:
            print(f"{pair.kind}: {pair.level}, said {answer.level}: {pair.asked} | {pair.known}")


def table(answers):
    """The figures in lines: each level for the tuning and the held-out half, then each kind of pair."""
    tuning, held_out = halves(answers)
    lines = [f"{'half':<9} {'level':<7} {'pairs':>6} {'precision':>10} {'recall':>8}"]
    for half, some in (("tuning", tuning), ("held out", held_out), ("all", answers)):
        share, labelled = rates(some)
        lines += [
            f"{half:<9} {level:<7} {labelled[level]:>6} {share[level][0]:>10.2%} {share[level][1]:>8.2%}"
            for level in LEVELS
        ]
    asked = [answer for answer in answers if answer.pair.level == "likely"]
    lines.append(f"likely in the first three: {sum(answer.place < 3 for answer in asked) / len(asked):.2%}")
    lines.append(f"{'label':<7} {'kind':<22} {'pairs':>6}  said")
    for label, kind in dict.fromkeys((answer.pair.level, answer.pair.kind) for answer in answers):
        said = Counter(
            answer.level for answer in answers if (answer.pair.level, answer.pair.kind) == (label, kind)
        )
        words = ", ".join(f"{level} {said[level]}" for level in LEVELS if said[level])
        lines.append(f"{label:<7} {kind:<22} {said.total():>6}  {words}")
    return "\n".join(lines)
