"""Refuses a file before anything parses it. Every refusal is one sentence that says what to do."""

import re
import zipfile
import zlib
from enum import StrEnum

from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000
MAX_ROWS = 20_000  # rows that hold something
MAX_GRID_ROWS = 60_000  # rows a sheet spans, empty ones among them
MAX_COLUMNS = 100
CHUNK = 1 << 20

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
FAR_COLUMN = re.compile(rb' r="(?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])\d')  # beyond CV, the hundredth
SUFFIXES = (".xlsx", ".xls", ".csv")


class Refusal(Exception):
    """The file is not opened, or nothing in it can be imported. The message is meant for the user."""


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def check(path, file_name):
    """The kind of file at `path`, or a Refusal. Reads at most MAX_UNPACKED bytes, in chunks."""
    suffix = next((end for end in SUFFIXES if file_name.casefold().endswith(end)), None)
    if suffix is None:
        raise Refusal(_("只能导入 .xlsx、.xls 或 .csv 文件。"))
    size = path.stat().st_size
    if size == 0:
        raise Refusal(_("文件是空的。"))
    if size > MAX_BYTES:
        raise Refusal(_("文件超过 10 MB，请拆成几个文件再导入。"))
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(ZIP):
        check_zip(path, size)
        return Kind.XLSX
    if start.startswith(OLE):
        check_ole(path)
        return Kind.XLS
    if suffix != ".csv":
        raise Refusal(not_a_workbook(start))
    check_text(path, start)
    return Kind.CSV


def not_a_workbook(start):
    if looks_like_markup(start):
        return _("这个文件其实是网页（HTML），不是 Excel 工作簿。请用 Excel 打开后另存为 .xlsx。")
    return _("这个文件不是 Excel 工作簿，或已损坏。请用 Excel 打开后另存为 .xlsx。")


def looks_like_markup(start):
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<script", b"<style"))


def check_zip(path, size):
    try:
        with zipfile.ZipFile(path) as archive:
            check_entries(archive.infolist(), size)
            for entry in archive.infolist():
                check_entry(archive, entry)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        raise broken() from None


def broken():
    return Refusal(_("文件不完整或已损坏，打不开。请重新保存或重新发送后再试。"))


def check_entries(entries, size):
    """The table of contents: what the archive says of itself."""
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise Refusal(_("压缩包里的部件过多，不像正常的工作簿，已拒绝。"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(_("文件有密码。请去掉密码后再导入。"))
    if "xl/workbook.xml" not in names:
        raise Refusal(_("这个压缩包不是 Excel 工作簿（.xlsx）。"))
    if "xl/vbaProject.bin" in names:
        raise Refusal(_("工作簿带有宏，不能导入。请另存为不带宏的 .xlsx。"))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 1):
        raise Refusal(_("文件解压后过大，不像正常的工作簿，已拒绝。常见原因是表里有大量空行，请删除后再试。"))


def check_entry(archive, entry):
    """One part, unpacked without keeping it: its true size, and how far a sheet reaches."""
    is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
    seen, rows, tail = 0, 0, b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            seen += len(chunk)
            if seen > MAX_UNPACKED:
                raise Refusal(_("文件解压后过大，不像正常的工作簿，已拒绝。"))
            if is_sheet:
                rows += chunk.count(b"<row")
                check_extent(tail + chunk, rows)
                tail = chunk[-200:]


def check_extent(text, rows):
    at = text.rfind(b"<row ")
    last = LAST_ROW.match(text, at) if at >= 0 else None
    if rows > MAX_GRID_ROWS or (last and int(last[1]) > MAX_GRID_ROWS):
        raise too_many_grid_rows()
    if FAR_COLUMN.search(text):
        raise Refusal(_("表格超过 100 列。请删除用不到的列后再导入。"))


def too_many_grid_rows():
    return Refusal(_("表格超过 60,000 行（空行也算）。请删除空行，只留数据后再导入。"))


def too_many_rows():
    return Refusal(_("数据超过 20,000 行。请拆成几个文件，分次导入。"))


def check_ole(path):
    """An old workbook; or a new one with a password, which is kept in the same kind of container."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise Refusal(_("文件有密码。请去掉密码后再导入。"))


def check_text(path, start):
    if looks_like_markup(start):
        raise Refusal(not_a_workbook(start))
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
    if lines > 10 * MAX_GRID_ROWS:  # a quoted cell may hold line breaks of its own
        raise too_many_grid_rows()
