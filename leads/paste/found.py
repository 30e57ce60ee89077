"""What the rules of a pasted text share: the text in one width, and a value with the words it came from."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from chains.script import SIMPLIFIED
from leads.intake.cells import DASHES, INVISIBLE

MAX_LENGTH = 5000
MOST = 40  # of one thing in one text: what no person writes shall not cost seconds
EDGES = " ,:、"
CLAUSE_ENDS = frozenset(",。;!?、\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A value read out of `text[start:end]`. `note` is a key of leads.paste.words.NOTES, or empty."""

    value: Any
    start: int
    end: int
    is_sure: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Words that were understood and yet fill no box; `note` says why."""

    note: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word for a chain, or for one of its segments (`segment` is its key).

    `is_common`: it says nothing by itself, only behind a word of its chain.
    """

    word: str
    chain: str
    segment: int | None = None
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record: words of the chain map, and names of companies as they stand in the text."""

    places: tuple[PlaceWord, ...] = ()
    companies: frozenset[str] = frozenset()


@dataclass(slots=True)
class Reading:
    """What a text says, by box: the first of each list is filled in, the others are offered."""

    boxes: dict[str, list[Found]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def first(self, box: str) -> Found | None:
        return next(iter(self.boxes.get(box, ())), None)


def leveled(text: str) -> str:
    """The text in one width, one script and one kind of dash. As long as before: places in it stay."""
    return "".join(map(level_sign, text))


def level_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if INVISIBLE.match(sign) or sign.isspace():
        return "\n" if sign in "\x85\u2028\u2029" else " "
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) != 1 or unicodedata.category(sign) == "No":  # ㎡ stays one sign, ① is no figure
        plain = sign
    return plain.translate(DASHES).translate(SIMPLIFIED)


def finds(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(text), MOST)


def clause_before(text: str, at: int, most: int) -> str:
    """What stands before `at` in the same clause, at most `most` characters of it."""
    return before_break(reversed(text[max(0, at - most) : at]))[::-1]


def clause_after(text: str, at: int, most: int) -> str:
    return before_break(text[at : at + most])


def before_break(signs: Iterable[str]) -> str:
    kept = []
    for sign in signs:
        if sign in CLAUSE_ENDS:
            break
        kept.append(sign)
    return "".join(kept)


def once(found: Iterable[Found]) -> Iterator[Found]:
    """The same value is said once, where it stands first."""
    seen = set()
    for one in found:
        if one.value not in seen:
            seen.add(one.value)
            yield one


def surest_first(found: Iterable[Found]) -> list[Found]:
    return list(once(sorted(found, key=lambda one: (not one.is_sure, one.start))))
