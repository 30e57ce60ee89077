"""What can be read out of what a person typed: a title, a contact, the text to search in."""

import re
from typing import NamedTuple

from core.search import grams

TITLE_LENGTH = 40
CLAUSE_END = re.compile(r"[，。；！？,;!?\n]")
SPACES = re.compile(r"\s+")
MOBILE = re.compile(r"(?:\+?86[\s-]?)?(1[3-9]\d(?:[\s-]?\d){8})(?!\d)")
LANDLINE = re.compile(r"\(?(0\d{2,3})\)?[\s-]*(\d{3,4})[\s-]?(\d{4})(?:-(\d{1,5}))?(?!\d)")
OTHER_NUMBER = re.compile(r"\+?\d[\d\s-]{5,22}\d")
SEPARATORS = re.compile(r"[\s，,、；;/|]+")
JOB_WORDS = "副?(?:董事长|总经理|总裁|经理|主任|部长|处长|所长|院长)|副总|总监|董秘|主管|负责人|助理"
NAME_AND_JOB = re.compile(rf"^([\u4e00-\u9fff]{{2,3}}?)((?:{JOB_WORDS}).*)$")


class ContactText(NamedTuple):
    name: str
    title: str
    phone: str


def first_clause(text):
    """The first clause of `text`, as a title for it."""
    clauses = (SPACES.sub(" ", clause).strip() for clause in CLAUSE_END.split(text))
    return next((clause for clause in clauses if clause), "")[:TITLE_LENGTH]


def read_contact(text):
    """Name, job and number out of one line: 陈一舟 副总经理 138 0000 1234."""
    phone, rest = take_phone(text)
    words = [word for word in SEPARATORS.split(rest) if word]
    if not words:
        return ContactText("", "", phone)
    name, *job = words
    if not job and (glued := NAME_AND_JOB.match(name)):
        name, job = glued[1], [glued[2]]
    return ContactText(name[:60], " ".join(job)[:60], phone)


def take_phone(text):
    """The number in `text` as it is stored, and what is left of the text."""
    for pattern, stored in NUMBERS:
        if found := pattern.search(text):
            return stored(found)[:20], f"{text[: found.start()]} {text[found.end() :]}"
    return "", text


def mobile(found):
    return digits(found[1])


def landline(found):
    area, first, last, extension = found.groups()
    return f"{area}-{first}{last}" + (f"-{extension}" if extension else "")


def digits(text):
    return re.sub(r"[\s-]", "", text)


NUMBERS = ((MOBILE, mobile), (LANDLINE, landline), (OTHER_NUMBER, lambda found: digits(found[0])))


def lead_grams(*, title="", intention="", contact_name=""):
    """The search column of a lead. Never the number: what is masked must not be found either."""
    return grams(title, intention, contact_name)
