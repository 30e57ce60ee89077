"""One cell to one value. A parser returns the value, or raises Unreadable where the text says something else.

Cells come as text, number, boolean, date or time. Widths, blanks and dashes are levelled first.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from chains.models import CompanyTag
from leads.intake.fields import UNITS, Field
from leads.stages import LeadStatus

NOTHING = frozenset(
    {"", "-", "--", "---", "/", "\\", "无", "暂无", "n/a", "na", "null", "none", "nan", "#n/a"}
)
"""What people write into a cell that has nothing to say (after `level`)."""

DASHES = str.maketrans({sign: "-" for sign in "‐‑‒–—―−﹣－─ー"})
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00]")
EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(18_000, 80_001)  # days of 1949 to 2119; any other bare number is no date


class Unreadable(Exception):
    """The cell says something, but not what its column holds."""


def text(cell) -> str:
    """The cell as a person reads it: blanks trimmed, whole numbers without .0, dates as 2025-03-01."""
    if isinstance(cell, str):
        return INVISIBLE.sub("", cell).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != dt.time() else cell.date().isoformat()
    return str(cell)


def level(cell) -> str:
    """The text in one width, without blanks, with one kind of dash; empty if it says nothing."""
    return levelled(text(cell)) if cell else ""


@lru_cache(maxsize=20_000)
def levelled(said: str) -> str:
    words = "".join(unicodedata.normalize("NFKC", said).translate(DASHES).split())
    return "" if words.casefold() in NOTHING else words


def plain(cell, length: int | None = None) -> str:
    """Text for a text field: empty for a placeholder, else as typed."""
    return text(cell)[:length] if level(cell) else ""


# -- dates ------------------------------------------------------------------------------------

DATE = re.compile(r"(\d{4})(?:年(\d{1,2})月(\d{1,2})日?|([-./])(\d{1,2})\4(\d{1,2}))$")
TIME_TAIL = re.compile(r"(?<=[\d日])(?:\s+|T)\d{1,2}[:时点].*$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?$")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")


def date(cell) -> dt.date | None:
    """A calendar day; None for an empty cell. Bare numbers are Excel serials of the 1900 system."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    words = level(TIME_TAIL.sub("", unicodedata.normalize("NFKC", text(cell)))).replace("。", ".")
    if not words:
        return None
    try:
        if found := DATE.match(words):
            year, month, day = found[1], found[2] or found[5], found[3] or found[6]
            return dt.date(int(year), int(month), int(day))
        if found := COMPACT.match(words):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unreadable from None
    serial = SERIAL.match(words)
    if serial and int(serial[1]) in SERIALS:
        return EXCEL_EPOCH + dt.timedelta(days=int(serial[1]))
    raise Unreadable


# -- telephones -------------------------------------------------------------------------------

COUNTRY = re.compile(r"(?<!\d)(?:\+|00)86[-\s]*")
PHONE = re.compile(
    r"(?<!\d)(?:"
    r"(?P<mobile>1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})"
    r"|(?P<service>[48]00[-\s]?\d{3}[-\s]?\d{4})"
    r"|\(?(?P<area>010|02\d|0[3-9]\d{2})\)?[-\s]?(?P<local>\d{7,8}|\d{4}[-\s]\d{4}|\d{3}[-\s]\d{4})"
    r"(?:(?:-|\s?(?:转|ext\.?))\s*(?P<extension>\d{1,5})(?!\d))?"
    r"|(?P<short>[2-9]\d{6,7})"
    r")(?!\d)"
)


def phones(cell) -> list[str]:
    """All numbers of a cell: 19900001234, 0371-55551234, 0371-55551234-801. Digits left over raise."""
    words = unicodedata.normalize("NFKC", text(cell)).translate(DASHES)
    words = COUNTRY.sub("", re.sub(r"\.0+(?!\d)", "", words))
    found = [number_of(match) for match in PHONE.finditer(words)]
    if len(re.sub(r"\D", "", PHONE.sub("", words))) >= 5:
        raise Unreadable
    return list(dict.fromkeys(found))


def number_of(match) -> str:
    whole = re.sub(r"\D", "", match["mobile"] or match["service"] or match["short"] or "")
    if whole:
        return whole
    local = re.sub(r"\D", "", match["local"])
    return "-".join(part for part in (match["area"], local, match["extension"]) if part)


# -- amounts ----------------------------------------------------------------------------------

AMOUNT = re.compile(r"(?:约|近|超|超过|不低于|不少于|大于|≥|>|人民币|¥|￥)*(\d+(?:,\d{3})*|\d*)(\.\d+)?(.*)$")
LARGEST = Decimal(10) ** 11


