"""Is it the same company? Pure functions on names and identifiers; no database.

A name is read in three steps: `name_key` frees it of width, blanks and script, `core_key` of brackets, legal
form and 集团 too, `stem` of the place in front and the trade at the end. The code (统一社会信用代码)
decides where both sides have one.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from chains.marks import lookup_marks
from chains.places import is_elsewhere
from chains.script import SIMPLIFIED
from chains.slips import is_slip, looks_alike
from chains.sound import first_letters as first_letters
from chains.sound import initials as initials_of
from chains.sound import is_spelled, sounds_alike
from chains.words import (
    BRACKETED,
    LEGAL_FORM,
    NAMED_PLACE,
    NO_BRAND,
    PLACE,
    PLACE_BEHIND,
    TRADE,
    WORDS,
    is_place,
)
from core.search import grams

KEY_LENGTH = 120

# -- names ------------------------------------------------------------------------------------

INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff]+")  # fmt: skip # noqa: E501
BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」『』《》〈〉<>", "()" * 10)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """The name freed of width, blanks, invisible signs, script, case, and of the form of its brackets."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    return text.translate(SIMPLIFIED).translate(BRACKETS).casefold()[:KEY_LENGTH]


@lru_cache(maxsize=50_000)
def core_key(name: str) -> str:
    """`name_key` without brackets, legal form and 集团. A branch (分公司) keeps its form."""
    key = name_key(name)
    core = key.replace("(", "").replace(")", "")
    while len(shorter := LEGAL_FORM.sub("", core)) < len(core):
        core = shorter
    return core.replace("集团", "") or key


def has_legal_form(name: str) -> bool:
    """Whether it is a full name, as registered: … 有限公司."""
    return LEGAL_FORM.search(name_key(name).rstrip(")")) is not None


@lru_cache(maxsize=50_000)
def stem(core: str) -> str:
    """A core key without the place in front and the trade at its end: what tells companies apart."""
    return brand_of(PLACE.sub("", core) or core)


def brand_of(plain: str) -> str:
    return TRADE.sub("", plain) or plain


class Parts(NamedTuple):
    """A name taken apart: the places in it, wherever they stand, and its core without them."""

    places: frozenset[str]
    plain: str


@lru_cache(maxsize=50_000)
def parts(name: str) -> Parts:
    """郑州星澜传感有限公司 and 星澜传感（郑州）有限公司 are both 星澜传感 of 郑州.

    A place without which no brand is left (郑州银行) is the brand, and stays.
    """
    key = name_key(name)
    in_brackets = [text for text in BRACKETED.findall(key) if is_place(text)]
    core = core_key(BRACKETED.sub(lambda found: "" if is_place(found[1]) else found[1], key))
    plain = PLACE.sub("", core)
    plain = PLACE_BEHIND.sub("", plain) if len(plain) > SHORTEST_PLAIN else plain
    if len(plain) < SHORTEST_PLAIN or NO_BRAND.fullmatch(plain):
        return Parts(frozenset(), core_key(key))
    named = [
        *in_brackets,
        core[: len(core) - len(PLACE.sub("", core))],
        core[core.rindex(plain) + len(plain) :],
    ]
    return Parts(frozenset(place for text in named for place in NAMED_PLACE.findall(text)), plain)


SHORTEST_PLAIN = 2


BRANCH = re.compile(r"^(.+?公司).*分公司$")


def head_office(name: str) -> str:
    """The name of the company that a branch (分公司) belongs to; any other name as it is."""
    branch = BRANCH.match(name_key(name))
    return branch[1] if branch else name


def display_name(name: str) -> str:
    """The name as a person writes it: no stray blanks, one width of letters, Chinese brackets in Chinese."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    if re.search(r"[\u3400-\u9fff]", text):
        text = re.sub(r"(?<=[\u3400-\u9fff（）()]) | (?=[\u3400-\u9fff（）()])", "", text)
        text = text.replace("(", "（").replace(")", "）")
    return text


# -- pinyin -----------------------------------------------------------------------------------


def initials(name: str) -> str:
    """The first letter of every syllable: 合肥磐石 → hfps."""
    return initials_of(name_key(name))[:KEY_LENGTH]


def spells(letters: str, name: str) -> bool:
    """Whether `letters` begin some reading of `name`, or of what follows the place in front of it."""
    key = name_key(name)
    return any(is_spelled(letters.casefold(), text) for text in {key, parts(name).plain})


# -- unified social credit code (GB 32100) ----------------------------------------------------

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]


def clean_uscc(text: str) -> str:
    """The code as it is stored: one width, no blanks, capitals. Whether it is right, `is_uscc` says."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_uscc(code: str) -> bool:
    """Whether a cleaned code has 18 characters of the alphabet and the check character they demand."""
    return not uscc_fault(code)


class UsccFault(StrEnum):
    LENGTH = "length"
    LETTER = "letter"
    CHECK = "check"


def uscc_fault(code: str) -> UsccFault | None:
    """What is wrong with a cleaned code, or None."""
    if len(code) != 18:
        return UsccFault.LENGTH
    if any(letter not in USCC_ALPHABET for letter in code):
        return UsccFault.LETTER
    total = sum(
        USCC_ALPHABET.index(letter) * weight for letter, weight in zip(code[:17], USCC_WEIGHTS, strict=True)
    )
    return None if USCC_ALPHABET[-total % 31] == code[17] else UsccFault.CHECK


# -- evidence ---------------------------------------------------------------------------------


