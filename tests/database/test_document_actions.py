"""Documents on disk and on record: both or neither."""

import datetime as dt
import hashlib
import os
import uuid

import pytest
from django.db import IntegrityError

from core import history
from leads.actions import DocumentGone, archive_document, attach_document, attach_documents, view_document
from leads.documents import DocumentRefused
from leads.models import Document, Lead
from tests import files
from tests.factories import NOON, LeadFactory, UserFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "../../x.pdf",
    "..\\..\\x.pdf",
    "/etc/cron.d/x.pdf",
    "C:\\x.pdf",
    "x\0.pdf",
    "CON",
    "nul.pdf",
    "长" * 300 + ".pdf",
    "方案\u202efdp.exe",
    "...",
    "%2e%2e%2fx.pdf",
    "x.pdf\r\nX-Evil: 1",
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return settings.DOCUMENT_DIR


@pytest.fixture
def lead(db):
    return LeadFactory()


def attach(lead, name="方案.pdf", data=None, by=None, **fields):
    file = files.upload(name, files.pdf() if data is None else data)
    file._name = name  # as an attacker's client sends it, before Django cuts it
    return attach_document(lead=lead, by=by or lead.owner, at=NOON, file=file, **fields)


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_bytes_lie_under_a_random_name_and_the_row_says_what_they_are(lead, folder):
    before = Lead.objects.values().get()
    document = attach(lead)
    assert stored(folder) == [document.path]
    assert document.path == folder / document.stored_name[:2] / document.stored_name
    assert len(document.stored_name) == 32
    assert document.path.read_bytes() == files.pdf()
    assert os.stat(document.path).st_mode & 0o777 == 0o600
    assert (document.size, document.media_type) == (len(files.pdf()), "application/pdf")
    assert document.sha256 == hashlib.sha256(files.pdf()).hexdigest()
    event = history.of(lead).get()
    assert event.verb == "attach_document"
    assert event.data == {"document": document.pk, "name": "方案.pdf", "size": document.size}
    assert Lead.objects.values().get() == before  # a document is no activity


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_anywhere_else(lead, folder, tmp_path, name):
    document = attach(lead, name)
    assert stored(tmp_path) == [document.path]
    assert document.path.parent.parent == folder
    assert not {"/", "\\", "\0", "\r", "\n", "\u202e"} & set(document.name)
    assert document.name.endswith(".pdf")
    assert len(document.name) <= 200


def test_what_is_refused_leaves_nothing(lead, folder):
    with pytest.raises(DocumentRefused):
        attach(lead, "现场.png", files.HTML)
    assert stored(folder) == []
    assert (Document.objects.count(), history.of(lead).count()) == (0, 0)


def test_a_file_over_the_limit_is_refused_with_the_limit(lead, settings, folder):
    settings.DOCUMENT_MAX_MB = 1
    attach(lead, data=files.pdf().ljust(1 << 20))
    with pytest.raises(DocumentRefused, match="超过 1 MB"):
        attach(lead, data=files.pdf().ljust((1 << 20) + 1))
    assert len(stored(folder)) == 1


def test_a_lead_has_room_for_so_many_and_removed_ones_do_not_count(lead, settings):
    settings.DOCUMENTS_PER_LEAD = 2
    first = attach(lead)
    attach(lead)
    with pytest.raises(DocumentRefused, match="已有 2 个附件"):
        attach(lead)
    archive_document(document=first, by=lead.owner, at=NOON, reason="传错")
    assert attach(lead).pk


def test_a_failed_transaction_takes_the_file_with_it(lead, folder, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the history cannot be written")

    monkeypatch.setattr(history, "record", fail)
    with pytest.raises(RuntimeError):
        attach(lead)
    assert stored(folder) == []
    assert not Document.objects.exists()


def test_a_form_sent_twice_keeps_each_file_once(lead, folder):
    token = uuid.uuid4()
    sent = [files.upload("a.pdf", files.pdf()), files.upload("b.png", files.png())]
    act = {"lead": lead, "by": lead.owner, "at": NOON, "files": sent, "form_token": token}
    (first, _none), (again, _none) = attach_documents(**act), attach_documents(**act)
    assert first == again
    assert len(stored(folder)) == Document.objects.count() == history.of(lead).count() == 2
    with pytest.raises(IntegrityError):
        attach_documents(**act | {"by": UserFactory()})
    assert len(stored(folder)) == 2


def test_of_several_files_the_good_ones_are_kept_and_the_others_named(lead):
    sent = [files.upload("a.pdf", files.pdf()), files.upload("b.png", files.SVG), files.upload("c.txt", b"")]
    kept, refused = attach_documents(lead=lead, by=lead.owner, at=NOON, files=sent)
    assert [document.name for document in kept] == ["a.pdf"]
    assert [name for name, _reason in refused] == ["b.png", "c.txt"]
    assert "这种文件不接收" in refused[0][1]
    assert "文件是空的" in refused[1][1]


def test_a_document_is_taken_out_of_use_once_and_its_file_stays(lead):
    document = attach(lead)
    act = {"document": document, "by": lead.owner, "at": NOON, "reason": "传错了文件"}
    archive_document(**act)
    document.refresh_from_db()
    assert document.archived_at == NOON
    assert document.path.exists()
    event = history.of(lead).order_by("pk").last()
    assert event.verb == "archive_document"
    assert event.data == {"document": document.pk, "name": "方案.pdf", "reason": "传错了文件"}
    with pytest.raises(DocumentGone):
        archive_document(**act)


def test_a_reader_is_noted_once_a_day_and_the_uploader_never(lead):
    document, other = attach(lead), attach(lead)
    reader = UserFactory(name="许辰")
    for by, hours in [
        (lead.owner, 0),
        (reader, 0),
        (reader, 11),
        (reader, 13),
    ]:  # noon, late evening, next day
        view_document(document=document, by=by, at=NOON + dt.timedelta(hours=hours))
    view_document(document=other, by=reader, at=NOON)
    seen = history.of(lead).filter(verb="view_document").order_by("pk")
    assert [(event.actor_label, event.data["document"]) for event in seen] == [
        ("许辰", document.pk),
        ("许辰", document.pk),
        ("许辰", other.pk),
    ]
