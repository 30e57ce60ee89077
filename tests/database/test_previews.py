"""What can be seen of a document, and that a hostile PDF costs a moment and no more."""

import time

import pytest

from leads import previews
from leads.models import Document
from tests import files

HUGE_PAGE = "2000000 2000000"
ENDLESS = b"0 0 m " + b"1 1 1 1 1 1 c " * 400_000 + b"S "


@pytest.fixture
def document(settings, tmp_path):
    """Keeps the given bytes and answers with their document; no row is needed to draw."""
    settings.DOCUMENT_DIR, settings.PREVIEW_DIR = tmp_path / "documents", tmp_path / "previews"

    def keep(data):
        document = Document(stored_name="0" * 32)
        document.path.parent.mkdir(parents=True, exist_ok=True)
        document.path.write_bytes(data)
        return document

    return keep


def size_of(picture):
    return tuple(int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))


def test_pages_are_drawn_once_and_then_kept(document, settings):
    kept = document(files.pdf(pages=2, content=b"0 0 300 400 re f"))
    first = previews.pages(kept)
    assert [path.name for path in first] == ["1.png", "2.png"]
    assert size_of(first[0].read_bytes()) == (1000, 1416)
    kept.path.unlink()
    assert previews.pages(kept) == first
    assert sorted(path.name for path in settings.PREVIEW_DIR.iterdir()) == [kept.stored_name]


def test_only_the_first_pages_are_drawn_in_their_order(document):
    assert [path.stem for path in previews.pages(document(files.pdf(pages=12)))] == [
        str(number) for number in range(1, 11)
    ]


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 broken", files.pdf().replace(b"/Pages", b"/Sheet"), b"%PDF-1.7\n" + b"<<" * 200_000],
    ids=["broken", "no pages", "nested"],
)
def test_what_cannot_be_drawn_has_no_pages_and_is_not_tried_again(document, monkeypatch, data):
    kept = document(data)
    assert previews.pages(kept) == []
    monkeypatch.setattr(previews, "draw", lambda *paths: pytest.fail("tried again"))
    assert previews.pages(kept) == []


def test_a_page_larger_than_a_house_is_drawn_small(document):
    (page,) = previews.pages(document(files.pdf(size=HUGE_PAGE)))
    width, height = size_of(page.read_bytes())
    assert width <= 1000
    assert height <= 2000


def test_a_page_without_end_is_given_up(document, monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 1)
    kept = document(files.pdf(content=ENDLESS * 20))
    begun = time.monotonic()
    assert previews.pages(kept) == []
    assert time.monotonic() - begun < 5


def test_too_many_at_once_are_asked_to_wait(document, monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 0.01)
    kept = document(files.pdf())
    with previews.DRAWING, previews.DRAWING, pytest.raises(previews.Busy):
        previews.pages(kept)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_head_of_a_text_is_read_in_its_encoding(document, encoding):
    kept = document("\n".join(f"第{number}行" for number in range(300)).encode(encoding))
    text, has_more = previews.first_lines(kept.path)
    assert text.splitlines() == [f"第{number}行" for number in range(200)]
    assert has_more


def test_a_short_text_is_read_whole_and_a_long_line_is_cut(document):
    assert previews.first_lines(document("谈了\n地价".encode()).path) == ("谈了\n地价", False)
    text, has_more = previews.first_lines(document("长".encode() * 200_000).path)
    assert (len(text), has_more) == (previews.TEXT_BYTES // 3, True)
