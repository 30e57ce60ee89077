"""The page of a lead at work: one form at a time, @ from the keyboard, files, earlier entries."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Notice
from leads.models import Comment, Document
from tests import files
from tests.factories import ChainFactory, FollowUpFactory, LeadFactory, TeamFactory, person


@pytest.fixture
def lead(db, settings, tmp_path):
    settings.DOCUMENT_DIR, settings.PREVIEW_DIR = tmp_path / "documents", tmp_path / "previews"
    ChainFactory()
    team = TeamFactory(name="传感谷专班")
    for name in ("许辰", "徐朝"):
        person("STAFF", chains=["SENSOR"], name=name, team=team)
    officer = person("STAFF", chains=["SENSOR"], name="李沐", team=team)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    return LeadFactory(owner=officer, title="气体传感器产线", next_action_on=tomorrow)


@pytest.fixture
def at_lead(visitor, lead):
    def arrive(**looks):
        guest = visitor(**looks)
        guest.sign_in(lead.owner)
        guest.go(f"/leads/{lead.pk}/")
        return guest

    return arrive


def test_one_form_at_a_time_and_arrows_change_it(at_lead):
    guest = at_lead()
    page = guest.page
    forms = [page.locator(name) for name in ("#composer", "#comment-form", "#upload-form")]
    page.locator("#mode-follow-up").focus()
    for turn, key in enumerate(["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"], 1):
        page.keyboard.press(key)
        shown = {1: 1, 2: 2, 3: 0, 4: 2}[turn]
        for number, form in enumerate(forms):
            expect(form).to_be_visible(visible=number == shown)
        expect(page.locator("[role=tab][aria-selected=true]")).to_be_focused()
        assert guest.violations() == []


@pytest.mark.parametrize("looks", [{}, {"dark": True, "width": "phone"}], ids=["desktop", "phone"])
def test_a_colleague_is_mentioned_from_the_keyboard(at_lead, looks):
    guest = at_lead(**looks)
    page, box = guest.page, guest.page.locator("#comment-text")
    page.click("#mode-comment")
    box.press_sequentially("先别发，@x")
    options = page.locator("[role=option]")
    expect(options).to_have_text(["徐朝传感谷专班", "许辰传感谷专班"])
    expect(page.locator("[data-mention-state]")).to_have_text("2 人，按上下键选，回车填入")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(0).get_attribute("id"))
    assert guest.violations() == []
    assert guest.overflow() == 0
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    page.keyboard.press("ArrowDown")  # round to the first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box).to_have_value("先别发，@许辰 ")
    expect(options).to_have_count(0)
    expect(box).to_be_focused()
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.type("看一下")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".log li").first).to_contain_text("评论：先别发，@许辰 看一下")
    assert [str(notice.recipient) for notice in Notice.objects.all()] == ["许辰"]
    assert guest.errors == []


def test_escape_closes_the_list_and_letters_narrow_it(at_lead):
    page = at_lead().page
    page.click("#mode-comment")
    box = page.locator("#comment-text")
    box.press_sequentially("@")
    expect(page.locator("[role=option]")).to_have_count(2)
    box.press_sequentially("xz")
    expect(page.locator("[role=option]")).to_have_text(["徐朝传感谷专班"])
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]")).to_have_count(0)
    expect(box).to_have_value("@xz")
    page.keyboard.press("Enter")
    expect(box).to_have_value("@xz\n")
    box.fill("mail@")
    box.press_sequentially("x")
    page.wait_for_timeout(300)  # longer than the list waits for the typing to pause
    expect(page.locator("[role=option]")).to_have_count(0)


def test_a_pointer_takes_a_name_and_the_text_keeps_the_focus(at_lead):
    page = at_lead().page
    page.click("#mode-comment")
    box = page.locator("#comment-text")
    box.press_sequentially("@")
    page.locator("[role=option]").nth(1).click()
    expect(box).to_have_value("@许辰 ")
    expect(box).to_be_focused()


def test_writing_a_comment_keeps_the_follow_up_that_was_begun(at_lead):
    page = at_lead().page
    page.fill("#summary", "谈到一半")
    expect(page.locator("#composer [data-draft-state]")).to_contain_text("草稿已存")
    page.click("#mode-comment")
    page.fill("#comment-text", "等我写完")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".log li").first).to_contain_text("等我写完")
    expect(page.locator("#summary")).to_have_value("谈到一半")
    page.reload()
    expect(page.locator("#comment-text")).to_have_value("")


def test_files_are_chosen_sent_and_what_is_refused_is_said(at_lead):
    guest = at_lead()
    page = guest.page
    page.click("#mode-upload")
    sent = [("方案.pdf", files.pdf()), ("现场.png", files.HTML)]
    page.set_input_files(
        "#upload-files", [{"name": name, "mimeType": "image/png", "buffer": data} for name, data in sent]
    )
    page.click("#upload-form [type=submit]")
    expect(page.locator("#upload-errors")).to_contain_text("现场.png 这种文件不接收")
    expect(page.locator("#lead-documents")).to_contain_text("方案.pdf")
    expect(page.locator("#upload-form")).to_be_visible()
    assert guest.violations() == []
    page.click("#lead-documents a")
    expect(page.locator(".preview img")).to_have_count(1)
    assert page.evaluate("document.querySelector('.preview img').decode().then(() => true)")
    assert guest.violations() == []


def test_a_file_that_is_too_big_never_leaves(at_lead, settings):
    settings.DOCUMENT_MAX_MB = 1
    guest = at_lead()
    page, posts = guest.page, []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.click("#mode-upload")
    big = {"name": "大图.png", "mimeType": "image/png", "buffer": bytes((1 << 20) + 1)}
    page.set_input_files("#upload-files", [big])
    expect(page.locator("#upload-errors")).to_contain_text("大图.png（1.0 MB） 超过 1 MB，请压缩")
    page.click("#upload-form [type=submit]")
    assert posts == []
    assert not Document.objects.exists()


def test_a_file_is_dropped_on_the_forms(at_lead):
    page = at_lead().page
    page.evaluate(
        """([name, data]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(data)], name));
          const place = document.querySelector("#composer textarea");
          for (const kind of ["dragover", "drop"])
            place.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true }));
        }""",
        ["现场.png", list(files.png())],
    )
    expect(page.locator("#lead-documents")).to_contain_text("现场.png")


def test_a_link_to_a_form_that_is_not_shown_opens_it(at_lead):
    page = at_lead(width="phone").page
    page.click("#mode-upload")
    page.click(".thumb a[href='#summary']")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#upload-form")).not_to_be_visible()


def test_earlier_entries_follow_in_place_and_take_the_focus(at_lead, lead):
    FollowUpFactory.create_batch(35, lead=lead)
    guest = at_lead()
    page = guest.page
    expect(page.locator(".log > li")).to_have_count(30)
    page.locator(".log-older a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".log > li")).to_have_count(35)
    expect(page.locator(".log-older")).to_have_count(0)
    assert page.evaluate("document.activeElement.classList.contains('log-page')")
    assert guest.violations() == []
    page.click(".log-kinds a:has-text('评论')")
    expect(page.locator("#timeline")).to_contain_text("这一类还没有记录。")
    assert page.url.endswith("/timeline/?kind=comment")
    expect(page.locator(".log-kinds [aria-current]")).to_be_focused()
    assert guest.errors == []


def test_all_of_it_works_without_script(chromium, live_server, lead):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/leads/{lead.pk}/")
    page.fill("[name=login]", lead.owner.username)
    page.fill("[name=password]", "correct-horse-7")
    page.click("form.door-form [type=submit]")
    page.goto(f"{live_server.url}/leads/{lead.pk}/")
    for form in ("#composer", "#comment-form", "#upload-form"):
        expect(page.locator(form)).to_be_visible()
    expect(page.locator("[role=tab]").first).not_to_be_visible()
    page.fill("#comment-text", "@许辰 看一下")
    page.click("#comment-form [type=submit]")
    assert Comment.objects.get().mentions.get().name == "许辰"
    page.set_input_files(
        "#upload-files", [{"name": "方案.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}]
    )
    page.click("#upload-form [type=submit]")
    expect(page.locator("#lead-documents")).to_contain_text("方案.pdf")
    context.close()
