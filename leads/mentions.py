"""`@name` in a comment: whom it means. People who may not read the lead are as unknown as nobody."""

import re
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _

from chains.matching import spells
from leads.audience import audience

OFFERED = 8
WIDE = str.maketrans("()", "（）")
AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # not the one of a mail address
UNKNOWN = re.compile(r"[^\s，。、；：！？,.;:!?@＠（）()]{1,12}")  # how much of an unknown name is repeated


@dataclass(frozen=True)
class Reading:
    """The people a text mentions, and a sentence for each name that told nobody."""

    people: tuple
    unclear: tuple


def read(text, *, lead, on):
    if not AT.search(text):
        return Reading((), ())
    named = names_of(audience(lead, on).select_related("team"))
    people, unclear = {}, {}
    for mark in AT.finditer(text):
        name = longest(named, text[mark.end() :])
        found = named.get(name, [])
        if len(found) == 1:
            people[found[0].pk] = found[0]
        elif found:
            unclear[name] = _("“@%(name)s”不止一个人，没有通知。请写成 @%(name)s（单位）。") % {"name": name}
        elif said := UNKNOWN.match(text, mark.end()):
            unclear[said[0]] = _("“@%(name)s”不在能看到这条线索的人里，没有通知任何人。") % {"name": said[0]}
    return Reading(tuple(people.values()), tuple(unclear.values()))


def names_of(people):
    """{what one may write after @: the people it means}."""
    named = {}
    for person in people:
        for name in (str(person), with_unit(person)):
            named.setdefault(name, []).append(person)
    return named


def with_unit(person):
    return f"{person}（{person.team or ''}）"


def longest(names, rest):
    """The longest of `names` that `rest` begins with: no blank ends a Chinese name."""
    rest = rest.translate(WIDE)
    return max((name for name in names if rest.startswith(name)), key=len, default="")


def offers(query, *, lead, on, but):
    """Up to OFFERED people whom `query` may mean, as (person, what to write): who works on the lead first."""
    helpers = {lead.owner_id, *(helper.pk for helper in lead.collaborators.all())}
    people = [person for person in audience(lead, on).select_related("team") if person.pk != but.pk]
    named = names_of(people)
    found = [person for person in people if answers_to(person, query)]
    found.sort(key=lambda person: (person.pk not in helpers, person.team_id != but.team_id, str(person)))
    return [
        (person, str(person) if len(named[str(person)]) == 1 else with_unit(person))
        for person in found[:OFFERED]
    ]


def answers_to(person, query):
    return query.casefold() in str(person).casefold() or spells(query, str(person))


def marked(text, people):
    """`text` escaped, with the mentions of `people` set off."""
    names = [name for person in people for name in (str(person), with_unit(person))]
    pieces, at = [], 0
    for mark in AT.finditer(text):
        if name := longest(names, text[mark.end() :]):
            end = mark.end() + len(name)
            pieces += [conditional_escape(text[at : mark.start()])]
            pieces += [format_html('<span class="mention">@{}</span>', name)]
            at = end
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[at:]]))
