"""Which companies on record are worth comparing with a name: small sets, each brought by an index.

Nothing here reads the table, whatever is typed: equal keys, beginnings of keys (both B-trees), and words of
the gram index, which is not asked for what half of the companies hold (科技, 有限公司).
"""

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate

from chains.marks import (
    LONGEST_INITIALS,
    LONGEST_PINYIN,
    SHORTEST_INITIALS,
    as_mark,
    pinyin_marks,
    without_place_read,
    word_marks,
)
from chains.matching import brand_of, core_key, head_office, name_key, parts
from chains.models import Alias, Company
from chains.words import says_nothing
from core.search import GramField, Has

FEW = 20
MANY = 60
LAST = "\U0010ffff"


@GramField.register_lookup
class HasAny(Has):
    """`grams__any=[word, …]` finds rows whose grams hold one of the words, whole."""

    lookup_name = "any"

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, ' ') && %s::text[]", [*params, list(self.rhs)]

    def as_sqlite(self, compiler, connection):
        table = self.lhs.target.model._meta.db_table
        quoted = connection.ops.quote_name
        key = f"{quoted(self.lhs.alias)}.{quoted(self.lhs.target.model._meta.pk.column)}"
        match = " OR ".join(f'"{word}"' for word in self.rhs)
        # The names come from the model; the words are a parameter.
        sql = f"{key} IN (SELECT rowid FROM {quoted(table + '_grams')} WHERE grams MATCH %s)"  # noqa: S608
        return sql, [match]


def candidates(name, code):
    """{id: company} of all that `name`, whole or as far as typed, or `code` may mean; one question in all."""
    # A part is asked for by number, so that it may be cut off where either database lets parts be joined.
    present = Company.objects.present().defer("grams")
    parts_asked = [present.filter(pk__in=ids) for ids in queries(name, code)]
    if not parts_asked:
        return {}
    first, *others = parts_asked
    return {company.pk: company for company in first.union(*others, all=True)}


def queries(name, code):
    """The numbers of the companies, part by part."""
    key = name_key(name)
    present = Company.objects.present().values("pk")
    if code:
        yield present.filter(uscc=code)
    if not key:
        return
    core = core_key(name)
    # The name decides, so it is asked for itself; the beginnings hold equal cores, and those come first.
    yield present.filter(name_key=key)
    yield beginning(present, "core_key", core)
    yield beginning(Alias.objects.values("company_id"), "core_key", core)
    if key.isascii():
        yield from latin(present, key)
    else:
        yield from chinese(present, name)


def chinese(present, name):
    """What is written nearly so, what sounds so, and what holds the text."""
    office = head_office(name)
    plain = parts(office).plain
    if says_nothing(plain):
        return
    yield by_marks(present, [*word_marks(plain), *pinyin_marks(plain)], MANY)
    yield by_marks(present, [*pinyin_marks(plain[:3]), *pinyin_marks(plain[:2])], MANY)
    for text in dict.fromkeys([plain, brand_of(plain)]):
        if len(text) >= 2:
            yield unordered(present.filter(grams__has=text), FEW)


def latin(present, key):
    """Names in Latin letters, and Chinese ones by pinyin, in full or by initials, with their place or not."""
    letters = "".join(letter for letter in key if letter.isalnum())
    if len(letters) < 2:
        return
    yield beginning(present, "initials", letters)
    typed = {letters, without_place_read(letters)}
    wanted = {text[:longest] for text in typed for longest in (LONGEST_INITIALS, LONGEST_PINYIN)}
    if marks := sorted(as_mark(text) for text in wanted if len(text) >= SHORTEST_INITIALS):
        yield by_marks(present, marks, MANY)
    yield unordered(present.filter(grams__has=key), FEW)


def by_marks(present, marks, most):
    return unordered(present.filter(grams__any=list(dict.fromkeys(marks))), most)


def unordered(query, most):
    """In the order of age, made so that no planner walks the primary key to find it."""
    return query.order_by(F("pk") + 0)[:most]


def beginning(rows, field, text):
    """The first rows whose `field` begins with `text`, from the index that sorts by code points."""
    key = F(field) if connection.vendor == "sqlite" else Collate(field, "C")
    return rows.alias(begun=key).filter(begun__gte=text, begun__lt=text + LAST).order_by("begun")[:FEW]


def family(companies):
    """{id: company} of those recorded in one group with one of `companies`: parent, sisters, daughters."""
    heads = {company.group_id for company in companies if company.group_id}
    wanted = [company.pk for company in companies]
    present = Company.objects.present()
    found = [*present.filter(pk__in=heads)] if heads else []
    found += present.filter(group_id__in={*wanted, *heads}).order_by("pk")[:FEW]
    return {company.pk: company for company in found if company.pk not in wanted}
