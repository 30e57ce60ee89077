"""Is it the same company? Pure functions on names and identifiers; no database.

A name is read in three steps: `name_key` frees it of width, blanks and script, `core_key` of brackets, legal
form and 集团 too, `stem` of the place in front and the trade at the end. The code (统一社会信用代码)
decides where both sides have one.
"""

import os
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Indel

from chains.places import PLACES
from chains.script import SIMPLIFIED
from core.search import grams

# The table of phrases costs every process 45 MB; INITIALS_OF below holds what names of companies need of it.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin.pinyin_dict import pinyin_dict

KEY_LENGTH = 120

# -- names ------------------------------------------------------------------------------------

INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff]+")  # fmt: skip # noqa: E501
BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」『』《》〈〉<>", "()" * 10)
LEGAL_FORM = re.compile(
    r"(?:(?<!分)(?:股份有限责任公司|有限责任公司|股份有限公司|股份公司|有限公司|责任公司|总公司|公司)|有限合伙"
    r"|,?co\.?,?(?:ltd|limited)\.?|,?(?:inc|corp|ltd|llc|gmbh)\.|,?(?:limited|incorporated|corporation))$"
)
TRADES = """
信息技术 科学技术 生物科技 高新科技 网络科技 智能科技 新材料科技 科技发展 技术开发 科技 技术 信息 电子 电气
电器 机械 装备 设备 制造 实业 工业 新材料 材料 生物 医药 药业 制药 医疗 软件 网络 通信 智能 能源 新能源 环保
化工 化学 控股 投资 发展 产业 工程 贸易 服务 食品 股份
"""
TRADE = re.compile(f"(?:{'|'.join(sorted(TRADES.split(), key=len, reverse=True))})+$")
PLACE = re.compile(rf"^(?:中国|\(?(?:{'|'.join(PLACES)})(?:省|市|区)?\)?)+")
PLACE_IN_BRACKETS = re.compile(rf"\((?:中国|(?:{'|'.join(PLACES)})(?:省|市|区)?)\)")


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
    name = PLACE.sub("", core) or core
    return TRADE.sub("", name) or name


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

INITIALS_OF = {
    "重庆": "cq",
    "厦门": "xm",
    "成都": "cd",
    "长": "c",
    "行": "h",
    "乐": "l",
    "都": "d",
    "朝": "c",
    "曾": "z",
}
"""Readings that names of places and companies take where the dictionary lists another one first."""


def readings(character: str) -> tuple[str, ...]:
    """The syllables a character may be read as, without tones; () for what is no Chinese character."""
    listed = pinyin_dict.get(ord(character), "")
    return tuple(dict.fromkeys(toneless(syllable) for syllable in listed.split(",") if syllable))


def toneless(syllable: str) -> str:
    plain = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    return "".join(letter for letter in plain if "a" <= letter <= "z")


@lru_cache(maxsize=30_000)
def first_letters(character: str) -> str:
    """The letters a character may start with when read: 重 → zc. Latin letters and digits stay."""
    if character.isascii():
        return character if character.isalnum() else ""
    return "".join(dict.fromkeys(syllable[0] for syllable in readings(character)))


def initials(name: str) -> str:
    """The first letter of every syllable: 合肥磐石 → hfps."""
    key = name_key(name)
    for phrase, letters in INITIALS_OF.items():
        key = key.replace(phrase, letters)
    return "".join(first_letters(character)[:1] for character in key)[:KEY_LENGTH]


def spells(query: str, name: str) -> bool:
    """Whether the letters `query` begin some reading of `name`, whichever way 重, 长, 行 are read."""
    letters = (found for character in name_key(name) if (found := first_letters(character)))
    asked = query.casefold()
    return len(asked) <= len(name) and all(
        letter in choice for letter, choice in zip(asked, letters, strict=False)
    )


def sounds_alike(one: str, other: str) -> bool:
    """Whether two words are read the same: 盘石 and 磐石."""
    return len(one) == len(other) and all(
        a == b or set(readings(a)) & set(readings(b)) for a, b in zip(one, other, strict=True)
    )


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
    shorter, longer = sorted((one, other), key=lambda side: len(side.core))
    if is_short_name(shorter.core, longer.core):
        return Evidence.SHORT_NAME
    if has_legal_form(one.name) != has_legal_form(other.name):
        short, full = sorted((one, other), key=lambda side: has_legal_form(side.name))
        if is_abbreviation(short.core, full.core):
            return Evidence.ABBREVIATION
    brand, other_brand = stem(one.core), stem(other.core)
    if brand == other_brand:
        return Evidence.SAME_BRAND
    close = Indel.normalized_similarity(PLACE.sub("", one.core), PLACE.sub("", other.core)) >= CLOSE
    return Evidence.SAME_SOUND if close and sounds_alike(brand, other_brand) else None


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
    if Evidence.SHORT_NAME in found and Evidence.SAME_PHONE in found:
        return Level.LIKELY
    if {Evidence.SHORT_NAME, Evidence.ABBREVIATION, Evidence.SAME_SOUND} & set(found):
        return Level.REVIEW
    return Level.REVIEW if {Evidence.SAME_BRAND, Evidence.SAME_PHONE} <= set(found) else None


# -- what a company row keeps -----------------------------------------------------------------


def company_keys(name: str, *more: str) -> dict[str, str]:
    """The stored keys of a company; its grams hold its name and `more` texts."""
    return {
        "name_key": name_key(name),
        "core_key": core_key(name),
        "initials": initials(name),
        "grams": grams(name, name_key(name), *more),
    }
