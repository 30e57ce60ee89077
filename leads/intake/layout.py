"""Where the table stands in a sheet: its header row, what its columns hold, which rows are data."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from leads.intake.cells import level, text
from leads.intake.fields import MANY, Field, read_head

SEARCHED_ROWS = 40
SAMPLES = 3
FOOTER_WORD = re.compile(r"(?:合计|总计|小计|共计|本页合计|累计)(?:[::].*)?$")
FOOTER_LABEL = re.compile(
    r"(?:填表人|制表人?|填报人|审核人?|复核人?|审批人?|经办人|负责人|分管领导|单位负责人|填报单位|填报日期|制表日期|填表日期"
    r"|联系人签字|签字|盖章|注|备注|说明|填表说明)(?:签字|签名|\(签字\)|\(盖章\))?:"
)


@dataclass(slots=True)
class Column:
    """A column of a sheet. `index` counts from 0; `factor` is that of the unit in its head."""

    index: int
    head: str
    field: Field | None
    factor: Decimal | None = Decimal(1)
    is_ignored: bool = False
    samples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The table of one sheet. `rows` are (row number as a person sees it, cells); reading uses them up."""

    sheet: str
    header_row: int
    columns: list[Column]
    rows: list[tuple[int, list]]
    height: int = 0

    @property
    def has_names(self) -> bool:
        return any(column.field == Field.NAME for column in self.columns)


def find_table(grid, chosen=None) -> Table | None:
    """The table in a grid, or None if no row looks like a header.

    `chosen` are the fields a person gave the columns: {column index: field value, "" for none}.
    """
    rows = iter(grid.rows)
    top = list(islice(rows, SEARCHED_ROWS))
    header = header_of(top)
    if header is None:
        return None
    columns = columns_of(top[header], chosen or {})
    heads = [text(cell) for cell in top[header]]
    numbered = enumerate([*top[header + 1 :], *rows], header + 2)
    data = [(number, cells) for number, cells in numbered if is_data(cells, columns, heads)]
    for column in columns:
        column.samples = samples_of(data, column.index)
    return Table(grid.name, header + 1, columns, data, len(data))


def header_of(rows) -> int | None:
    """The row that names most fields, a name column among them; else the first that might be a header."""
    scores = [(score(row), -number) for number, row in enumerate(rows)]
    best, number = max(scores, default=(0, 0))
    if best:
        return -number
    wide = [number for number, row in enumerate(rows) if sum(bool(level(cell)) for cell in row) >= 3]
    return wide[0] if wide else None


def score(row) -> int:
    """How many different fields the cells of a row name; 0 without a column of names, or for a lone cell."""
    known = {head.field for cell in row if (words := text(cell)) and (head := read_head(words)).field}
    filled = sum(bool(text(cell)) for cell in row)
    if Field.NAME not in known:
        return 0
    return len(known) if len(known) > 1 or filled <= 2 else 0


def columns_of(row, chosen) -> list[Column]:
    taken: set[Field] = set()
    columns = []
    for index, cell in enumerate(row):
        head = read_head(text(cell))
        field_, factor = head.field, head.factor
        if index in chosen:
            field_ = Field(chosen[index]) if chosen[index] else None
        elif field_ in chosen.values() and field_ not in MANY:
            field_ = None
        if field_ in taken and field_ not in MANY:
            field_ = None
        if field_:
            taken.add(field_)
        columns.append(Column(index, " ".join(text(cell).split()), field_, factor, head.is_ignored))
    return columns


def is_data(cells, columns, heads) -> bool:
    """Not blank, not merely numbered, no repeated header, no total and no signature line."""
    filled = [index for index, cell in enumerate(cells) if level(cell)]
    ignored = {column.index for column in columns if column.is_ignored}
    if not set(filled) - ignored:
        return False
    if [text(cell) for cell in cells[: len(heads)]] == heads:
        return False
    return not is_footer([level(cells[index]) for index in filled], len(columns))


def is_footer(words, width) -> bool:
    """合计 and 填表人： begin a line with little else in it."""
    if FOOTER_WORD.match(words[0]) or (len(words) > 1 and FOOTER_WORD.match(words[1])):
        return len(words) <= max(4, width // 2)
    return bool(FOOTER_LABEL.match(words[0])) and len(words) <= max(3, width // 3)


def samples_of(rows, index) -> list[str]:
    found = (text(cells[index]) for _number, cells in rows if index < len(cells))
    return list(islice(dict.fromkeys(words for words in found if words), SAMPLES))
