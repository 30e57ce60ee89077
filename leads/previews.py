"""What of a document can be shown without downloading it: pages of a PDF as pictures, the head of a text."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import islice
from threading import BoundedSemaphore

from django.conf import settings

from leads.documents import decoded

LINES = 200
SECONDS = 10
TEXT_BYTES = 256 * 1024
DRAWING = BoundedSemaphore(2)  # however many people look, so many pages are drawn at once in one web process


class Busy(Exception):
    """Too many previews are being drawn just now."""


def first_lines(path):
    """The first lines of a text file, and whether there are more."""
    with path.open("rb") as file:
        data = file.read(TEXT_BYTES + 1)
    is_cut = len(data) > TEXT_BYTES
    lines = iter((decoded(data[:TEXT_BYTES], is_cut=is_cut) or "").splitlines())
    shown = list(islice(lines, LINES))
    return "\n".join(shown), is_cut or next(lines, None) is not None


def pages(document):
    """Paths of the drawn pages of a PDF in their order; none if it cannot be drawn. Drawn once, then kept."""
    folder = settings.PREVIEW_DIR / document.stored_name
    if not folder.is_dir():
        if not DRAWING.acquire(timeout=SECONDS):
            raise Busy
        try:
            draw(document.path, folder)
        finally:
            DRAWING.release()
    return sorted(folder.glob("*.png"), key=lambda path: int(path.stem))


def draw(source, folder):
    """Draw into a folder beside, then put it in place whole; an empty one says: not to be tried again."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = tempfile.mkdtemp(dir=folder.parent)
    command = [sys.executable, "-m", "leads.render_pdf", str(source), draft]
    silent = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):  # the pages drawn by then are shown
        # Both paths are of our own making: no name that a person typed is part of the command.
        subprocess.run(command, cwd=settings.BASE_DIR, env={}, timeout=SECONDS, check=False, **silent)  # noqa: S603
    try:
        os.rename(draft, folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
