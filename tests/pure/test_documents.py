"""What a file is, by its content; what it may be called."""

import io

import pytest

from leads.documents import (
    CSV,
    DOC,
    DOCX,
    GIF,
    JPEG,
    MAX_NAME,
    PDF,
    PNG,
    PPT,
    PPTX,
    TEXT,
    WEBP,
    XLS,
    XLSX,
    DocumentRefused,
    clean_name,
    decoded,
    sniff,
)
from tests import files

VBA_INFO = b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00" + bytes(4)
SHEET, MACRO_SHEET = (
    b"\x85\x00\x0e\x00\x10\x27\x00\x00\x00" + kind + b"\x06\x00Sheet1" for kind in (b"\0", b"\1")
)

KEPT = [
    ("方案.pdf", files.pdf(), PDF),
    ("现场.png", files.png(), PNG),
    ("现场.jpg", files.JPEG, JPEG),
    ("动图.gif", files.GIF, GIF),
    ("现场.webp", files.WEBP, WEBP),
    ("纪要.txt", "谈了用地价格".encode(), TEXT),
    ("纪要.txt", "谈了用地价格".encode("gb18030"), TEXT),
    ("纪要.TXT", "谈了用地价格".encode("utf-16"), TEXT),
    ("名单.csv", "企业,联系人\r\n".encode(), CSV),
    ("意向书.docx", files.office("word"), DOCX),
    ("测算.xlsx", files.office("xl"), XLSX),
    ("测算.xlsx", files.office("xl", encoding="utf-16"), XLSX),
    ("推介.pptx", files.office("ppt"), PPTX),
    ("意向书.doc", files.old_office("WordDocument"), DOC),
    ("测算.xls", files.old_office("Workbook"), XLS),
    ("测算.xls", files.old_office("Workbook", body=SHEET), XLS),
    ("旧表.xls", files.old_office("Book"), XLS),
    ("推介.ppt", files.old_office("PowerPoint Document"), PPT),
    ("推介.ppt", files.old_office("PowerPoint Document", body=VBA_INFO + bytes(4)), PPT),  # says: no macros
    # renamed: it is what it is, whatever it is called
    ("photo.exe", files.png(), PNG),
    ("photo.png", files.pdf(), PDF),
    ("page.html", files.GIF, GIF),
]

TYPE, MACROS, HIDDEN, PACKED = "这种文件不接收", "带有宏", "藏着一个压缩包", "压缩包看不到里面的内容"
REFUSED = [
    ("空.txt", b"", "文件是空的"),
    # pages, scripts and programs, whatever they are called
    ("photo.png", files.HTML, TYPE),
    ("photo.svg", files.SVG, TYPE),
    ("photo.txt", files.SVG, TYPE),
    ("notes.txt", files.HTML, TYPE),
    ("notes.txt", b"\xef\xbb\xbf \r\n" + files.HTML, TYPE),
    ("notes.txt", "<!DOCTYPE html>".encode("utf-16"), TYPE),
    ("notes.txt", b"<?xml version='1.0'?><svg/>", TYPE),
    ("notes.csv", b"<?php system($_GET['c']);", TYPE),
    ("notes.txt", b"#!/bin/sh\nrm -rf /", TYPE),
    ("notes.txt", b"@echo off\r\ndel *.*", TYPE),
    ("run.js", b"alert(1)", TYPE),
    ("run.bat", b"del *.*", TYPE),
    ("notes", "没有后缀".encode(), TYPE),
    ("notes.txt", b"MZ\x90\x00\x03\x00\x00\x00", TYPE),
    ("notes.txt", b"\x7fELF\x02\x01\x01\x00", TYPE),
    ("notes.txt", "谈了用地".encode() + b"\x00", TYPE),
    ("notes.txt", b"\xff\xff\xff\xff", TYPE),
    ("late.pdf", b"\n\n%PDF-1.7\n", TYPE),
    ("mail.msg", files.old_office("__properties_version1.0"), TYPE),
    # macros
    ("意向书.docm", files.office("word", **{"word/vbaProject.bin": b"x"}), MACROS),
    ("意向书.docx", files.office("word", **{"word/VBAPROJECT.BIN": b"x"}), MACROS),
    ("测算.xlsx", files.office("xl", suffix="main+xml;macroEnabled.12"), MACROS),
    ("测算.xlsx", files.office("xl", suffix="macroEnabled", encoding="utf-16"), MACROS),
    ("测算.xlsx", files.office("xl", **{"xl/macrosheets/sheet1.xml": b"x"}), MACROS),
    ("意向书.doc", files.old_office("WordDocument", "_VBA_PROJECT"), MACROS),
    ("意向书.doc", files.old_office("WordDocument", "macros"), MACROS),
    ("测算.xls", files.old_office("Workbook", "_VBA_PROJECT_CUR"), MACROS),
    ("推介.ppt", files.old_office("PowerPoint Document", body=VBA_INFO + b"\x01\0\0\0"), MACROS),
    ("测算.xls", files.old_office("Workbook", body=MACRO_SHEET), MACROS),
    ("测算.xlsx", files.old_office("EncryptedPackage"), "文件有密码"),
    # two in one
    ("方案.pdf", files.pdf() + files.archive({"a.class": b"x"}), HIDDEN),
    ("动图.gif", files.GIF + files.archive({"a.class": b"x"}), HIDDEN),
    ("现场.jpg", files.JPEG + files.office("word"), HIDDEN),
    # archives
    ("资料.zip", files.archive({"../../etc/passwd": b"x"}), PACKED),
    ("意向书.docx", files.archive({"word/document.xml": b"x"}), PACKED),
    ("表.odt", files.archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), PACKED),
    ("意向书.docx", files.office("word", **{"[CONTENT_TYPES].xml": b"x"}), PACKED),
    ("意向书.docx", files.office("word", suffix="main+xml&#47;"), PACKED),
    ("意向书.docx", files.office("word")[:60], "已损坏"),
]


