"""The real lists beside the project, and what is looked up in them to make pairs of names."""

import csv
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from pypinyin import Style, lazy_pinyin

from chains.matching import USCC_ALPHABET, USCC_WEIGHTS
from tests.left_out import SHARED_DATA

FORM = re.compile(r"(?:股份有限公司|有限责任公司|股份公司|有限公司)$")
GROUP = re.compile(r"[（(]?集团[）)]?")
BRANDLESS = re.compile(
    r"银行|证券|机场|港|高速|啤酒|钢铁|煤|铝业|化工$|建工|燃气|水务|旅游|建设|商业|药业$|电力|百货|水泥|重工"
)


@dataclass(frozen=True)
class Pair:
    """`asked` is written, `known` is on record; `meant` is the company on record that truly bears `asked`."""

    kind: str
    level: str
    why: str
    asked: str
    known: str
    meant: str = ""
    asked_code: str = ""
    alias: str = ""
    alias_kind: str = "FORMER"
    parent: str = ""

    @property
    def is_held_out(self):
        return chance(self.asked + self.known) % 2 == 1


def chance(text):
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def code_of(name):
    """A credit code that is nobody's, always the same for a name; every company on record has one."""
    drawn = random.Random(chance("code" + name))
    body = "91410100YT" + "".join(drawn.choices(USCC_ALPHABET, k=7))
    total = sum(
        USCC_ALPHABET.index(letter) * weight for letter, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return body + USCC_ALPHABET[-total % 31]


def rows(*path):
    with SHARED_DATA.joinpath(*path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Lists:
    """The real names, and what is looked up in them."""

    def __init__(self):
        listed = [row for row in rows("listed", "a_share_companies.csv") if usable(row["full_name"])]
        champions = [row["企业名称"] for row in rows("hidden_champions", "honor_lists_from_news.csv")]
        self.listed = list(dict.fromkeys(row["full_name"] for row in listed))
        self.chinese = list(dict.fromkeys([*self.listed, *(name for name in champions if usable(name))]))
        self.latin = list(
            dict.fromkeys(row["Company"] for row in rows("unicorns", "cbinsights_unicorns_2022.csv"))
        )
        self.names = [*self.chinese, *once(self.latin, str.casefold)]
        self.full_name = {row["code"]: row["full_name"] for row in listed}
        self.short_names = {row["full_name"]: row["short_name"] for row in listed}
        self.places = re.compile("|".join(place_names()))
        self.seen = {}
        self.bodies = defaultdict(list)
        for name in self.chinese:
            self.bodies[self.body(name)].append(name)
        self.letters = sorted({letter for name in self.listed for letter in self.body(name)})
        self.by_sound = defaultdict(list)
        for letter in self.letters:
            self.by_sound[sound(letter)].append(letter)

    def place(self, name):
        """The place in front of a name, with 省 or 市, or ''."""
        found = self.places.match(name)
        return found[0] if found else ""

    def body(self, name):
        """The name without the place in front, 集团 and the legal form."""
        if name not in self.seen:
            core = GROUP.sub("", FORM.sub("", name))
            self.seen[name] = core[len(self.place(core)) :]
        return self.seen[name]

    def is_one(self, body):
        """Whether at most one company has this body, so that the brand and not the place tells it apart."""
        return len(self.bodies.get(body, ())) <= 1 and not BRANDLESS.search(body) and len(body) >= 4

    def drawn(self, label, most, fits=lambda name: True):
        """So many of the Chinese names that fit, always the same ones, others for every label."""
        found = sorted((name for name in self.chinese if fits(name)), key=lambda name: chance(label + name))
        return found[:most]


def usable(name):
    return re.fullmatch(r"[\u4e00-\u9fff（）()]{6,40}公司", name) is not None


def once(names, key):
    return list({key(name): name for name in reversed(names)}.values())


def place_names():
    """Provinces and cities in both forms, the longest first."""
    full = [row["name"] for row in rows("geo", "provinces.csv") + rows("geo", "cities.csv")]
    short = [re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|地区)$", "", name) for name in full]
    return sorted({*full, *short} - {"市辖区", "县"}, key=lambda place: (-len(place), place))


@cache
def sound(letter):
    return lazy_pinyin(letter, style=Style.NORMAL)[0]