class Evidence(StrEnum):
    SAME_USCC = "same_uscc"
    DIFFERENT_USCC = "different_uscc"
    SAME_NAME = "same_name_after_width_space_script"
    SAME_CORE = "same_name_after_legal_form"
    KNOWN_ALIAS = "known_alias"
    SHORT_NAME = "short_name"
    ABBREVIATION = "abbreviation"
    OTHER_PLACE_WORDING = "same_name_after_place"
    SLIP = "one_slip"
    SAME_NAME_ELSEWHERE = "same_name_other_place"
    SAME_BRAND = "same_brand"
    SAME_SOUND = "same_sound"
    SAME_PHONE = "same_phone"


class Level(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of one side of a comparison. `aliases` are name keys, `phones` plain numbers."""

    name: str
    uscc: str = ""
    phones: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return name_key(self.name)

    @property
    def core(self) -> str:
        return core_key(self.name)


def evidence(one: Identity, other: Identity) -> frozenset[Evidence]:
    """All that speaks for one company behind both, and the differing code that speaks against it."""
    found = set()
    if one.uscc and other.uscc:
        found.add(Evidence.SAME_USCC if one.uscc == other.uscc else Evidence.DIFFERENT_USCC)
    if one.key == other.key:
        found.add(Evidence.SAME_NAME)
    elif one.key in other.aliases or other.key in one.aliases:
        found.add(Evidence.KNOWN_ALIAS)
    elif one.core == other.core:
        found.add(Evidence.SAME_CORE)
    elif resemblance := resembles(one, other):
        found.add(resemblance)
    if one.phones & other.phones:
        found.add(Evidence.SAME_PHONE)
    return frozenset(found)


def resembles(one: Identity, other: Identity) -> Evidence | None:
    """Why two sides might be one company although their cores differ, or None."""
    here, there = parts(one.name), parts(other.name)
    if is_elsewhere(here.places, there.places):
        if here.plain == there.plain:
            return Evidence.SAME_NAME_ELSEWHERE
        return Evidence.SAME_BRAND if brand_of(here.plain) == brand_of(there.plain) else None
    shorter, longer = sorted((one, other), key=lambda side: len(side.core))
    if is_short_name(shorter.core, longer.core):
        return Evidence.SHORT_NAME
    if here.plain == there.plain:
        return Evidence.OTHER_PLACE_WORDING
    if has_legal_form(one.name) != has_legal_form(other.name):
        short, full = sorted((one, other), key=lambda side: has_legal_form(side.name))
        if is_abbreviation(short.core, full.core):
            return Evidence.ABBREVIATION
    return mistaken(here.plain, there.plain)


def mistaken(plain: str, other: str) -> Evidence | None:
    """What two names of one place or none have in common, if one was written for the other."""
    brand, other_brand = brand_of(plain), brand_of(other)
    is_close = Indel.normalized_similarity(plain, other) >= CLOSE
    if brand != other_brand and is_close and sounds_alike(brand, other_brand):
        return Evidence.SAME_SOUND
    if is_slip(plain, other, WORDS) or (
        brand != other_brand and is_close and looks_alike(brand, other_brand)
    ):
        return Evidence.SLIP
    return Evidence.SAME_BRAND if brand == other_brand else None


CLOSE = 0.7
"""Similarity of two names, places apart, from which the sound of their brands is compared."""


def is_short_name(shorter: str, longer: str) -> bool:
    """华康药业 of 浙江华康药业: the longer name says the shorter one, and little but a place before it."""
    if len(shorter) < 4 or shorter == longer or shorter not in longer:
        return False
    return longer.startswith(shorter) or (PLACE.sub("", longer) or longer).startswith(shorter)


def is_abbreviation(shorter: str, longer: str) -> bool:
    """正海磁材 of 烟台正海磁性材料, 大叶股份 of 宁波大叶园林设备: its characters in their order."""
    full = PLACE.sub("", longer) or longer
    brand = shorter.removesuffix("股份")
    if brand != shorter and len(brand) >= 2:
        return full.startswith(brand)
    rest = iter(full)
    return len(shorter) >= 4 and full[0] == shorter[0] and all(character in rest for character in shorter)


def level(found: Collection[Evidence]) -> Level | None:
    """How sure it is. A differing code never lets two names be more than a question for a person."""
    if Evidence.SAME_USCC in found:
        return Level.CERTAIN
    if Evidence.DIFFERENT_USCC in found:
        return Level.REVIEW if Evidence.SAME_NAME in found else None
    if Evidence.SAME_NAME in found:
        return Level.CERTAIN
    if Evidence.SAME_CORE in found or Evidence.KNOWN_ALIAS in found:
        return Level.LIKELY
    has_phone = Evidence.SAME_PHONE in found
    if {Evidence.SHORT_NAME, Evidence.OTHER_PLACE_WORDING} & set(found):
        return Level.LIKELY if has_phone else Level.REVIEW
    if {Evidence.ABBREVIATION, Evidence.SAME_SOUND} & set(found):
        return Level.REVIEW
    is_near = {Evidence.SLIP, Evidence.SAME_BRAND, Evidence.SAME_NAME_ELSEWHERE} & set(found)
    return Level.REVIEW if is_near and has_phone else None


# -- what a company row keeps -----------------------------------------------------------------


def company_keys(name: str, *more: str) -> dict[str, str]:
    """The stored keys of a company; its grams hold its name, `more` texts, and what finds them misspelt."""
    marks = dict.fromkeys(mark for text in (name, *more) if text for mark in lookup_marks(parts(text).plain))
    return {
        "name_key": name_key(name),
        "core_key": core_key(name),
        "initials": initials(name),
        "grams": " ".join(filter(None, [grams(name, name_key(name), *more), *marks])),
    }