def label(value):
    return value if isinstance(value, str) else "…"


@pytest.mark.parametrize(("name", "data", "media_type"), KEPT, ids=label)
def test_a_file_is_what_its_content_says(name, data, media_type):
    file = io.BytesIO(data)
    assert sniff(file, name) == media_type
    assert file.tell() == 0


@pytest.mark.parametrize(("name", "data", "sentence"), REFUSED, ids=label)
def test_what_is_not_on_the_list_is_refused_with_a_reason(name, data, sentence):
    file = io.BytesIO(data)
    with pytest.raises(DocumentRefused, match=sentence):
        sniff(file, name)
    assert file.tell() == 0


def test_a_table_of_parts_without_end_is_not_read_to_its_end():
    padded = files.archive({"[Content_Types].xml": b" " * (2 << 20) + b"wordprocessingml.document.main+xml"})
    with pytest.raises(DocumentRefused, match=PACKED):
        sniff(io.BytesIO(padded), "意向书.docx")


NAMES = [
    ("供地方案 v2.pdf", "供地方案 v2.pdf"),
    ("../../x.pdf", "x.pdf"),
    ("..\\..\\x.pdf", "x.pdf"),
    ("/etc/passwd", "passwd.pdf"),
    ("C:\\Users\\李沐\\x.pdf", "x.pdf"),
    ("x\0.pdf", "x.pdf"),
    ("x\r\nSet-Cookie: a=b.pdf", "xSet-Cookie_ a=b.pdf"),
    ("方案\u202efdp.exe", "方案fdp.exe.pdf"),
    ("\u200b\ufeff.pdf", "附件.pdf"),
    ("CON", "_CON.pdf"),
    ("con.pdf", "_con.pdf"),
    ("lpt1.tar.pdf", "_lpt1.tar.pdf"),
    ("console.pdf", "console.pdf"),
    ("...", "附件.pdf"),
    ("", "附件.pdf"),
    (".htaccess", "htaccess.pdf"),
    ('a<b>:"c"|d?*.pdf', "a_b___c__d__.pdf"),
    ("现场照片.PDF", "现场照片.PDF"),
    ("现场照片.png", "现场照片.png.pdf"),
    (" 方案 .pdf", "方案.pdf"),
    ("方案. . ", "方案.pdf"),
    ("长" * 300 + ".pdf", "长" * (MAX_NAME - 4) + ".pdf"),
    ("e\u0301tude.pdf", "étude.pdf"),
]


@pytest.mark.parametrize(("raw", "clean"), NAMES)
def test_a_name_holds_no_path_and_nothing_that_cannot_be_seen(raw, clean):
    assert clean_name(raw, PDF) == clean
    assert clean_name(clean, PDF) == clean


def test_a_text_that_was_cut_is_read_but_for_its_last_character():
    assert decoded("传感器".encode()[:-1], is_cut=True) == "传感"
    assert decoded("传感器".encode("gb18030")[:-1], is_cut=True) == "传感"
    assert decoded(b"\xff\xff\xff\xff", is_cut=True) is None
