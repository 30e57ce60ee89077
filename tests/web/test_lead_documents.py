"""On the page of a lead: documents are uploaded, looked at, downloaded and taken out of use."""

import re
import uuid
from urllib.parse import unquote

import pytest
import time_machine
from django.conf import settings as project

from accounts.roles import Role
from core import history
from leads.actions import archive_document, attach_document
from leads.models import Document, Lead
from leads.stages import LeadStatus
from tests import files
from tests.factories import NOON, ContactFactory, LeadFactory, person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR, settings.PREVIEW_DIR = tmp_path / "documents", tmp_path / "previews"
    return tmp_path


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(chain=sensor, owner=staff, contact=ContactFactory())


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


def text(response):
    return response.content.decode()


def attach(lead, name="供地方案.pdf", data=None, by=None):
    file = files.upload(name, files.pdf() if data is None else data)
    return attach_document(lead=lead, by=by or lead.owner, at=NOON, file=file)


def send(browser, lead, *sent, headers=None, **fields):
    values = {"files": [files.upload(name, data) for name, data in sent]} | fields
    return browser.post(f"/leads/{lead.pk}/documents/", values, headers=headers or {})


def address(document, end=""):
    return f"/leads/{document.lead_id}/documents/{document.pk}/{end}"


def content(response):
    return b"".join(response.streaming_content)


def verbs(lead):
    return [event.verb for event in history.of(lead).order_by("pk")]


# -- upload -----------------------------------------------------------------------------------


def test_files_are_uploaded_together(browser, lead):
    response = send(browser, lead, ("方案.pdf", files.pdf()), ("现场.png", files.png()))
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    assert set(Document.objects.values_list("name", "media_type")) == {
        ("方案.pdf", "application/pdf"),
        ("现场.png", "image/png"),
    }
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "已上传 方案.pdf、现场.png。" in page
    assert page.count("方案.pdf</a>") == 2  # in the timeline and beside it


def test_an_upload_by_htmx_brings_timeline_and_list(browser, lead):
    page = text(send(browser, lead, ("方案.pdf", files.pdf()), headers=HTMX))
    assert page.lstrip().startswith('<div id="work">')
    assert 'hx-swap-oob="innerHTML:#lead-documents"' in page
    assert page.count("方案.pdf</a>") == 2


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_what_is_refused_is_named_and_the_rest_is_kept(browser, lead, headers):
    response = send(browser, lead, ("方案.pdf", files.pdf()), ("现场.png", files.HTML), headers=headers)
    assert response.status_code == 422
    assert re.search(r"<b>现场\.png</b> 这种文件不接收", text(response))
    assert 'data-modes="upload"' in text(response)
    assert [document.name for document in Document.objects.all()] == ["方案.pdf"]


def test_no_file_is_an_error(browser, lead):
    response = send(browser, lead)
    assert (response.status_code, "先选文件，再上传。" in text(response)) == (422, True)


def test_a_form_sent_twice_is_one(browser, lead):
    token = str(uuid.uuid4())
    for _time in range(2):
        send(browser, lead, ("方案.pdf", files.pdf()), form_token=token)
    assert Document.objects.count() == 1


def test_more_than_the_installation_takes_is_413_before_it_is_read(browser, lead, settings):
    settings.UPLOAD_MAX_MB = 1
    response = send(browser, lead, ("方案.pdf", files.pdf().ljust(1 << 20)), headers=HTMX)
    assert response.status_code == 413
    assert "内容太大，服务器没有接收。" in text(response)
    assert not Document.objects.exists()


def test_the_proxy_lets_through_what_the_application_takes():
    conf = (project.BASE_DIR / "deploy" / "nginx.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m;", conf)[1]) > project.UPLOAD_MAX_MB
    assert project.UPLOAD_MAX_MB >= project.DOCUMENT_MAX_MB


# -- download ---------------------------------------------------------------------------------

