"""What a registration of first contact claims, as keys, and how close two claims are. No database.

A key is a kind and a value: `uscc:9141…`, `stem:星澜传感`. Two registrations that need one key cannot both
have it: a UNIQUE constraint decides. The kind says how close they are, and so who rules on it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chains.matching import core_key, head_office, name_key, stem
from chains.words import PLACE, PLACE_IN_BRACKETS
from leads.models import ConflictLevel

SHORTEST_STEM = 3
"""From this many characters a brand tells companies apart; one of two is shared by strangers."""
SHORTEST_PHONE = 7
LENGTH_WITH_COUNTRY = 13  # 86 and eleven digits


@dataclass(frozen=True)
class Closeness:
    """One level: the kinds of key that show it, what it means, and the right (accounts.roles) to rule on it.

    Basis: product, "Conflict levels, not a yes/no: each level has its own rule and approver"; domain, §4.3
    (the zone's administrator rules). Whether two vehicles carry one project is known best inside the chain,
    so there its office may rule too, where both leads stand on it. A shared broker is a remark: an
    introducer brings many firms, and that gives nobody a claim.
    """

    level: ConflictLevel
    kinds: tuple[str, ...]
    meaning: str | Promise
    verb: str = ""


LEVELS = (
    Closeness(
        ConflictLevel.ENTITY,
        ("uscc", "company", "name", "core", "plain"),
        _("信用代码、全称或简称指向同一家企业"),
        verb="rule_first_contacts",
    ),
    Closeness(
        ConflictLevel.GROUP,
        ("group", "stem", "brand"),
        _("同属一个集团，或字号相同"),
        verb="rule_first_contacts",
    ),
    Closeness(
        ConflictLevel.VEHICLE,
        ("phone",),
        _("联系人号码相同，可能是同一项目换了主体"),
        verb="rule_vehicle_conflicts",
    ),
    Closeness(ConflictLevel.BROKER, (), _("引荐人和环节相同，只作提示，不影响报备")),
)
BY_KIND = {kind: row for row in LEVELS for kind in row.kinds}
BY_LEVEL = {row.level: row for row in LEVELS}
ORDER = {row.level: place for place, row in enumerate(LEVELS)}


@dataclass(frozen=True)
class Party:
    """Whom a lead is about: its company's names and code, the head of its group, the contact's numbers."""

    names: tuple[str, ...]
    uscc: str = ""
    company: int | None = None
    root: int | None = None
    phones: tuple[str, ...] = ()


def claims(party: Party) -> list[str]:
    """The keys, in the one order in which everybody takes them."""
    found = {f"phone:{number}" for phone in party.phones if len(number := digits(phone)) >= SHORTEST_PHONE}
    if party.uscc:
        found.add(f"uscc:{party.uscc}")
    if party.company:
        found |= {f"company:{party.company}", f"group:{party.root or party.company}"}
    for name in party.names:
        found |= claims_of_name(name)
    return sorted(found)


def claims_of_name(name: str) -> set[str]:
    if not name_key(name):
        return set()
    plain = plain_key(name)
    brand = stem(plain)
    kind = "stem" if len(brand) >= SHORTEST_STEM else "brand"
    found = {f"name:{name_key(name)}", f"core:{core_key(name)}", f"plain:{plain}"}
    return found | ({f"{kind}:{brand}"} if len(brand) > 1 else set())


def plain_key(name: str) -> str:
    """The core of the head office's name without any place: 星澜传感（郑州）有限公司 → 星澜传感."""
    core = core_key(PLACE_IN_BRACKETS.sub("", name_key(head_office(name))))
    return PLACE.sub("", core) or core


def digits(phone: str) -> str:
    """The number as it is dialled inside the country."""
    number = re.sub(r"\D", "", phone)
    return number.removeprefix("86") if len(number) == LENGTH_WITH_COUNTRY else number


def on_segment(keys: Iterable[str], segment: int) -> list[str]:
    """The same claims limited to one segment: they leave the other segments to others."""
    return sorted(f"{segment}/{key}" for key in keys if not is_limited(key))


def is_limited(key: str) -> bool:
    return "/" in key.partition(":")[0]


def level_of(key: str) -> ConflictLevel:
    return BY_KIND[kind_of(key)].level


def kind_of(key: str) -> str:
    return key.partition(":")[0].rpartition("/")[2]


def collides(key: str, one: Collection[str], other: Collection[str]) -> bool:
    """Whether the claims `one` and `other`, which share `key`, are in each other's way.

    A brand of two characters alone says little; it does where one side is named by it and nothing else:
    华为 and 华为技术有限公司, but not 金星科技 and 金星智能.
    """
    value = key.partition(":")[2]
    return kind_of(key) != "brand" or f"plain:{value}" in one or f"plain:{value}" in other
