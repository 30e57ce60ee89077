"""A row of cells to the values of one lead, with what is wrong with it in the user's words."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from chains.matching import UsccFault, clean_uscc, display_name, name_key, uscc_fault
from leads.intake import cells as read
from leads.intake.fields import Field

NAME_LENGTH = 120
EMAIL = re.compile(r"[^@\s,;，；、/]+@[^@\s,;，；、/]+\.[A-Za-z]{2,}")


class Problem(NamedTuple):
    """Something to mend in a cell. `code` is stable; an error keeps the row out, a note does not."""

    code: str
    field: str
    said: str
    is_error: bool

    @property
    def sentence(self):
        return SENTENCES[self.code]() % {"said": self.said[:60], "field": Field(self.field).label}


SENTENCES = {
    "missing_name": lambda: _("没有企业名称。"),
    "long_name": lambda: _("企业名称超过 120 字，请缩短。"),
    "bad_uscc": lambda: _("统一社会信用代码“%(said)s”不对，请对照营业执照改正。"),
    "bad_uscc_length": lambda: _("统一社会信用代码“%(said)s”不是 18 位，请对照营业执照改正。"),
    "bad_uscc_letter": lambda: _("统一社会信用代码“%(said)s”里有不该有的字符（不用 I、O、S、V、Z）。"),
    "bad_uscc_check": lambda: _("统一社会信用代码“%(said)s”的第 18 位校验不对，请对照营业执照改正。"),
    "bad_date": lambda: _("“%(field)s”里的“%(said)s”不是一个日期，请写成 2025-03-01 这样。"),
    "bad_phone": lambda: _("电话“%(said)s”没有全部认出，导入后请补上。"),
    "bad_amount": lambda: _("“%(field)s”里的“%(said)s”不是一个数，原文记在备注里。"),
    "bad_email": lambda: _("“%(said)s”不是电子邮箱，导入后请补上。"),
    "unknown_chain": lambda: _("产业链“%(said)s”对不上任何一条，留待人工选择。"),
    "future_date": lambda: _("首次对接日期“%(said)s”在今天之后，请核对。"),
}
REASONS = {"bad_uscc_length": "bad_uscc", "bad_uscc_letter": "bad_uscc", "bad_uscc_check": "bad_uscc"}
"""Finer codes that reports count as one reason."""


@dataclass(slots=True)
class Record:
    """What one row of a sheet says. `row` is the number a person sees; `problems` in the order of columns."""

    sheet: str
    row: int
    name: str = ""
    uscc: str = ""
    chain: str = ""
    chain_name: str = ""
    tags: list[str] = field(default_factory=list)
    province: str = ""
    business: str = ""
    contact: str = ""
    title: str = ""
    phones: list[str] = field(default_factory=list)
    email: str = ""
    date: dt.date | None = None
    investment_wan: Decimal | None = None
    land_mu: Decimal | None = None
    stage: str = ""
    status: str = ""
    officer: str = ""
    intention: str = ""
    source: str = ""
    introducer: str = ""
    next_action_text: str = ""
    next_action_on: dt.date | None = None
    remark: str = ""
    problems: list[Problem] = field(default_factory=list)
    fingerprint: str = ""
    cells: list[str] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return not any(problem.is_error for problem in self.problems)

    @property
    def reasons(self) -> list[str]:
        """The codes that keep the row out, as reports count them."""
        codes = [REASONS.get(problem.code, problem.code) for problem in self.problems if problem.is_error]
        return list(dict.fromkeys(codes))


class Reader:
    """Reads the rows of one table. `words` come from `cells.chain_words`, `on` is the day of the import."""

    def __init__(self, table, words, on):
        self.table, self.words, self.on = table, words, on
        self.columns = {}
        for column in table.columns:
            if column.field:
                self.columns.setdefault(column.field, []).append(column)
        self.kinds = sorted(set(self.columns) - {Field.NAME})

    def records(self):
        self.table.rows.reverse()
        while self.table.rows:
            yield self.record(*self.table.rows.pop())

    def record(self, number, cells) -> Record:
        self.row = cells
        self.record_ = Record(self.table.sheet, number, cells=[read.text(cell) for cell in cells])
        for kind in READERS:
            if kind in self.columns:
                READERS[kind](self, self.record_)
        if Field.NAME not in self.columns:
            self.fault("missing_name", Field.NAME, "")
        finish(self.record_, self.on)
        self.record_.fingerprint = self.fingerprint()
        return self.record_

    def cell(self, kind):
        return self.cell_at(self.columns[kind][0])

    def cell_at(self, column):
        return self.row[column.index] if column.index < len(self.row) else ""

    def cells(self, kind):
        return [self.cell_at(column) for column in self.columns[kind]]

    def fault(self, code, kind, cell, *, is_error=True):
        said = read.text(cell)
        self.record_.problems.append(Problem(code, kind.value, said, is_error))
        if code == "bad_amount":
            self.keep(kind, said)

    def keep(self, kind, said):
        """What no field could take is kept in the remark, under its heading."""
        line = f"{Field(kind).label}：{said}"
        self.record_.remark = f"{self.record_.remark}\n{line}".strip()

    def fingerprint(self):
        """The same for a row that says the same, wherever it stands and however its columns are ordered."""
        said = [name_key(self.record_.name)]
        for kind in self.kinds:
            said += [kind.value, *(read.level(cell) for cell in self.cells(kind))]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


# -- one function per field -------------------------------------------------------------------


def read_name(reader, record):
    cell = reader.cell(Field.NAME)
    record.name = display_name(read.text(cell)) if read.level(cell) else ""
    if not record.name:
        reader.fault("missing_name", Field.NAME, cell)
    elif len(record.name) > NAME_LENGTH:
        reader.fault("long_name", Field.NAME, cell)


USCC_CODES = {
    UsccFault.LENGTH: "bad_uscc_length",
    UsccFault.LETTER: "bad_uscc_letter",
    UsccFault.CHECK: "bad_uscc_check",
}


def read_uscc(reader, record):
    cell = reader.cell(Field.USCC)
    code = clean_uscc(read.text(cell)) if read.level(cell) else ""
    if code and (fault := uscc_fault(code)):
        reader.fault(USCC_CODES[fault], Field.USCC, cell)
    else:
        record.uscc = code


def read_chain(reader, record):
    cell = reader.cell(Field.CHAIN)
    record.chain, record.chain_name = read.chain(cell, reader.words)
    if read.level(cell) and not record.chain:
        reader.fault("unknown_chain", Field.CHAIN, cell, is_error=False)


def read_phones(reader, record):
    for cell in reader.cells(Field.PHONE):
        try:
            record.phones += [number for number in read.phones(cell) if number not in record.phones]
        except read.Unreadable:
            reader.fault("bad_phone", Field.PHONE, cell, is_error=False)


def read_email(reader, record):
    cell = reader.cell(Field.EMAIL)
    found = EMAIL.search(read.text(cell))
    if found and len(found[0]) <= 254:
        record.email = found[0]
    elif read.level(cell):
        reader.fault("bad_email", Field.EMAIL, cell, is_error=False)


def read_date(reader, record, kind=Field.DATE, name="date"):
    cell = reader.cell(kind)
    try:
        setattr(record, name, read.date(cell))
    except read.Unreadable:
        reader.fault("bad_date", kind, cell, is_error=kind == Field.DATE)


def read_next_date(reader, record):
    read_date(reader, record, Field.NEXT_DATE, "next_action_on")


def read_amount(reader, record, kind):
    cell = reader.cell(kind)
    try:
        setattr(record, kind.value, read.amount(cell, kind, reader.columns[kind][0].factor))
    except read.Unreadable:
        reader.fault("bad_amount", kind, cell, is_error=False)


def read_texts(reader, record, kind):
    """Text of one or several columns, in order; kept as typed, an = in front as well."""
    said = [read.plain(cell) for cell in reader.cells(kind)]
    kept = [getattr(record, kind.value), *said]
    setattr(record, kind.value, "\n".join(words for words in kept if words))


def text_field(name, length):
    def put(reader, record, kind):
        setattr(record, name, read.plain(reader.cell(kind), length))

    return put


def bound(function, kind):
    return lambda reader, record: function(reader, record, kind)


def read_tags(reader, record):
    record.tags = read.tags(reader.cell(Field.KIND))


READERS = {
    Field.NAME: read_name,
    Field.USCC: read_uscc,
    Field.DATE: read_date,
    Field.CHAIN: read_chain,
    Field.KIND: read_tags,
    Field.PROVINCE: bound(text_field("province", 20), Field.PROVINCE),
    Field.BUSINESS: bound(text_field("business", 300), Field.BUSINESS),
    Field.CONTACT: bound(text_field("contact", 60), Field.CONTACT),
    Field.TITLE: bound(text_field("title", 60), Field.TITLE),
    Field.PHONE: read_phones,
    Field.EMAIL: read_email,
    Field.INVESTMENT: bound(read_amount, Field.INVESTMENT),
    Field.LAND: bound(read_amount, Field.LAND),
    Field.STAGE: bound(text_field("stage", 60), Field.STAGE),
    Field.OFFICER: bound(text_field("officer", 60), Field.OFFICER),
    Field.DEMAND: bound(read_texts, Field.DEMAND),
    Field.SOURCE: bound(text_field("source", 60), Field.SOURCE),
    Field.INTRODUCER: bound(text_field("introducer", 60), Field.INTRODUCER),
    Field.NEXT_STEP: bound(text_field("next_action_text", 120), Field.NEXT_STEP),
    Field.NEXT_DATE: read_next_date,
    Field.REMARK: bound(read_texts, Field.REMARK),
}


def finish(record, on):
    """What follows from several cells together."""
    record.status = read.stage(record.stage, has_date=record.date is not None)
    record.province = record.province.removesuffix("省")
    if record.date and record.date > on:
        record.problems.append(Problem("future_date", Field.DATE.value, record.date.isoformat(), False))