KINDS = [
    ("供地方案.pdf", files.pdf(), "application/pdf"),
    ("现场.png", files.png(), "image/png"),
    ("纪要.txt", "谈了地价".encode(), "text/plain"),
    ("测算.xlsx", files.office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
]


@pytest.mark.parametrize(("name", "data", "media_type"), KINDS)
def test_a_download_is_a_file_to_keep_and_nothing_else(browser, lead, name, data, media_type):
    response = browser.get(address(attach(lead, name, data), "file/"))
    assert content(response) == data
    assert response.headers["Content-Type"] == media_type
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == name
    assert {header: response.headers[header] for header in INERT} == INERT


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\x.pdf", "x.pdf"),
        ("CON", "_CON.pdf"),
        ('a";filename="evil.html', "evil.html.pdf"),
        ("x\r\nSet-Cookie: a=b.pdf", "x"),
    ],
)
def test_a_hostile_name_stays_out_of_the_headers(browser, lead, name, shown):
    send(browser, lead, (name, files.pdf()))
    response = browser.get(address(Document.objects.get(), "file/"))
    disposition = unquote(response.headers["Content-Disposition"])
    content(response)
    assert shown in disposition
    assert "Set-Cookie" not in response.headers
    assert not {"/", "\\", "\r", "\n"} & set(disposition)


def test_the_reader_is_on_record_and_the_uploader_is_not(browser, signed_in, lead, office):
    document = attach(lead)
    content(browser.get(address(document, "file/")))
    assert verbs(lead) == ["attach_document"]
    reader = signed_in(office)
    reader.head(address(document))
    assert verbs(lead) == ["attach_document"]
    for _time in range(2):
        content(reader.get(address(document, "file/")))
        reader.get(address(document))
    assert verbs(lead) == ["attach_document", "view_document"]
    assert "<b>何静</b> 查看了附件 供地方案.pdf" in text(browser.get(f"/leads/{lead.pk}/"))


def test_who_may_not_see_the_numbers_sees_that_there_is_a_file(signed_in, lead, sensor):
    document = attach(lead)
    reader = signed_in(person(Role.STAFF, chains=[sensor.code]))
    page = text(reader.get(f"/leads/{lead.pk}/"))
    assert "供地方案.pdf" in page
    assert address(document) not in page
    for end in ("", "file/", "pages/1/", "archive/"):
        response = reader.get(address(document, end))
        assert response.status_code == 403
        assert "附件只给负责人、协同人" in text(response)


@pytest.mark.parametrize("kind", ["", "?kind=document"])
def test_the_timeline_fragment_links_for_those_who_may_read(browser, lead, kind):
    document = attach(lead)
    page = text(browser.get(f"/leads/{lead.pk}/timeline/{kind}", headers=HTMX))
    assert address(document, "file/") in page


def test_a_document_of_another_lead_is_not_there(browser, lead, sensor, staff):
    document = attach(LeadFactory(chain=sensor, owner=staff))
    for end in ("", "file/", "pages/1/", "archive/"):
        assert browser.get(f"/leads/{lead.pk}/documents/{document.pk}/{end}").status_code == 404


def test_a_file_that_is_gone_is_said_and_logged(browser, lead, caplog):
    document = attach(lead)
    document.path.unlink()
    assert browser.get(address(document, "file/")).status_code == 404
    page = text(browser.get(address(document)))
    assert f"请告诉管理员附件编号 {document.pk}。" in page
    assert caplog.text.count(f"document {document.pk}: its file is missing") == 2


# -- preview ----------------------------------------------------------------------------------


def test_a_pdf_is_shown_page_by_page(browser, lead):
    document = attach(lead, data=files.pdf(pages=2))
    page = text(browser.get(address(document)))
    assert [f"pages/{number}/" in page for number in (1, 2, 3)] == [True, True, False]
    response = browser.get(address(document, "pages/2/"))
    assert content(response).startswith(b"\x89PNG")
    assert response.headers["Content-Type"] == "image/png"
    assert {header: response.headers[header] for header in INERT} == INERT
    assert browser.get(address(document, "pages/3/")).status_code == 404
    assert browser.get(address(document, "pages/0/")).status_code == 404


