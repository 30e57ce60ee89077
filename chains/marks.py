"""The words in the grams of a company by which it is found when its name is misspelt or typed in pinyin."""

from chains.places import PLACES
from chains.sound import spellings

MARK = "\ue000"
LETTERS = {ord(letter): 0xE000 + ord(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"}
"""Marks are written with letters of the private use area: no search for a text meets them by chance."""


def lookup_marks(plain: str) -> list[str]:
    """All marks of a company; `plain` is its name without places (chains.matching.parts)."""
    if plain.isascii():
        return []
    return [*word_marks(plain), *sound_marks(plain)]


def word_marks(plain: str) -> list[str]:
    """The name without places, also with one of its first characters left out: any slip there shares one."""
    shorter = [plain[:at] + plain[at + 1 :] for at in range(min(4, len(plain))) if len(plain) >= 4]
    return [MARK + word for word in dict.fromkeys([plain, plain[:4], *shorter])]


def sound_marks(plain: str) -> list[str]:
    """Beginnings of its initials and of its pinyin, in every reading that names use."""
    found: dict[str, None] = {}
    for read in spellings(plain[:LONGEST_INITIALS]):
        letters, full = "".join(syllable[0] for syllable in read), "".join(read)
        found |= beginnings(letters, SHORTEST_INITIALS, LONGEST_INITIALS)
        found |= beginnings(full, SHORTEST_PINYIN, LONGEST_PINYIN)
    return [as_mark(letters) for letters in found]


def beginnings(letters: str, shortest: int, longest: int) -> dict[str, None]:
    return dict.fromkeys(letters[:end] for end in range(shortest, min(longest, len(letters)) + 1))


# Two letters begin thousands of names: those that begin with them outright are answer enough.
SHORTEST_INITIALS, LONGEST_INITIALS = 3, 8
SHORTEST_PINYIN, LONGEST_PINYIN = 4, 16


def as_mark(letters: str) -> str:
    return letters.translate(LETTERS)


def pinyin_marks(text: str) -> list[str]:
    """The marks of names that sound like `text` from their beginning."""
    return [as_mark("".join(read)[:LONGEST_PINYIN]) for read in spellings(text[:8])]


PLACES_READ = frozenset("".join(read) for place in PLACES for read in spellings(place))


def without_place_read(letters: str) -> str:
    """What follows the pinyin of a place: zhengzhouxinglan → xinglan."""
    end = next((end for end in range(len(letters), 3, -1) if letters[:end] in PLACES_READ), 0)
    return letters[end:]
