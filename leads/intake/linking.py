"""Which rows mean the same company, among themselves and with the companies on record.

Rows are taken in order. A certain or likely link joins a row to a company; a code that differs keeps it
apart. What only resembles is put before a person and joined by nobody else.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from chains.matching import (
    PLACE,
    SIMPLIFIED,
    Evidence,
    Identity,
    Level,
    core_key,
    evidence,
    first_letters,
    has_legal_form,
    level,
    name_key,
    stem,
)


@dataclass(slots=True, eq=False)
class Party:
    """A company as linking sees it: on record (`pk`), or to be registered. `rows` are record positions."""

    name: str
    uscc: str = ""
    pk: int | None = None
    aliases: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    rows: list[int] = field(default_factory=list)
    merged_into: "Party | None" = None

    def identity(self) -> Identity:
        return Identity(self.name, self.uscc, self.phones, self.aliases)

    def root(self) -> "Party":
        party = self
        while party.merged_into:
            party = party.merged_into
        return party


@dataclass(slots=True)
class Link:
    """What one record was found to mean. `review` is a party that a person should look at."""

    party: Party
    level: Level | None = None
    found: frozenset[Evidence] = frozenset()
    review: Party | None = None
    review_found: frozenset[Evidence] = frozenset()


class Register:
    """Looks parties up by what they can be known by."""

    def __init__(self, known):
        self.by_code: dict[str, Party] = {}
        self.by_name: dict[str, Party] = {}
        self.by_alias: dict[str, list[Party]] = defaultdict(list)
        self.by_core: dict[str, list[Party]] = defaultdict(list)
        self.by_start: dict[str, list[Party]] = defaultdict(list)
        self.by_brand: dict[str, list[Party]] = defaultdict(list)
        self.by_sound: dict[str, list[Party]] = defaultdict(list)
        self.full_by_first: dict[str, list[Party]] = defaultdict(list)
        self.short_by_first: dict[str, list[Party]] = defaultdict(list)
        for party in known:
            self.add(party)

    def add(self, party):
        core = core_key(party.name)
        self.by_name.setdefault(name_key(party.name), party)
        self.by_core[core].append(party)
        for alias in party.aliases:
            self.learn_alias(party, alias)
        if party.uscc:
            self.by_code.setdefault(party.uscc, party)
        for start in starts(core):
            self.by_start[start].append(party)
        firsts = self.full_by_first if has_legal_form(party.name) else self.short_by_first
        firsts[first(core)].append(party)
        brand = stem(core)
        if len(brand) >= 2:
            self.by_brand[brand].append(party)
            self.by_sound[sound(brand)].append(party)

    def learn_alias(self, party, key):
        party.aliases |= {key}
        self.by_alias[key].append(party)

    def joined(self, record):
        """(party, level) that the record certainly or likely means, or (None, None)."""
        code, name = self.by_code.get(record.uscc), self.by_name.get(name_key(record.name))
        code, name = code and code.root(), name and name.root()
        if code and name and code is not name and agree(record, name):
            return merge(code, name), Level.CERTAIN
        if code:
            return code, Level.CERTAIN
        if name and agree(record, name):
            return name, Level.CERTAIN
        for party in (*self.by_alias[name_key(record.name)], *self.by_core[core_key(record.name)]):
            if agree(record, party.root()):
                return party.root(), Level.LIKELY
        return None, None

    def resembling(self, record):
        """(party, evidence) that the record likely is, or that a person should compare it with."""
        asked = Identity(record.name, record.uscc, frozenset(record.phones))
        best, best_found = None, frozenset()
        for party in self.candidates(record):
            found = evidence(asked, party.identity())
            if level(found) and len(found) > len(best_found):
                best, best_found = party, found
        return best, best_found

    def candidates(self, record):
        core = core_key(record.name)
        brand = stem(core)
        same_name = self.by_name.get(name_key(record.name))
        near = [same_name] if same_name else []
        near += [party for start in starts(core) for party in self.by_start[start]]
        firsts = self.short_by_first if has_legal_form(record.name) else self.full_by_first
        near += firsts[first(core)]
        if len(brand) >= 2:
            near += self.by_brand[brand] + self.by_sound[sound(brand)]
        return dict.fromkeys(party.root() for party in near)


def starts(core):
    """What a short name of the company may begin with: four characters, with the place and without."""
    return {text[:4] for text in (core, PLACE.sub("", core)) if len(text) >= 4}


def first(core):
    return (PLACE.sub("", core) or core)[:1]


def sound(brand):
    return "".join(first_letters(character)[:1] or character for character in brand)


def agree(record, party):
    """No code speaks against it."""
    return not (record.uscc and party.uscc) or record.uscc == party.uscc


def merge(one, other):
    """Two parties that a row showed to be one. Two that are on record already are left to a person."""
    if one.pk and other.pk:
        return one
    keep, lose = (
        (other, one) if other.pk or (not one.pk and min(other.rows) < min(one.rows)) else (one, other)
    )
    keep.rows = sorted(keep.rows + lose.rows)
    keep.uscc = keep.uscc or lose.uscc
    keep.phones |= lose.phones
    keep.aliases |= lose.aliases
    lose.merged_into = keep
    return keep


def link(records, known=()):
    """One Link per record, in order. `known` are the parties on record."""
    register = Register(known)
    links = [join(register, position, record) for position, record in enumerate(records)]
    for found in links:
        found.party = found.party.root()
        found.review = found.review and found.review.root()
    describe(records, links)
    for found in links:
        if found.review is found.party:
            found.review, found.review_found = None, frozenset()
    return links


def join(register, position, record):
    party, how = register.joined(record)
    review, review_found = (None, frozenset()) if party else register.resembling(record)
    if level(review_found) == Level.LIKELY:
        party, how = review, Level.LIKELY
    found = Link(party, how, review_found) if party else None
    if found is None:
        party = Party(record.name, record.uscc)
        found = Link(party, None, frozenset(), review, review_found)
        if Evidence.SAME_NAME in review_found:
            # One name with two codes: the name can be on record once. The row goes to it, marked for review.
            found.party = party = review
        else:
            register.add(party)
    take_in(register, party, record)
    party.rows.append(position)
    return found


def take_in(register, party, record):
    """What the row tells of the party: its code if it had none, its numbers, how else it is written."""
    if record.uscc and not party.uscc:
        party.uscc = record.uscc
    if record.uscc and party.uscc == record.uscc:
        register.by_code.setdefault(record.uscc, party)
    party.phones |= set(record.phones)
    key = name_key(record.name)
    if key != name_key(party.name) and key not in party.aliases and agree(record, party):
        register.learn_alias(party, key)
        register.by_name.setdefault(key, party)


def describe(records, links):
    """Level and evidence of every row that joined others: what it shares with any of them."""
    for party in dict.fromkeys(found.party for found in links):
        members = [records[position] for position in party.rows]
        own = Identity(party.name, party.uscc, party.phones) if party.pk else None
        shared = Shared(members)
        for position in party.rows if own else party.rows[1:]:
            found, record = links[position], records[position]
            kinds = shared.evidence(record) | (against(record, own) if own else frozenset())
            found.found = kinds | (
                found.review_found if Evidence.DIFFERENT_USCC in found.review_found else set()
            )
            found.level = level(found.found) or Level.LIKELY
        if not own and party.rows:
            links[party.rows[0]].level = None


def against(record, own):
    found = evidence(Identity(record.name, record.uscc, frozenset(record.phones)), own)
    return found - {Evidence.SHORT_NAME, Evidence.SAME_BRAND, Evidence.SAME_SOUND, Evidence.DIFFERENT_USCC}


class Shared:
    """What members of one party have in common, counted once for all of them."""

    def __init__(self, members):
        self.names = Counter(name_key(record.name) for record in members)
        self.cores = Counter(core_key(record.name) for record in members)
        self.codes = Counter(record.uscc for record in members if record.uscc)
        self.phones = Counter(phone for record in members for phone in set(record.phones))

    def evidence(self, record):
        found = set()
        key, core = name_key(record.name), core_key(record.name)
        if self.names[key] > 1:
            found.add(Evidence.SAME_NAME)
        if self.cores[core] > self.names[key]:
            found.add(Evidence.SAME_CORE)
        if self.codes[record.uscc] > 1:
            found.add(Evidence.SAME_USCC)
        if any(self.phones[phone] > 1 for phone in record.phones):
            found.add(Evidence.SAME_PHONE)
        return frozenset(found)


def best_name(names, uscc):
    """The name a new company is registered by: the fullest that most rows use, in simplified characters.

    Of two as good the first in the sheet. A company with a unified social credit code is registered on the
    mainland, where names are simplified.
    """
    keys = Counter(name_key(name) for name in names)

    def merit(name):
        is_full = name.endswith(("公司", ")", "）"))
        return is_full, name == name.translate(SIMPLIFIED), keys[name_key(name)], not name.isupper()

    best = max(names, key=merit)
    return best.translate(SIMPLIFIED) if uscc else best