def test_a_pdf_that_cannot_be_drawn_can_be_downloaded(browser, lead):
    document = attach(lead, data=b"%PDF-1.7 broken")
    page = text(browser.get(address(document)))
    assert "这份 PDF 生成不了预览" in page
    assert address(document, "file/") in page


def test_a_picture_is_shown_from_its_download(browser, lead):
    document = attach(lead, "现场.png", files.png())
    assert f'<img src="{address(document, "file/")}" alt="现场.png">' in text(browser.get(address(document)))
    assert browser.get(address(document, "pages/1/")).status_code == 404


def test_a_text_is_shown_escaped(browser, lead):
    data = "编号<script>alert(1)</script>\n".encode("gb18030") * 201
    page = text(browser.get(address(attach(lead, "名单.csv", data))))
    assert page.count("编号&lt;script&gt;") == 200
    assert "<script>alert" not in page
    assert "只预览前 200 行" in page


def test_a_workbook_is_to_be_downloaded(browser, lead):
    document = attach(lead, "测算.xlsx", files.office("xl"))
    assert "这种文件不能预览，请下载后查看。" in text(browser.get(address(document)))


# -- out of use -------------------------------------------------------------------------------


def test_the_uploader_takes_a_document_out_of_use(browser, lead):
    document = attach(lead)
    assert browser.post(address(document, "archive/"), {"reason": ""}).status_code == 422
    response = browser.post(address(document, "archive/"), {"reason": "传错了文件"})
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "移除了附件 供地方案.pdf：传错了文件" in page
    assert "上传了附件 供地方案.pdf（已移除）</p>" in page
    assert address(document) not in page
    assert "还没有附件。" in page
    for end in ("", "file/", "pages/1/", "archive/"):
        assert browser.get(address(document, end)).status_code == 404


def test_the_office_still_sees_what_was_taken_out_of_use(signed_in, lead, office):
    document = attach(lead)
    archive_document(document=document, by=lead.owner, at=NOON, reason="传错")
    for path in (f"/leads/{lead.pk}/", f"/leads/{lead.pk}/timeline/?kind=document"):
        page = text(signed_in(office).get(path, headers=HTMX))
        assert f'<a href="{address(document)}">供地方案.pdf</a>（已移除）' in page
        assert address(document, "file/") not in page
    page = text(signed_in(office).get(address(document)))
    assert "已移除" in page
    assert address(document, "archive/") not in page
    again = signed_in(office).post(address(document, "archive/"), {"reason": "再移除"}, follow=True)
    assert "附件已经移除。" in text(again)


def test_a_colleague_of_the_unit_reads_but_does_not_remove(signed_in, lead, staff, sensor):
    document = attach(lead)
    colleague = signed_in(person(Role.STAFF, chains=[sensor.code], team=staff.team))
    assert content(colleague.get(address(document, "file/"))) == files.pdf()
    response = colleague.post(address(document, "archive/"), {"reason": "想移除"})
    assert response.status_code == 403
    assert "附件只能由上传人" in text(response)
    assert Document.objects.get().archived_at is None


def test_a_converted_lead_takes_documents_but_no_follow_up(browser, lead):
    Lead.objects.filter(pk=lead.pk).update(status=LeadStatus.CONVERTED)
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert 'id="pane-upload"' in page
    assert 'id="pane-follow-up"' not in page
    sent = {"files": files.upload("补充协议.pdf", files.pdf()), "form_token": uuid.uuid4()}
    assert browser.post(f"/leads/{lead.pk}/documents/", sent, headers=HTMX).status_code == 200
    assert lead.documents.get().name == "补充协议.pdf"
