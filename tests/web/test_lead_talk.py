"""On the page of a lead: its timeline, comments and mentions."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import write_comment
from leads.models import Comment, Document, Visibility
from tests.factories import NOON, FollowUpFactory, LeadFactory, TeamFactory, person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(chain=sensor, owner=staff, title="气体产线")


@pytest.fixture
def colleague(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="许辰", team=TeamFactory(name="传感谷专班"))


def text(response):
    return response.content.decode()


def attached(lead, number=0, *, at=NOON, **fields):
    return Document.objects.create(
        lead=lead, by=lead.owner, at=at, name=f"方案{number}.pdf", size=2048, media_type="application/pdf",
        stored_name=uuid.uuid4().hex, **fields,
    )  # fmt: skip


def crowd(lead, count, *, at=NOON):
    """`count` of each kind of entry, all at the same moment."""
    for number in range(count):
        FollowUpFactory(lead=lead, summary=f"跟进{number}。", at=at)
        write_comment(lead=lead, by=lead.owner, at=at, text=f"评论{number}。")
        attached(lead, number, at=at)
        history.record("assign_lead", lead, by=lead.owner, at=at, old="", new=f"变更{number}。")


def entries(page):
    """What the entries of a page say, without markup."""
    found = re.findall(r'<li(?: id="[\w-]+")?><svg.*?</svg><div>(.*?)<div class="meta">', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in found]


def walk(browser, address):
    """The pages of a timeline, following "earlier" to its end."""
    while address:
        page = text(browser.get(address, headers=HTMX))
        yield entries(page)
        found = re.search(r'hx-get="([^"]+before=[^"]+)"', page)
        address = found and found[1].replace("&amp;", "&")


def test_pages_neither_repeat_nor_skip_though_all_happened_at_once(browser, lead):
    crowd(lead, 25)
    pages = list(walk(browser, f"/leads/{lead.pk}/timeline/"))
    assert [len(page) for page in pages] == [30, 30, 30, 10]
    said = [entry for page in pages for entry in page]
    assert len(set(said)) == 100


def test_what_happens_meanwhile_moves_no_page(browser, lead):
    crowd(lead, 15, at=NOON - dt.timedelta(days=1))
    pages = walk(browser, f"/leads/{lead.pk}/timeline/")
    first = next(pages)
    crowd(lead, 5)
    rest = [entry for page in pages for entry in page]
    assert len(set(first + rest)) == 60


@pytest.mark.parametrize(
    ("kind", "words"), [("follow-up", "跟进"), ("comment", "评论"), ("document", "附件"), ("change", "变更")]
)
def test_one_kind_at_a_time(browser, lead, kind, words):
    crowd(lead, 3)
    page = text(browser.get(f"/leads/{lead.pk}/timeline/?kind={kind}", headers=HTMX))
    assert "<html" not in page
    assert len(entries(page)) == 3
    assert all(words in entry for entry in entries(page))
    assert re.search(rf'aria-current="true">{words}</a>', page)


def test_the_same_page_without_script_is_whole(browser, lead):
    crowd(lead, 12)
    page = text(browser.get(f"/leads/{lead.pk}/timeline/?kind=comment"))
    assert "<html" in page
    assert len(entries(page)) == 12
    response = browser.get(f"/leads/{lead.pk}/timeline/")
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query", ["kind=all", "before=x", "before=1-2", "before=9-9-" + "9" * 30, "before=-1-0-0"]
)
def test_an_address_made_up_shows_the_beginning(browser, lead, query):
    crowd(lead, 1)
    assert len(entries(text(browser.get(f"/leads/{lead.pk}/timeline/?{query}")))) == 4


def test_below_the_last_entry_there_is_nothing(browser, lead):
    crowd(lead, 1)
    assert "没有更早的记录。" in text(browser.get(f"/leads/{lead.pk}/timeline/?before=0-0-0"))


def test_the_number_of_queries_does_not_grow(browser, lead, colleague):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            browser.get(address, headers=HTMX)
        return len(captured)

    write_comment(lead=lead, by=lead.owner, at=NOON, text="@许辰")
    crowd(lead, 2)
    pages = [f"/leads/{lead.pk}/", f"/leads/{lead.pk}/timeline/", f"/leads/{lead.pk}/mentions/?q="]
    few = [queries(page) for page in pages]
    crowd(lead, 28)
    for number in range(30):
        write_comment(lead=lead, by=lead.owner, at=NOON, text=f"@许辰 {number}")
        person(Role.STAFF, chains=[lead.chain_id])
    assert [queries(page) for page in pages] == few
    assert few[1] <= 11


def test_headings_are_words_while_words_are_shorter(browser, lead):
    for days in (0, 1, 2, 5, 20, 400):
        FollowUpFactory(lead=lead, at=NOON - dt.timedelta(days=days))
    headings = re.findall(r'class="log-day">([^<]+)<', text(browser.get(f"/leads/{lead.pk}/")))
    assert headings == ["今天", "昨天", "本周", "上周", "2025-05", "2024-05"]


def test_a_conversation_counts_as_activity_and_a_comment_does_not(browser, lead):
    FollowUpFactory(lead=lead, at=NOON)
    page = text(browser.get(f"/leads/{lead.pk}/timeline/?kind=follow-up", headers=HTMX))
    assert re.search(r"今天 12:00</time> · 活动", page)
    write_comment(lead=lead, by=lead.owner, at=NOON, text="先别发")
    assert "活动" not in text(browser.get(f"/leads/{lead.pk}/timeline/?kind=comment", headers=HTMX))


def test_a_long_text_folds(browser, lead):
    FollowUpFactory(lead=lead, summary="长" * 400)
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert re.search(r"<summary>.*长{296,300}… </span>", page, re.DOTALL)
    assert f"<p>电话：{'长' * 400}</p>" in page


def test_every_text_is_escaped(browser, lead, colleague):
    evil = '"><img src=x onerror=alert(1)>@许辰'
    FollowUpFactory(lead=lead, summary=evil)
    write_comment(lead=lead, by=lead.owner, at=NOON, text=evil + "长" * 300)
    attached(lead, evil)
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "<img src=x" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 4
    assert '<span class="mention">@许辰</span>' in page


# -- comments ---------------------------------------------------------------------------------


def send(browser, lead, said="先别发方案", headers=None, **fields):
    return browser.post(f"/leads/{lead.pk}/comments/", {"text": said} | fields, headers=headers or {})


def test_a_comment_comes_back_in_the_timeline(browser, lead, colleague):
    page = text(send(browser, lead, "@许辰 先别发方案", headers=HTMX))
    assert page.lstrip().startswith('<div id="work">')
    assert entries(page)[0] == "李沐 评论： @许辰 先别发方案"
    assert 'data-modes="follow-up"' in page
    assert Notice.objects.get().recipient == colleague


def test_a_comment_without_script_comes_back_to_the_page(browser, lead):
    response = send(browser, lead, "@王二麻子", follow=True)
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    page = text(browser.get(f"/leads/{lead.pk}/"))
    assert "“@王二麻子”不在能看到这条线索的人里" in page


def test_a_name_that_told_nobody_is_said_where_it_was_written(browser, lead):
    page = text(send(browser, lead, "@王二麻子", headers=HTMX))
    assert re.search(r'form-warn">.*“@王二麻子”不在能看到这条线索的人里', page, re.DOTALL)
    assert 'data-modes="comment"' in page


@pytest.mark.parametrize(("said", "sentence"), [("  ", "先写下评论"), ("长" * 2001, "2000")])
def test_a_wrong_comment_is_named_and_nothing_is_lost(browser, lead, said, sentence):
    for headers in ({}, HTMX):
        response = send(browser, lead, said, headers=headers)
        assert response.status_code == 422
        assert sentence in text(response)
        assert said.strip() in text(response)
    assert not Comment.objects.exists()


def test_a_comment_sent_twice_is_one(browser, lead):
    token = str(uuid.uuid4())
    send(browser, lead, form_token=token)
    send(browser, lead, form_token=token)
    assert Comment.objects.count() == 1


def test_who_may_only_read_the_lead_comments_on_it(signed_in, lead, colleague):
    reader = signed_in(colleague)
    page = text(reader.get(f"/leads/{lead.pk}/"))
    assert ('id="comment-form"' in page, 'id="composer"' in page, 'role="tab"' in page) == (
        True,
        False,
        False,
    )
    send(reader, lead)
    assert Comment.objects.get().by == colleague


def test_an_auditor_reads_and_writes_nothing(signed_in, lead):
    auditor = signed_in(person(Role.AUDITOR))
    assert 'id="comment-form"' not in text(auditor.get(f"/leads/{lead.pk}/"))
    response = send(auditor, lead)
    assert response.status_code == 403
    assert "审计账号只能查看，不写评论。" in text(response)


def test_an_own_comment_is_withdrawn(browser, signed_in, lead, colleague):
    comment, _unclear = write_comment(lead=lead, by=lead.owner, at=NOON, text="底价八百")
    address = f"/leads/{lead.pk}/comments/{comment.pk}/withdraw/"
    assert address in text(browser.get(f"/leads/{lead.pk}/"))
    assert address not in text(signed_in(colleague).get(f"/leads/{lead.pk}/"))
    refused = signed_in(colleague).post(address)
    assert (refused.status_code, "评论只能由本人撤回。" in text(refused)) == (403, True)
    page = text(browser.post(address, headers=HTMX))
    assert entries(page)[0] == "李沐 撤回了一条评论"
    assert "底价八百" not in page
    assert "评论已经撤回。" in text(browser.post(address, headers=HTMX))


def test_after_a_day_a_comment_stays(browser, lead):
    comment, _unclear = write_comment(
        lead=lead, by=lead.owner, at=NOON - dt.timedelta(days=1), text="底价八百"
    )
    address = f"/leads/{lead.pk}/comments/{comment.pk}/withdraw/"
    assert address not in text(browser.get(f"/leads/{lead.pk}/"))
    assert "评论超过 24 小时，不能再撤回。" in text(browser.post(address))
    assert Comment.objects.get().withdrawn_at is None


def test_a_comment_of_another_lead_is_not_there(browser, lead, sensor, staff):
    other = LeadFactory(chain=sensor, owner=staff)
    comment, _unclear = write_comment(lead=other, by=staff, at=NOON, text="底价八百")
    assert browser.post(f"/leads/{lead.pk}/comments/{comment.pk}/withdraw/").status_code == 404


def test_people_are_offered_with_name_and_unit(browser, lead, colleague, outsider):
    page = text(browser.get(f"/leads/{lead.pk}/mentions/?q=xc", headers=HTMX))
    assert re.findall(r'data-name="([^"]+)".*?<b>(.*?)</b><span>(.*?)</span>', page) == [
        ("许辰", "许辰", "传感谷专班")
    ]
    assert "王岚" not in text(browser.get(f"/leads/{lead.pk}/mentions/?q="))


def test_a_secret_lead_offers_nobody_who_may_not_know_of_it(browser, lead, colleague):
    lead.visibility = Visibility.SECRET
    lead.save()
    assert 'role="option"' not in text(browser.get(f"/leads/{lead.pk}/mentions/?q="))
