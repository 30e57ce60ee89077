"""Small fictional sheets, made while the tests run."""

import csv
import io
import zipfile

import xlsxwriter

HEADS = [
    "企业名称",
    "统一社会信用代码",
    "产业链",
    "联系人",
    "联系电话",
    "首次对接日期",
    "拟投资额（万元）",
    "用地需求（亩）",
    "跟进阶段",
    "招商专员",
    "备注",
]
CODE = "91410100YT17GJ7J0J"
OTHER_CODE = "91410100YT15L3B7X5"


def line(name, **cells):
    """A row under HEADS."""
    names = [
        "name",
        "uscc",
        "chain",
        "contact",
        "phone",
        "date",
        "money",
        "land",
        "stage",
        "officer",
        "remark",
    ]
    return [({"name": name} | cells).get(key, "") for key in names]


def xlsx(path, rows, *, heads=HEADS, title=(), sheet="线索", more=()):
    """A workbook: `title` rows, the header, `rows`; `more` are (name, rows) of further sheets."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        for name, all_rows in [(sheet, [*title, heads, *rows]), *more]:
            page = book.add_worksheet(name)
            for number, row in enumerate(all_rows):
                page.write_row(number, 0, row)
    return path


def csv_text(rows, heads=HEADS, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([heads, *rows])
    return text.getvalue()


def zipped(path, entries):
    """A zip of {name: bytes}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return path