def amount(cell, field: Field, factor: Decimal | None) -> Decimal | None:
    """万元 or 亩. A unit in the cell counts; a bare number takes the `factor` of the head (None: foreign)."""
    words = level(cell)
    if not words:
        return None
    found = AMOUNT.match(words)
    if not found or not (found[1] or found[2]):
        raise Unreadable
    unit = found[3].removesuffix("人民币").removesuffix("左右").removesuffix("以上")
    scale = Decimal(UNITS[field][unit]) if unit in UNITS[field] else factor if not unit else None
    if scale is None:
        raise Unreadable
    try:
        value = Decimal(f"{found[1].replace(',', '') or 0}{found[2] or ''}") * scale
    except InvalidOperation:
        raise Unreadable from None
    if value >= LARGEST:
        raise Unreadable
    return value.quantize(Decimal("0.01") if field == Field.INVESTMENT else Decimal("0.0001"))


# -- words that stand for codes ---------------------------------------------------------------

CHAIN_WORDS = {
    "SENSOR": ["传感器"],
    "SUPERHARD": ["超硬材料"],
    "TERMINAL": ["智能终端"],
    "SOFTWARE": ["软件"],
    "EQUIPMENT": ["装备制造"],
    "HYDROGEN": ["氢能储能", "氢燃料电池", "氢能"],
    "COMPUTE": ["算力"],
    "ROBOT": ["机器人"],
    "NEWMAT": ["前沿新材料"],
}
"""What offices call the nine chains; the first word is the short name. Other chains go by their name."""


def chain_words(chains: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """{word: (code, short name)} for (code, name) of the chains on record."""
    words = {}
    for code, name in chains:
        known = [*CHAIN_WORDS.get(code, []), re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))]
        words |= {word: (code, known[0]) for word in known}
    return words


def chain(cell, words: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """(code, short name) of the chain named first in the cell; ("", "") leaves it open for a person."""
    said = level(cell)
    at = {said.find(word): word for word in sorted(words, key=len) if word in said}
    return words[at[min(at)]] if at else ("", "")


TAG_WORDS = {
    "独角兽": CompanyTag.Tag.UNICORN,
    "隐形冠军": CompanyTag.Tag.HIDDEN_CHAMPION,
    "单项冠军": CompanyTag.Tag.SINGLE_CHAMPION,
    "小巨人": CompanyTag.Tag.LITTLE_GIANT,
    "上市": CompanyTag.Tag.LISTED,
    "500强": CompanyTag.Tag.TOP500,
    "五百强": CompanyTag.Tag.TOP500,
    "龙头": CompanyTag.Tag.LEADING,
    "头部": CompanyTag.Tag.LEADING,
}
NOT_YET = re.compile("拟上市|培育|潜在|准独角兽|种子")


def tags(cell) -> list[str]:
    """The titles named in a cell; one that is only hoped for is none."""
    words = level(cell)
    if NOT_YET.search(words):
        return []
    return list(dict.fromkeys(tag.value for word, tag in TAG_WORDS.items() if word in words))


STAGE_WORDS = {
    "终止": LeadStatus.INVALID,
    "放弃": LeadStatus.INVALID,
    "无效": LeadStatus.INVALID,
    "流失": LeadStatus.INVALID,
    "暂缓": LeadStatus.SHELVED,
    "搁置": LeadStatus.SHELVED,
    "暂停": LeadStatus.SHELVED,
    "公海": LeadStatus.POOL,
    "待响应": LeadStatus.NEW,
    "未接触": LeadStatus.NEW,
    "未联系": LeadStatus.NEW,
    "接触": LeadStatus.ASSESSING,
    "研判": LeadStatus.ASSESSING,
    "线索": LeadStatus.ASSESSING,
    "考察": LeadStatus.FOLLOWING,
    "洽谈": LeadStatus.FOLLOWING,
    "在谈": LeadStatus.FOLLOWING,
    "跟进": LeadStatus.FOLLOWING,
    "签约": LeadStatus.FOLLOWING,
    "落地": LeadStatus.FOLLOWING,
    "开工": LeadStatus.FOLLOWING,
    "投产": LeadStatus.FOLLOWING,
}


def stage(cell, has_date: bool) -> str:
    """The state of an imported lead.

    Nothing becomes 已转项目: that needs its conditions. A lead that has been talked about with the company
    (its first contact has a date) has had its first response and is not put on anybody's desk as new.
    """
    words = level(cell)
    status = next((status for word, status in STAGE_WORDS.items() if word in words), LeadStatus.ASSESSING)
    return LeadStatus.NEW if status == LeadStatus.ASSESSING and not has_date else status
