"""What importing a sheet would do, row by row, against what is on record now. Reads, never writes.

A row whose company has a lead already, on record or further up in the sheet, is a duplicate: it joins that
lead as a follow-up unless a person decides otherwise. What only resembles another company becomes a company
of its own and is shown to a person.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chains.matching import Level
from chains.models import Alias, Chain, Company
from leads.intake import linking
from leads.intake.cells import chain_words
from leads.intake.gate import MAX_ROWS, Refusal, check, too_many_rows
from leads.intake.layout import find_table
from leads.intake.reading import read
from leads.intake.rows import Reader, Record
from leads.models import ImportBatch, ImportRow, Lead
from leads.stages import OPEN

Outcome, Choice = ImportRow.Outcome, ImportRow.Choice


@dataclass(slots=True)
class Sheet:
    """What a file says: its tables, and the records of their rows."""

    encoding: str | None
    tables: list
    records: list[Record]


def read_sheet(path, file_name, *, on, chosen=None) -> Sheet:
    """Read a file, or raise a Refusal. `chosen`: {sheet: {column index: field}} as a person corrected it."""
    encoding, grids = read(path, check(path, file_name))
    words = chain_words(Chain.objects.order_by("sort").values_list("code", "name"))
    tables = [table for grid in grids if (table := find_table(grid, chosen_for(grid, chosen)))]
    tables = [table for table in tables if table.has_names] or tables[:1]
    if not tables:
        raise Refusal(_("没有找到表头。表格要有一行列名，其中一列是企业名称。"))
    if sum(table.height for table in tables) > MAX_ROWS:
        raise too_many_rows()
    records = [record for table in tables for record in Reader(table, words, on).records()]
    return Sheet(encoding, tables, records)


def chosen_for(grid, chosen):
    """The corrections for one sheet; JSON keeps the index of a column as text."""
    return {int(index): field for index, field in (chosen or {}).get(grid.name, {}).items()}


def slices(values, size=5000):
    """What one query can ask about at a time."""
    return [values[start : start + size] for start in range(0, len(values), size)]


@dataclass(slots=True, eq=False)
class Item:
    """A valid row and what is to happen with it. `target`: the item of the sheet whose lead it joins."""

    position: int
    record: Record
    link: linking.Link
    outcome: str = ""
    target: "Item | None" = None
    lead_id: int | None = None


@dataclass(slots=True)
class Plan:
    records: list[Record]
    items: list[Item]
    leads: dict[int, int] = field(default_factory=dict)
    names: dict[linking.Party, str] = field(default_factory=dict)

    @property
    def invalid(self):
        return [record for record in self.records if not record.is_valid]

    @property
    def active(self):
        return [item for item in self.items if item.outcome in ACTIVE]

    def new_companies(self):
        """Parties to be registered, in the order of their rows."""
        parties = (item.link.party for item in self.active)
        return [party for party in dict.fromkeys(parties) if not party.pk]

    def matched_companies(self):
        return [party for party in dict.fromkeys(item.link.party for item in self.active) if party.pk]

    def name_of(self, party):
        """The name a company has on record, or is going to have."""
        if party.pk:
            return party.name
        if party not in self.names:
            names = [self.items[position].record.name for position in party.rows]
            self.names[party] = linking.best_name(names, party.uscc)
        return self.names[party]

    def counts(self):
        outcomes = Counter(item.outcome for item in self.items)
        levels = Counter(item_level(item) for item in self.items)
        return {
            "data_rows": len(self.records),
            "valid_rows": len(self.items),
            "invalid_rows": len(self.records) - len(self.items),
            "invalid_by_reason": Counter(reason for record in self.invalid for reason in record.reasons),
            "leads": outcomes[Outcome.LEAD],
            "attached": outcomes[Outcome.ATTACH],
            "skipped": outcomes[Outcome.SKIP],
            "copies": outcomes[Outcome.COPY],
            "known": outcomes[Outcome.KNOWN],
            "new_companies": len(self.new_companies()),
            "matched_companies": len(self.matched_companies()),
            "certain": levels[Level.CERTAIN],
            "likely": levels[Level.LIKELY],
            "review": levels[Level.REVIEW],
            "notes": sum(bool(item.record.problems) for item in self.items),
        }


ACTIVE = frozenset({Outcome.LEAD, Outcome.ATTACH})


def make_plan(records, choices=None) -> Plan:
    """Decide for every valid record. `choices`: {(sheet, row): Choice} that a person made."""
    choices = choices or {}
    valid = [record for record in records if record.is_valid]
    links = linking.link(valid, known_parties())
    take_reviews(valid, links, choices)
    pairs = zip(valid, links, strict=True)
    plan = Plan(records, [Item(position, record, found) for position, (record, found) in enumerate(pairs)])
    plan.leads = present_leads({found.party.pk for found in links if found.party.pk})
    known = known_fingerprints(valid)
    heads, seen = {}, {}
    for item in plan.items:
        choice = choices.get((item.record.sheet, item.record.row), Choice.DEFAULT)
        decide(plan, item, choice, known, heads, seen)
    return plan


def take_reviews(records, links, choices):
    """Where a person said that what only resembled a company is that company, its rows join it."""
    for record, found in zip(records, links, strict=True):
        if found.review and choices.get((record.sheet, record.row)) == Choice.ATTACH:
            linking.merge(found.review.root(), found.party.root())
            found.level, found.found, found.review = Level.LIKELY, found.review_found, None
    for found in links:
        found.party = found.party.root()


def decide(plan, item, choice, known, heads, seen):
    """`heads`: the first item of a party that makes a lead; `seen`: the first item of a fingerprint."""
    party, fingerprint = item.link.party, item.record.fingerprint
    item.lead_id = plan.leads.get(party.pk)
    item.target = heads.get(party)
    if fingerprint in known:
        item.outcome = Outcome.KNOWN
    elif choice == Choice.SKIP:
        item.outcome = Outcome.SKIP
    elif fingerprint in seen:
        item.outcome, item.target = Outcome.COPY, seen[fingerprint]
    elif joins(item, choice) and (item.lead_id or item.target):
        item.outcome = Outcome.ATTACH
    else:
        item.outcome, item.target = Outcome.LEAD, None
        heads.setdefault(party, item)
    seen.setdefault(fingerprint, item)


def joins(item, choice):
    """Whether the row may join a lead of its company: by choice, or because the link is sure enough."""
    return choice == Choice.ATTACH or (choice != Choice.LEAD and item.link.level != Level.REVIEW)


def item_level(item):
    """The level of a duplicate: of the link to what it joins, else review if it resembles something."""
    if item.link.level and (item.link.party.rows[0] != item.position or item.lead_id):
        return item.link.level
    return Level.REVIEW if item.link.review else None


# -- what is on record ------------------------------------------------------------------------


def known_parties():
    aliases = {}
    for company_id, key in Alias.objects.values_list("company_id", "name_key"):
        aliases.setdefault(company_id, set()).add(key)
    rows = Company.objects.present().order_by("pk").values_list("pk", "name", "uscc")
    for pk, name, uscc in rows.iterator(chunk_size=5000):
        yield linking.Party(name, uscc or "", pk, aliases=frozenset(aliases.get(pk, ())))


def present_leads(company_ids):
    """{company id: the lead that a further row about it joins}: one in hand, else the newest."""
    found = {}
    for ids in slices(sorted(company_ids)):
        rows = Lead.objects.present().filter(company__in=ids).order_by("pk")
        for company_id, pk, status in rows.values_list("company_id", "pk", "status"):
            rank = (status in OPEN, pk)
            found[company_id] = max(found.get(company_id, rank), rank)
    return {company_id: pk for company_id, (_is_open, pk) in found.items()}


def known_fingerprints(records):
    """Fingerprints of rows that an import which was not undone has brought in."""
    found = set()
    for some in slices([record.fingerprint for record in records]):
        rows = ImportRow.objects.filter(fingerprint__in=some, batch__status=ImportBatch.Status.DONE)
        found.update(rows.filter(outcome__in=ACTIVE).values_list("fingerprint", flat=True))
    return found
