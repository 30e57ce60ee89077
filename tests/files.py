"""Small files of each kind, made here: what a document test uploads."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(14)
KINDS = {
    "word": "wordprocessingml.document",
    "xl": "spreadsheetml.sheet",
    "ppt": "presentationml.presentation",
}
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def png():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\x23\x56\x9c")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(pages=1, size="595 842", content=b""):
    """A PDF of blank pages, each drawn by the operators `content`."""
    kids = " ".join(f"{3 + number} 0 R" for number in range(pages))
    stream = 3 + pages
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {stream} 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        *[page.encode()] * pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + head + table + trailer % (len(objects) + 1, len(data))


def archive(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, body in parts.items():
            target.writestr(name, body)
    return file.getvalue()


def office(folder, *, suffix="main+xml", encoding="utf-8", **parts):
    """A docx, xlsx or pptx of almost nothing; `parts` are further entries."""
    kind = f"application/vnd.openxmlformats-officedocument.{KINDS[folder]}.{suffix}"
    types = f'<Types><Override PartName="/{folder}/main.xml" ContentType="{kind}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(encoding), f"{folder}/main.xml": b"<x/>"} | parts)


def old_office(*names, body=b""):
    """A compound file that lists `names` in its directory."""
    entries = (
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) for name in names
    )
    return OLE + bytes(504) + b"".join(entry.ljust(128, b"\0") for entry in entries) + body


def upload(name, data):
    return SimpleUploadedFile(name, data)
