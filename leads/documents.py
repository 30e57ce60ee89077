"""What a file is, by its content, and what it may be called. Pure: no database, no settings.

A name proves nothing: a page may be called photo.png. So the first bytes decide, then the parts of an office
file, and only what is on the list is kept. The name is for reading; no path is ever made of it.
"""

import re
import struct
import unicodedata
import zipfile
import zlib

from django.utils.translation import gettext as _

PDF, PNG, JPEG, GIF, WEBP = "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"
TEXT, CSV = "text/plain", "text/csv"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    OPEN_XML + "wordprocessingml.document",
    OPEN_XML + "spreadsheetml.sheet",
    OPEN_XML + "presentationml.presentation",
)
SUFFIXES = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    GIF: (".gif",),
    WEBP: (".webp",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    DOC: (".doc",),
    XLS: (".xls",),
    PPT: (".ppt",),
    TEXT: (".txt",),
    CSV: (".csv",),
}
"""What is kept, and the names each may end with; the first is given to a file that ends otherwise."""

IMAGES = frozenset({PNG, JPEG, GIF, WEBP})
TEXTS = frozenset({TEXT, CSV})
MAX_NAME = 200
MAX_PARTS = 5000
MAX_TABLE = 1 << 20


class DocumentRefused(Exception):
    """The file is not kept. The message is meant for the user."""


# -- what it is -------------------------------------------------------------------------------

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = (
    (re.compile(rb"%PDF-\d"), PDF),
    (re.compile(rb"\x89PNG\r\n\x1a\n....IHDR", re.DOTALL), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBPVP8", re.DOTALL), WEBP),
)
MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"presentationml.presentation.main+xml", PPTX),
)
PROGRAM = re.compile(rb"\s*(<[!?%a-z]|#!|@echo\b|%!)", re.IGNORECASE)
CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f]")


def sniff(file, name):
    """The media type of the open binary `file`, which is left at its beginning, or DocumentRefused."""
    file.seek(0)
    start = file.read(512)
    file.seek(0)
    try:
        return kind_of(file, start, name)
    finally:
        file.seek(0)


def kind_of(file, start, name):
    if not start:
        raise DocumentRefused(_("文件是空的，请检查后重新选择。"))
    if start.startswith(ZIP):
        return open_xml(file)
    if start.startswith(OLE):
        return old_office(file.read())
    found = next((media_type for signature, media_type in SIGNATURES if signature.match(start)), None)
    if found is None:
        return text_type(file.read(), name)
    if zipfile.is_zipfile(file):  # two files in one, so that each reader sees another
        raise DocumentRefused(_("文件里还藏着一个压缩包，没有接收。请重新导出后再上传。"))
    return found


def open_xml(file):
    """docx, xlsx or pptx: the list of its parts decides, not their names."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [entry.filename.casefold() for entry in archive.infolist()]
            table = types_of(archive) if len(names) <= MAX_PARTS else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise DocumentRefused(_("文件不完整或已损坏，请重新保存后再上传。")) from None
    found = next((media_type for part, media_type in MAIN_PARTS if part in table), None)
    if b"macroenabled" in table or any(is_program(name) for name in names):
        raise has_macros()
    if found is None or b"&" in table or len(set(names)) < len(names):  # written so as to be misread
        raise DocumentRefused(_("压缩包看不到里面的内容，没有接收。请解开后逐个上传。"))
    return found


def types_of(archive):
    """The table of parts, in small letters, whichever encoding it is in; empty where there is none."""
    try:
        with archive.open("[Content_Types].xml") as table:
            return table.read(MAX_TABLE).replace(b"\0", b"").lower()
    except KeyError:
        return b""


def is_program(name):
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name


def has_macros():
    return DocumentRefused(_("文件带有宏，没有接收。请另存为不带宏的格式后再上传。"))


OLD_MAIN = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
OLD_MACROS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA")
# Macros inside a stream. A presentation: VbaInfoContainer, VbaInfoAtom, "has macros". A workbook: the record
# BoundSheet8 of a sheet whose type is "macro".
MACROS_INSIDE = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00....[^\x00]"
    rb"|\x85\x00[\x08-\x48]\x00....[\x00-\x02]\x01",
    re.DOTALL,
)


def old_office(data):
    """doc, xls or ppt: the directory of the compound file decides."""
    low = data.lower()  # names in it are compared without case

    def has(name):
        return directory_entry(name).lower() in low

    if has("EncryptedPackage"):
        raise DocumentRefused(_("文件有密码，查不了里面有没有宏，没有接收。请去掉密码后再上传。"))
    if any(map(has, OLD_MACROS)) or MACROS_INSIDE.search(data):
        raise has_macros()
    found = next((media_type for name, media_type in OLD_MAIN if has(name)), None)
    if found is None:
        raise unknown()
    return found


def directory_entry(name):
    """The first 66 bytes of an entry of the directory: the name in 64 bytes, and its length."""
    return name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)


def text_type(data, name):
    """Plain text has no signature: it must read as text, be called so, and not begin like a program."""
    found = next((kind for kind in TEXTS if name.casefold().endswith(SUFFIXES[kind])), None)
    text = decoded(data)
    if found is None or text is None or CONTROLS.search(text) or PROGRAM.match(text[:512].encode()):
        raise unknown()
    return found


def unknown():
    return DocumentRefused(
        _("这种文件不接收。可以上传 PDF、图片（png、jpg、webp、gif）、Word、Excel、PPT、txt 和 csv。")
    )


def decoded(data, *, is_cut=False):
    """`data` as text in the encoding it is in (UTF-8, UTF-16 with its mark, else GB 18030), or None.

    `is_cut`: the last character may be incomplete.
    """
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        for short in range(4 if is_cut else 1):
            try:
                return data[: len(data) - short].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


# -- what it is called ------------------------------------------------------------------------

FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICE = re.compile(r"(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)", re.IGNORECASE)


def clean_name(raw, media_type):
    """A name that every system can save: no path, no invisible sign, the ending of what it is."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    # Control and format signs (Cc, Cf) are what turns "gpj.exe" round or hides an ending.
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = FORBIDDEN.sub("_", " ".join(name.split())).rstrip(". ")
    own = next((len(end) for end in SUFFIXES[media_type] if name.casefold().endswith(end)), 0)
    body = name[: len(name) - own].strip(". ") or _("附件")
    ending = name[len(name) - own :] if own else SUFFIXES[media_type][0]
    if DEVICE.match(body):
        body = f"_{body}"
    return body[: MAX_NAME - len(ending)].rstrip(". ") + ending
