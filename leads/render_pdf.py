"""python -m leads.render_pdf FILE FOLDER: draw the first pages of a PDF as FOLDER/1.png, 2.png, …

Runs as a process of its own, without Django and with little to spend: a hostile file ends this process and
no other. What it cannot read it leaves undrawn.
"""

import contextlib
import resource
import struct
import sys
import zlib
from pathlib import Path

import pypdfium2

MAX_PAGES = 10
WIDTH, MAX_HEIGHT = 1000, 2000  # pixels
SECONDS = 10
MEMORY = 1 << 30
LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: 16 << 20,
    resource.RLIMIT_CORE: 0,
}


def main(source, folder):
    for limit, value in LIMITS.items():
        with contextlib.suppress(ValueError):  # macOS has no limit of memory; the clock is there all the same
            resource.setrlimit(limit, (value, value))
    document = pypdfium2.PdfDocument(source)
    document.init_forms()  # or what is filled in would not show
    for number in range(min(len(document), MAX_PAGES)):
        draft = Path(folder, "draft")
        draft.write_bytes(drawn(document[number]))
        draft.rename(Path(folder, f"{number + 1}.png"))


def drawn(page):
    width, height = page.get_size()
    scale = min(WIDTH / width, MAX_HEIGHT / height)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    lines = memoryview(bitmap.buffer).cast("B")
    used = bitmap.width * bitmap.n_channels
    return png(bitmap.width, [lines[y * bitmap.stride :][:used] for y in range(bitmap.height)])


def png(width, lines):
    """A PNG of 8 bit RGB. `lines` are the rows of the picture, three bytes a pixel."""
    head = struct.pack(">IIBBBBB", width, len(lines), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(line) for line in lines), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    main(*sys.argv[1:])
