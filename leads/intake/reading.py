"""Bytes to rows of cells. Row numbers are those a person sees: the first line is 1."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from leads.intake.gate import MAX_COLUMNS, MAX_GRID_ROWS, Kind, Refusal, broken, too_many_grid_rows


@dataclass(slots=True)
class Grid:
    """A sheet as it stands: its name and its rows, each a list of cells."""

    name: str
    rows: Iterator[list]


def read(path, kind):
    """(encoding, grids) of a file that has passed the gate. A workbook has no encoding: None."""
    if kind == Kind.CSV:
        encoding = encoding_of(path)
        return encoding, [Grid("", csv_rows(path, encoding))]
    return None, list(workbook_grids(path))


# -- workbooks --------------------------------------------------------------------------------


def workbook_grids(path):
    """Every visible sheet that holds anything."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                yield from sheet_grid(book.get_sheet_by_index(number))
    except (CalamineError, OSError, ValueError, EOFError):
        raise broken() from None
    except BaseException as error:
        # A panic of the parser is no Exception; on a damaged file it would take the worker with it.
        if type(error).__name__ == "PanicException":
            raise broken() from None
        raise


def sheet_grid(sheet):
    if sheet.end is None:
        return
    last_row, last_column = sheet.end
    if last_row >= MAX_GRID_ROWS:
        raise too_many_grid_rows()
    if last_column >= MAX_COLUMNS:
        raise Refusal(_("表格超过 100 列。请删除用不到的列后再导入。"))
    yield Grid(sheet.name, iter(sheet.to_python(skip_empty_area=False)))


# -- text -------------------------------------------------------------------------------------

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path):
    """The encoding that reads every byte: utf-8-sig, utf-16 (-le, -be), utf-8 or gb18030."""
    data = path.read_bytes()
    for mark, name in BOMS:
        if data.startswith(mark):
            return checked(data, name)
    if b"\x00" in data:
        zeros_first = data[:4000:2].count(0) > data[1:4000:2].count(0)
        return checked(data, "utf-16-be" if zeros_first else "utf-16-le")
    try:
        return checked(data, "utf-8")
    except Refusal:
        return checked(data, "gb18030")


def checked(data, name):
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise Refusal(_("认不出文件的文字编码，或文件不完整。请另存为 UTF-8 的 CSV 或 .xlsx。")) from None
    if "\x00" in text:
        raise Refusal(_("这个文件不是文本，或已损坏。请另存为 .xlsx 后再导入。"))
    return name


def csv_rows(path, encoding):
    """The records of a text file. A quote that is never closed would swallow the rest: refused."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter = delimiter_of(file.read(8000))
    with path.open(encoding=encoding, newline="") as file:
        try:
            for record in csv.reader(file, delimiter=delimiter, strict=False):
                if len(record) > MAX_COLUMNS and any(cell.strip() for cell in record[MAX_COLUMNS:]):
                    raise Refusal(_("表格超过 100 列。请删除用不到的列后再导入。"))
                yield record
        except csv.Error:
            raise Refusal(_("CSV 的引号没有成对，文件可能不完整。请重新导出后再试。")) from None


def delimiter_of(text):
    return max(",\t;|", key=lambda sign: (text.count(sign), sign == ","))
