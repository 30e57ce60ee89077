"""Which companies on record a name may mean: the answer while somebody types it.

Every query goes through an index; what it brings is judged by `chains.matching`.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel

from chains.matching import (
    PLACE,
    Evidence,
    Identity,
    clean_uscc,
    core_key,
    evidence,
    head_office,
    initials,
    name_key,
    spells,
    stem,
)
from chains.models import Alias, Company

CANDIDATES = 20
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Match:
    """A company that may be meant. `level`: "same", "likely" or "group" (related, another legal person)."""

    company: Company
    level: str
    score: int
    reasons: list[str]


ORDER = {"same": 0, "likely": 1, "group": 2}


def matches(name, *, uscc="", limit=3):
    """The companies `name` (whole, or as far as typed) or the code may mean, the surest first."""
    code = clean_uscc(uscc or "")
    if not name_key(name) and not code:
        return []
    companies = {company.pk: company for query in queries(name, code) for company in query}
    aliases = aliases_of(companies)
    found = [
        judged(company, name, code, aliases.get(company.pk, frozenset())) for company in companies.values()
    ]
    found = sorted(
        filter(None, found), key=lambda match: (ORDER[match.level], -match.score, match.company.pk)
    )
    return found[:limit]


def queries(name, code):
    """Small sets of candidates: exact keys, the beginning of a name, what contains it, and its pinyin."""
    key, core = name_key(name), core_key(name)
    present = Company.objects.present()
    if code:
        yield present.filter(uscc=code)
    if not key:
        return
    known = Alias.objects.filter(Q(name_key=key) | Q(core_key=core)).values("company_id")[:CANDIDATES]
    # Two queries, each with its index: either database would read the whole table for an OR of them.
    yield present.filter(name_key=key)
    yield present.filter(core_key=core)[:CANDIDATES]
    yield present.filter(pk__in=list(known.values_list("company_id", flat=True)))
    yield present.filter(starting("core_key", core)).order_by("core_key")[:CANDIDATES]
    office = core_key(head_office(name))
    for text in dict.fromkeys([core, office, stem(office)]):
        if len(text) >= 2:
            yield present.filter(grams__has=text).order_by("pk")[:CANDIDATES]
    if key.isascii() and key.isalpha() and len(key) >= 2:
        yield present.filter(starting("initials", key)).order_by("initials")[:CANDIDATES]
    elif len(sound := initials(PLACE.sub("", office) or office)) >= 4:
        # The index of initials alone is read, not the rows.
        alike = (
            Company.objects.filter(initials__contains=sound).order_by("initials").values_list("pk", flat=True)
        )
        yield present.filter(pk__in=list(alike[:CANDIDATES]))


def starting(field, text):
    """`field` begins with `text`, in the form that each database answers from its index."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST})
    return Q(**{f"{field}__startswith": text})


def aliases_of(companies):
    """{company id: the keys of its other names}."""
    found = {}
    for company_id, key in Alias.objects.filter(company__in=companies).values_list("company_id", "name_key"):
        found.setdefault(company_id, set()).add(key)
    return {company_id: frozenset(keys) for company_id, keys in found.items()}


def judged(company, name, code, aliases):
    """The match of one candidate, or None if nothing speaks for it."""
    asked = Identity(name, uscc=code)
    known = Identity(company.name, uscc=company.uscc or "", aliases=aliases)
    if is_branch(name) != is_branch(company.name) and Evidence.SAME_USCC not in evidence(asked, known):
        return related(company, head_office(name), head_office(company.name))
    found = evidence(asked, known)
    level = level_of(found, asked, known)
    if level is None:
        return None
    return Match(company, level, score(found, asked, known), reasons(found, asked, known))


ALIKE = frozenset(
    {
        Evidence.SAME_CORE,
        Evidence.KNOWN_ALIAS,
        Evidence.SHORT_NAME,
        Evidence.ABBREVIATION,
        Evidence.SAME_SOUND,
    }
)


def level_of(found, asked, known):
    if Evidence.SAME_USCC in found:
        return "same"
    if Evidence.DIFFERENT_USCC in found:
        if Evidence.SAME_NAME in found:
            return "likely"
        return "group" if found & {Evidence.SAME_CORE, Evidence.SAME_BRAND, Evidence.SHORT_NAME} else None
    if Evidence.SAME_NAME in found:
        return "same"
    if found & ALIKE:
        return "likely"
    if is_typed_part(asked, known):
        return "likely"
    return "group" if Evidence.SAME_BRAND in found else None


def is_branch(name):
    return head_office(name) != name


def related(company, one, other):
    """The match of a branch with its head office, or None if they belong to two companies."""
    asked, known = Identity(one), Identity(other)
    if not evidence(asked, known):
        return None
    return Match(company, "group", score(frozenset(), asked, known), [_("一方是另一方的分公司")])


def is_typed_part(asked, known):
    """What was typed stands in the name, or is the beginning of its pinyin initials."""
    if not asked.key:
        return False
    return (
        asked.core in known.core
        or asked.key in known.key
        or any(asked.core in alias for alias in known.aliases)
        or (
            asked.key.isalpha()
            and asked.key.isascii()
            and len(asked.key) >= 2
            and spells(asked.key, known.name)
        )
    )


def score(found, asked, known):
    """0 to 100: what decides first, else how alike the two names are without their legal form."""
    if Evidence.SAME_USCC in found:
        return 100
    if found & {Evidence.SAME_NAME}:
        return 98
    if found & {Evidence.SAME_CORE, Evidence.KNOWN_ALIAS}:
        return 92
    alike = Indel.normalized_similarity(asked.core, known.core)
    begins = known.core.startswith(asked.core)
    return min(90, round(alike * 80) + (10 if begins else 0))


def reasons(found, asked, known):
    """Why, in sentences, the strongest first."""
    sentences = {
        Evidence.SAME_USCC: _("统一社会信用代码相同"),
        Evidence.SAME_NAME: _("名称相同"),
        Evidence.KNOWN_ALIAS: _("是已登记的别名"),
        Evidence.SAME_CORE: _("去掉括号和组织形式后名称相同"),
        Evidence.SHORT_NAME: _("像是同一家企业的简称与全称"),
        Evidence.ABBREVIATION: _("像是同一家企业的缩写"),
        Evidence.SAME_SOUND: _("字号读音相同，名称相近"),
        Evidence.SAME_BRAND: _("字号相同，可能同属一个集团"),
        Evidence.DIFFERENT_USCC: _("统一社会信用代码不同"),
    }
    given = [sentence for kind, sentence in sentences.items() if kind in found]
    return given or [_("名称含有所输入的文字")]
