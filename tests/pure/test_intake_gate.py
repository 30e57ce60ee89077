"""Files that are refused before anything parses them, and those that are read."""

import time

import pytest

from leads.intake.gate import Kind, Refusal, check
from leads.intake.layout import find_table
from leads.intake.reading import read
from tests.sheets import HEADS, csv_text, line, xlsx, zipped

WORKBOOK = {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}
ROWS = [line("晨星传感科技有限公司"), line("䶮远光电有限公司")]


def written(path, body):
    path.write_bytes(body)
    return path


def zip_bomb(folder):
    return zipped(folder / "a.xlsx", WORKBOOK | {"xl/worksheets/sheet1.xml": b"0" * 60_000_000})


def million_rows(folder):
    rows = b"".join(
        b'<row r="%d" s="%d"/>' % (number, number * 7919 % 1000003) for number in range(1, 1_000_001)
    )
    return zipped(
        folder / "a.xlsx", WORKBOOK | {"xl/worksheets/sheet1.xml": b"<sheetData>" + rows + b"</sheetData>"}
    )


def one_far_row(folder):
    cell = b'<sheetData><row r="1048576"><c r="A1048576"/></row></sheetData>'
    return zipped(folder / "a.xlsx", WORKBOOK | {"xl/worksheets/sheet1.xml": cell})


def far_column(folder):
    cell = b'<sheetData><row r="1"><c r="XFD1"/></row></sheetData>'
    return zipped(folder / "a.xlsx", WORKBOOK | {"xl/worksheets/sheet1.xml": cell})


def many_parts(folder):
    return zipped(folder / "a.xlsx", WORKBOOK | {f"xl/{number}.xml": b"" for number in range(1001)})


def with_macros(folder):
    return zipped(folder / "a.xlsx", WORKBOOK | {"xl/vbaProject.bin": b"x"})


def cut_off(folder):
    whole = xlsx(folder / "whole.xlsx", ROWS).read_bytes()
    return written(folder / "a.xlsx", whole[: len(whole) // 2])


def html_as_xlsx(folder):
    return written(folder / "a.xlsx", b"\xef\xbb\xbf\r\n<html><table><tr><td>x</td></tr></table></html>")


def html_as_csv(folder):
    return written(folder / "a.csv", b"<!DOCTYPE html><html></html>")


def with_password(folder):
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    return written(folder / "a.xlsx", body)


def another_zip(folder):
    return zipped(folder / "a.xlsx", {"word/document.xml": b"<x/>"})


def too_big(folder):
    return written(folder / "a.csv", b"a" * (10 * 1024 * 1024 + 1))


def nothing_in_it(folder):
    return written(folder / "a.csv", b"")


def of_another_kind(folder):
    return written(folder / "a.pdf", b"%PDF-1.4")


def million_lines(folder):
    return written(folder / "a.csv", b",,,,\n" * 1_000_000)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (zip_bomb, "解压后过大"),
        (million_rows, "行"),
        (one_far_row, "60,000 行"),
        (far_column, "100 列"),
        (many_parts, "部件过多"),
        (with_macros, "宏"),
        (cut_off, "不完整"),
        (html_as_xlsx, "网页（HTML）"),
        (html_as_csv, "网页（HTML）"),
        (with_password, "密码"),
        (another_zip, "不是 Excel 工作簿"),
        (too_big, "10 MB"),
        (nothing_in_it, "空的"),
        (of_another_kind, "只能导入"),
        (million_lines, "60,000 行"),
    ],
)
def test_refused_with_a_sentence_and_fast(make, word, tmp_path):
    path = make(tmp_path)

    begun = time.process_time()
    with pytest.raises(Refusal, match=word):
        check(path, path.name)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_encoding_is_read(encoding, tmp_path):
    path = written(tmp_path / "a.csv", csv_text(ROWS).encode(encoding))

    found, grids = read(path, check(path, path.name))

    assert found == encoding
    assert [row[0] for row in grids[0].rows] == ["企业名称", "晨星传感科技有限公司", "䶮远光电有限公司"]


def test_what_no_encoding_reads_is_refused(tmp_path):
    path = written(tmp_path / "a.csv", b"\xff\xff\x80 name")

    with pytest.raises(Refusal, match="文字编码"):
        read(path, check(path, path.name))


def test_an_open_quote_that_swallows_the_file_is_refused(tmp_path):
    path = written(tmp_path / "a.csv", ('企业名称,备注\n"晨星' + "一二三四五六七八九十\n" * 20_000).encode())

    with pytest.raises(Refusal, match="引号"):
        list(read(path, check(path, path.name))[1][0].rows)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters(delimiter, tmp_path):
    path = written(tmp_path / "a.csv", csv_text(ROWS, delimiter=delimiter).encode())

    assert len(next(read(path, Kind.CSV)[1][0].rows)) == len(HEADS)


def test_table_is_found_under_titles_and_without_blank_total_and_signature_rows(tmp_path):
    title = [["高新区招商线索汇总表"], ["填报单位：产业链专班", "", "填报日期：2025年3月1日"], []]
    body = [*ROWS[:1], [], ROWS[1], ["合计", "2家"], ["填表人：", "", "审核人："]]
    path = xlsx(tmp_path / "a.xlsx", body, title=title)

    table = find_table(read(path, check(path, path.name))[1][0])

    assert table.header_row == 4
    assert [(number, cells[0]) for number, cells in table.rows] == [
        (5, "晨星传感科技有限公司"),
        (7, "䶮远光电有限公司"),
    ]


def test_a_column_of_numbers_alone_makes_no_row(tmp_path):
    rows = [[1, "晨星传感科技有限公司"], [2, ""], [3, " "]]
    path = xlsx(tmp_path / "a.xlsx", rows, heads=["序号", "公司名称"])

    table = find_table(read(path, Kind.XLSX)[1][0])

    assert [number for number, _cells in table.rows] == [2]


def test_every_sheet_with_a_table_is_read(tmp_path):
    more = [("封面", [["招商线索"]]), ("二季度", [["单位名称", "电话"], ["远山光电有限公司", "19900000002"]])]
    path = xlsx(tmp_path / "a.xlsx", ROWS, more=more)

    tables = [find_table(grid) for grid in read(path, Kind.XLSX)[1]]

    assert [table.sheet for table in tables if table and table.has_names] == ["线索", "二季度"]
