"""The error file: the rows that could not be imported, as they stand in the sheet, with the reasons."""

from django.utils.translation import gettext as _

from leads.intake.rows import Problem

MAX_CELL = 32_767  # characters that a cell of a workbook holds


def sentences(problems):
    """What is wrong with a row, in the user's words. `problems` as `ImportRow.problems` keeps them."""
    return [Problem(*problem).sentence for problem in problems]


def write_error_file(target, rows, heads):
    """Write the invalid `rows` (ImportRow-like) to `target`, a path or file.

    `heads`: {sheet: [head, …]}. Every cell is text, whatever it begins with: nothing is a formula.
    """
    import xlsxwriter  # half a second at the start of a command that mostly does without it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options | {"strings_to_numbers": False})
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    bold = book.add_format({"bold": True})
    page = book.add_worksheet(_("未导入的行"))
    page.set_column(0, 0, 60)
    page.set_column(1, 1, 16)
    page.set_column(2, 60, 18)
    last, line = None, 0
    for row in rows:
        if row.sheet != last or line == 0:
            for column, head in enumerate([_("原因"), _("原表位置"), *heads.get(row.sheet, [])]):
                page.write_string(line, column, head[:MAX_CELL], bold)
            last, line = row.sheet, line + 1
        where = f"{row.sheet} {row.row}".strip()
        for column, cell in enumerate([" ".join(sentences(row.problems)), where, *row.cells]):
            page.write_string(line, column, cell[:MAX_CELL], text)
        line += 1
    book.close()
