"""Screenshots small enough for a repository: the same picture with a palette of its 256 commonest colours.

Knows the one kind of PNG that Chromium writes: 8 bit RGB, not interlaced. Standard library only.
"""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def shrink(data: bytes) -> bytes:
    """`data`, a PNG of 8 bit RGB, as a PNG with a palette. Rare colours become the nearest common one."""
    parts = dict.fromkeys([b"IHDR", b"IDAT"], b"")
    at = len(SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        parts[kind] = parts.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += length + 12
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    if (depth, colour) != (8, 2):
        raise ValueError("not a PNG of 8 bit RGB")
    lines = unfiltered(zlib.decompress(parts[b"IDAT"]), 3 * width)
    return with_palette(lines, width, height)


def unfiltered(raw, length):
    """The lines of the picture; each in `raw` begins with the filter that made it smaller."""
    lines, above = [], bytearray(length)
    for start in range(0, len(raw), length + 1):
        line = bytearray(raw[start + 1 : start + 1 + length])
        restore(raw[start], line, above)
        lines.append(line)
        above = line
    return lines


def restore(kind, line, above):
    if kind == 0:
        return
    if kind == 2:
        line[:] = bytes((a + b) & 255 for a, b in zip(line, above, strict=True))
        return
    for i in range(len(line)):
        left, up, corner = (line[i - 3], above[i], above[i - 3]) if i > 2 else (0, above[i], 0)
        guess = {1: left, 3: (left + up) // 2}.get(kind)
        line[i] = (line[i] + (paeth(left, up, corner) if guess is None else guess)) & 255


def paeth(left, up, corner):
    p = left + up - corner
    return min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]


def with_palette(lines, width, height):
    pixels = [list(zip(line[0::3], line[1::3], line[2::3], strict=True)) for line in lines]
    counts = Counter(pixel for line in pixels for pixel in line)
    palette = [colour for colour, _n in counts.most_common(256)]
    index = {colour: nearest(colour, palette) for colour in counts}
    body = b"".join(b"\0" + bytes(index[pixel] for pixel in line) for line in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        SIGNATURE
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", bytes(value for colour in palette for value in colour))
        + chunk(b"IDAT", zlib.compress(body, 9))
        + chunk(b"IEND", b"")
    )


def nearest(colour, palette):
    return min(
        range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(colour, palette[i], strict=True))
    )


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
