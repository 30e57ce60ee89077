"""Which companies on record a name may mean: the answer while somebody types it.

`chains.candidates` brings what is worth a look; it is judged here by the rules of `chains.matching`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel

from chains.candidates import candidates, family
from chains.matching import (
    Evidence,
    Identity,
    clean_uscc,
    evidence,
    has_legal_form,
    head_office,
    is_uscc,
    name_key,
    parts,
    spells,
)
from chains.models import Alias, Company
from chains.places import is_elsewhere
from chains.words import HALF_A_FORM, OF_GROUPS


@dataclass(frozen=True, slots=True)
class Match:
    """A company that may be meant. `level`: "same", "likely" or "group" (related, another legal person)."""

    company: Company
    level: str
    score: int
    reasons: list[str]


ORDER = {"same": 0, "likely": 1, "group": 2}


def matches(name, *, uscc="", limit=3):
    """The companies `name` (whole, or as far as typed) or the code may mean, the surest first.

    A code in place of the name is taken as the code. One with a wrong check character says nothing.
    """
    name, code = name or "", clean_uscc(uscc or "")
    if not code and is_uscc(clean_uscc(name)):
        name, code = "", clean_uscc(name)
    code = code if is_uscc(code) else ""
    name = HALF_A_FORM.sub("", name.strip())
    if not name_key(name) and not code:
        return []
    companies = candidates(name, code)
    others = other_names(companies.values())
    judged = [judge(company, name, code, others.get(company.pk, ())) for company in companies.values()]
    found = with_family(sorted(filter(None, judged), key=order))
    return sorted(found, key=order)[:limit]


def order(match):
    return ORDER[match.level], -match.score, match.company.pk


def other_names(companies):
    """{company id: its other names}, those on record and the short name it is called by."""
    found = {}
    for company in companies:
        if company.short_name:
            found[company.pk] = [Alias(name=company.short_name, kind=Alias.Kind.SHORT)]
    for alias in Alias.objects.filter(company__in=companies).order_by("pk"):
        found.setdefault(alias.company_id, []).append(alias)
    return found


def judge(company, name, code, others):
    """The match of one candidate, or None if nothing speaks for it."""
    asked = Identity(name, uscc=code)
    keys = frozenset(name_key(other.name) for other in others)
    known = Identity(company.name, uscc=company.uscc or "", aliases=keys)
    found = evidence(asked, known)
    if is_branch(name) != is_branch(company.name) and Evidence.SAME_USCC not in found:
        return branch(company, head_office(name), head_office(company.name))
    level = level_of(found, asked, known)
    if level in {"same", "likely"} or Evidence.DIFFERENT_USCC in found:
        return level and Match(company, level, score(found, asked, known), reasons(found, asked, others))
    return (
        by_other_name(company, asked, others)
        or by_typed_part(company, asked, known, others)
        or (level and Match(company, level, score(found, asked, known), reasons(found, asked, others)))
    )


SAME_BUT_FOR_WORDING = frozenset({Evidence.SAME_CORE, Evidence.KNOWN_ALIAS, Evidence.OTHER_PLACE_WORDING})
ALIKE = SAME_BUT_FOR_WORDING | {
    Evidence.SHORT_NAME,
    Evidence.ABBREVIATION,
    Evidence.SAME_SOUND,
    Evidence.SLIP,
}
RELATED = frozenset({Evidence.SAME_CORE, Evidence.OTHER_PLACE_WORDING, Evidence.SHORT_NAME})


def level_of(found, asked, known):
    """Two codes make two companies, at most related; else the names decide."""
    if Evidence.SAME_USCC in found:
        return "same"
    if Evidence.DIFFERENT_USCC in found and Evidence.SAME_NAME in found:
        return "likely"
    if Evidence.DIFFERENT_USCC not in found:
        if Evidence.SAME_NAME in found:
            return "same"
        if found & ALIKE:
            return "likely"
    is_related = (Evidence.DIFFERENT_USCC in found and found & RELATED) or is_group(found, asked, known)
    return "group" if is_related else None


def is_group(found, asked, known):
    """Whether the names let one group stand behind both: one name in two places; one brand and a 集团."""
    if Evidence.SAME_NAME_ELSEWHERE in found:
        return True
    if Evidence.SAME_BRAND not in found:
        return False
    if Evidence.DIFFERENT_USCC in found or is_elsewhere(parts(asked.name).places, parts(known.name).places):
        return any(word in side.key for side in (asked, known) for word in OF_GROUPS)
    return True


def is_branch(name):
    return head_office(name) != name


def branch(company, one, other):
    """The match of a branch with its head office, or None if they belong to two companies."""
    asked, known = Identity(one), Identity(other)
    if not evidence(asked, known) & (ALIKE | {Evidence.SAME_NAME}):
        return None
    return Match(company, "group", score(frozenset(), asked, known), [_("一方是另一方的分公司")])


def by_other_name(company, asked, others):
    """The match by a former or short name written a little differently."""
    for other in others:
        known = Identity(other.name)
        if evidence(asked, known) & ALIKE:
            sentence = _("与%(kind)s“%(name)s”相近") % {"kind": other.get_kind_display(), "name": other.name}
            return Match(company, "likely", score(frozenset(), asked, known), [sentence])
    return None


def by_typed_part(company, asked, known, others):
    """The match of somebody who is still typing: the text stands in the name, or spells its beginning."""
    sentence = None
    if is_spelling(asked.key) and spells(letters(asked.key), company.name):
        sentence = _("拼音与所输入的相符")
    elif is_typed_part(asked, known):
        sentence = _("名称含有所输入的文字")
    elif asked.key and any(asked.core in name_key(other.name) for other in others):
        sentence = _("曾用名或简称含有所输入的文字")
    return sentence and Match(company, "likely", score(frozenset(), asked, known), [sentence])


def letters(key):
    return "".join(letter for letter in key if letter.isalnum())


def is_spelling(key):
    return key.isascii() and len(letters(key)) >= 2


def is_typed_part(asked, known):
    """A whole name, with its legal form, has to stand at the beginning; what is being typed, anywhere."""
    if not asked.key:
        return False
    here, there = parts(asked.name), parts(known.name)
    if is_elsewhere(here.places, there.places):
        return False
    if there.plain.startswith(here.plain) or known.core.startswith(asked.core):
        return True
    return not has_legal_form(asked.name) and (asked.core in known.core or asked.key in known.key)


def with_family(found):
    """With the companies recorded in one group with those found: related, and never duplicates of them."""
    sure = [match for match in found if match.level == "same"] or found[:1]
    sure = [match.company for match in sure if match.level != "group"]
    if not sure:
        return found
    relatives = family(sure)
    sentence = _("与%(company)s同属一个集团") % {"company": sure[0]}
    return [match for match in found if match.company.pk not in relatives] + [
        Match(company, "group", 60, [sentence]) for company in relatives.values()
    ]


def score(found, asked, known):
    """0 to 100: what decides first, else how alike the two names are without their legal form."""
    if Evidence.SAME_USCC in found:
        return 100
    if Evidence.SAME_NAME in found:
        return 98
    if found & SAME_BUT_FOR_WORDING:
        return 92
    alike = Indel.normalized_similarity(asked.core, known.core)
    begins = known.core.startswith(asked.core)
    return min(90, round(alike * 80) + (10 if begins else 0))


def reasons(found, asked, others):
    """Why, in sentences, the strongest first."""
    sentences = {
        Evidence.SAME_USCC: _("统一社会信用代码相同"),
        Evidence.SAME_NAME: _("名称相同"),
        Evidence.KNOWN_ALIAS: alias_sentence(asked, others),
        Evidence.SAME_CORE: _("去掉括号和组织形式后名称相同"),
        Evidence.OTHER_PLACE_WORDING: _("去掉地名后名称相同"),
        Evidence.SHORT_NAME: _("像是同一家企业的简称与全称"),
        Evidence.ABBREVIATION: _("像是同一家企业的缩写"),
        Evidence.SAME_SOUND: _("字号读音相同，名称相近"),
        Evidence.SLIP: _("名称只差一处，像是笔误"),
        Evidence.SAME_NAME_ELSEWHERE: _("名称相同而地区不同，可能同属一个集团"),
        Evidence.SAME_BRAND: _("字号相同，可能同属一个集团"),
        Evidence.DIFFERENT_USCC: _("统一社会信用代码不同"),
    }
    return [sentence for kind, sentence in sentences.items() if kind in found]


def alias_sentence(asked, others):
    for other in others:
        if name_key(other.name) == asked.key:
            return _("是已登记的%(kind)s") % {"kind": other.get_kind_display()}
    return _("是已登记的别名")
