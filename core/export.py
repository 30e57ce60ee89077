"""Rows as a file: XLSX in constant memory, or CSV that both people's Excel and our own import read back.

A cell is never a formula (reliability, attack 7): XLSX cells are written as text, and CSV cells that a
spreadsheet would compute get an apostrophe in front. Signed numbers and phone numbers stay as they are.
"""

import csv
import datetime as dt
import re
import tempfile
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

COMPUTED = tuple("=+-@\t\r\n\0＝＋－＠")
HARMLESS = re.compile(r"[+-][\d\s.,()%-]*")
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def file_response(kind, name, heads, rows):
    """A download named `name`. `rows` yields lists of text, numbers, dates, moments or None."""
    return FORMATS[kind](name, heads, rows)


def csv_response(name, heads, rows):
    response = StreamingHttpResponse(csv_lines(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class Echo:
    """A file that gives back what is written, for csv.writer to stream."""

    def write(self, text):
        return text


def csv_lines(heads, rows):
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([inert(head) for head in heads])
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row])


def csv_cell(value):
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return inert(value) if isinstance(value, str) else str(value)


def inert(text):
    """`text` so that no spreadsheet computes it."""
    text = text.replace("\0", "")
    if text.startswith(COMPUTED) and not HARMLESS.fullmatch(text):
        return "'" + text
    return text


def xlsx_response(name, heads, rows):
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response when it has been sent
    write_workbook(file, heads, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def write_workbook(file, heads, rows):
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats = {
        dt.date: book.add_format({"num_format": DATE}),
        dt.datetime: book.add_format({"num_format": MOMENT}),
    }
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, max(10, min(40, 2 * len(head) + 2)))
    sheet.write_row(0, 0, heads, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            write_cell(sheet, number, column, value, formats)
    book.close()


def write_cell(sheet, number, column, value, formats):
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        sheet.write_datetime(number, column, timezone.make_naive(value), formats[dt.datetime])
    elif isinstance(value, dt.date):
        sheet.write_datetime(number, column, value, formats[dt.date])
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(number, column, value)
    else:
        sheet.write_string(number, column, str(value).replace("\0", ""))


FORMATS = {"xlsx": xlsx_response, "csv": csv_response}
