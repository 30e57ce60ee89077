"""Two people edit one lead: what one changed is taken, what both changed is asked, nothing is lost."""

import re

import pytest
import time_machine

from accounts.roles import Role
from chains.models import Contact
from core import history
from leads.actions import assign, edit_lead, write_follow_up
from leads.models import Lead
from tests.factories import NOON, TODAY, ContactFactory, LeadFactory, SegmentFactory, person
from tests.web.test_lead_cells import HTMX, boxes, opened, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def colleague(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="许辰")


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def theirs(signed_in, colleague):
    return signed_in(colleague)


@pytest.fixture
def lead(staff, sensor):
    contact = ContactFactory(title="副总经理")
    return LeadFactory(
        company=contact.company, contact=contact, chain=sensor, owner=staff, title="旧题", introducer="商会"
    )


def form(browser, lead, path="edit/"):
    """What the form of that page would send as it stands."""
    page = text(browser.get(f"/leads/{lead.pk}/{path}"))
    main = page[page.index("<main") : page.index("</main>")]
    sent = boxes(main)
    for name, value in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', main, re.DOTALL):
        sent[name] = value
    sent.update(re.findall(r'<input type="number" name="(\w+)" value="([^"]*)"', main))
    return sent


def edit(browser, lead, sent, **changes):
    return browser.post(f"/leads/{lead.pk}/edit/", sent | changes)


def now(lead):
    return Lead.objects.get(pk=lead.pk)


def question(response):
    """What the page of a conflict would send: everything typed, and mine where both changed."""
    page = text(response)
    asked = re.findall(r'type="radio" name="(keep-\w+)" value="mine" checked', page)
    return boxes(page[page.index('id="conflict"') :]) | dict.fromkeys(asked, "mine")


def plainly(response):
    """The page without its markup."""
    return re.sub(r"<[^>]+>", "", text(response))


def asked(response):
    return {name.removeprefix("keep-") for name in question(response) if name.startswith("keep-")}


def test_different_boxes_are_put_together(mine, theirs, lead):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题", investment_wan="24300")
    response = mine.post(f"/leads/{lead.pk}/edit/", ours | {"intention": "租厂房"}, follow=True)
    assert "已保存。别人同时改的事项、预计投资、等级保留不动。" in text(response)
    lead = now(lead)
    assert (lead.title, lead.intention, lead.investment_wan, lead.version) == ("他的题", "租厂房", 24300, 3)
    assert history.of(lead).first().data["changed"].keys() == {"intention"}


def test_one_box_is_asked_with_three_sides_and_who_saved(mine, theirs, lead):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题", introducer="商会甲")
    response = edit(mine, lead, ours, title="我的题", intention="租厂房")
    assert response.status_code == 409
    assert asked(response) == {"title"}
    for said in ("我的题", "他的题", "旧题", "许辰 今天 12:00", "只有对方改过的，保留对方的：引荐人"):
        assert said in plainly(response)
    assert now(lead).title == "他的题"


@pytest.mark.parametrize(("answer", "title"), [("mine", "我的题"), ("theirs", "他的题")])
def test_the_answer_decides_and_the_rest_is_kept(mine, theirs, lead, answer, title):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题", introducer="商会甲")
    sent = question(edit(mine, lead, ours, title="我的题", intention="租厂房"))
    assert edit(mine, lead, sent, **{"keep-title": answer}).status_code == 302
    lead = now(lead)
    assert (lead.title, lead.intention, lead.introducer) == (title, "租厂房", "商会甲")


def test_a_third_editor_is_asked_about_again(mine, theirs, lead, staff):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题")
    sent = question(edit(mine, lead, ours, title="我的题"))
    edit_lead(lead=now(lead), by=staff, at=NOON, version=2, title="第三个题")
    again = edit(mine, lead, sent)
    assert again.status_code == 409
    for said in ("我的题", "他的题", "第三个题"):
        assert said in text(again)
    assert edit(mine, lead, question(again)).status_code == 302
    assert now(lead).title == "我的题"


def test_back_to_the_form_keeps_all_that_was_typed(mine, theirs, lead):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题")
    sent = question(edit(mine, lead, ours, title="我的题", intention="租厂房"))
    page = edit(mine, lead, sent, amend="1")
    assert page.status_code == 200
    for said in ('value="我的题"', "租厂房", 'name="version" value="2"'):
        assert said in text(page)
    assert now(lead).title == "他的题"


def test_the_same_value_twice_is_no_conflict(mine, theirs, lead):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="同题")
    assert edit(mine, lead, ours, title="同题").status_code == 302
    assert (now(lead).version, history.of(lead).count()) == (2, 1)


def test_a_form_sent_twice_and_the_back_button_save_once(mine, lead):
    sent = form(mine, lead) | {"title": "新题"}
    answers = [edit(mine, lead, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (now(lead).version, history.of(lead).count()) == (2, 1)
    assert edit(mine, lead, sent, introducer="协会").status_code == 302  # back, and one box more
    assert (now(lead).title, now(lead).introducer) == ("新题", "协会")


def test_a_date_that_has_passed_is_not_my_mistake(mine, theirs, lead):
    Lead.objects.update(next_action_on="2025-06-01")
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, next_action_on="2025-06-20")
    assert edit(mine, lead, ours, title="我的题").status_code == 302
    assert (now(lead).title, str(now(lead).next_action_on)) == ("我的题", "2025-06-20")


def test_a_follow_up_between_keeps_its_next_step(mine, lead, staff):
    sent = form(mine, lead)
    step = {"next_action_text": "寄合同", "next_action_on": TODAY}
    write_follow_up(lead=now(lead), by=staff, at=NOON, summary="谈过", **step)
    response = edit(mine, lead, sent, next_action_text="再打电话")
    assert asked(response) == {"next_action_text"}
    assert "李沐 今天 12:00" in plainly(response)


def test_a_follow_up_says_whose_new_step_it_replaces(mine, theirs, lead):
    page = text(mine.get(f"/leads/{lead.pk}/"))
    sent = boxes(page[page.index('id="composer"') :]) | {"summary": "谈过", "method": "PHONE"}
    sent |= {"next_action_text": "我的一步", "next_action_on": "2025-06-18"}
    edit(theirs, lead, form(theirs, lead), next_action_text="他的一步")
    address = f"/leads/{lead.pk}/follow-up/"
    assert "许辰刚定的下一步“他的一步”由你这条替换。" in text(mine.post(address, sent, follow=True))
    assert "刚定的" not in text(mine.post(address, sent, follow=True))
    assert now(lead).follow_ups.count() == 1


def test_lines_end_as_they_like(mine, theirs, lead):
    Lead.objects.update(intention="第一行\n第二行")
    ours, yours = form(mine, lead), form(theirs, lead)
    for sent in (ours, yours):
        sent["intention"] = sent["initial-intention"] = "第一行\r\n第二行"
    edit(theirs, lead, yours, title="他的题")
    assert edit(mine, lead, ours, introducer="协会").status_code == 302


def test_places_contacts_and_amounts_are_said_in_words(mine, theirs, lead, superhard):
    ours, yours = form(mine, lead), form(theirs, lead)
    segment = SegmentFactory(chain=lead.chain, name="封装")
    there = {"place": "SUPERHARD", "contact": "方遥 总经理 13900005678", "investment_wan": "100.50"}
    assert edit(theirs, lead, yours, **there, grade="B", grade_reason="省重点").status_code == 302
    here = {"place": f"SENSOR:{segment.pk}", "contact": "许某", "investment_wan": "200", "grade": "A"}
    here["grade_reason"] = "链长要求"
    response = edit(mine, lead, ours, **here)
    assert asked(response) == {"place", "contact", "investment_wan", "grade", "grade_reason"}
    for said in ("超硬材料（环节未定）", "传感器 · 封装", "方遥 总经理", "许某", "陈一舟 副总经理", ">200<"):
        assert said in text(response)
    assert "13900005678" not in text(response)
    answers = {"keep-contact": "theirs", "keep-place": "theirs"}
    assert edit(mine, lead, question(response), **answers).status_code == 302
    lead = now(lead)
    assert (str(lead.contact), lead.chain_id, lead.grade) == ("方遥", "SUPERHARD", "A")
    assert not Contact.objects.filter(name="许某").exists()


def test_a_form_without_originals_asks_about_everything_that_differs(mine, lead, staff):
    sent = {name: value for name, value in form(mine, lead).items() if not name.startswith("initial-")}
    edit_lead(lead=lead, by=staff, at=NOON, version=1, title="他的题", introducer="协会")
    response = edit(mine, lead, sent, intention="租厂房")
    assert response.status_code == 409
    assert asked(response) == {"title", "introducer", "intention"}
    assert now(lead).title == "他的题"


def test_a_mistake_beside_a_conflict_is_named_after_the_answer(mine, theirs, lead):
    ours, yours = form(mine, lead), form(theirs, lead)
    edit(theirs, lead, yours, title="他的题")
    response = edit(mine, lead, ours, title="我的题", land_mu="-3")
    again = edit(mine, lead, question(response))
    assert again.status_code == 422
    assert "大于或等于" in text(again)


# -- the other ways to edit ----------------------------------------------------------------------


def test_a_cell_takes_no_notice_of_another_cell(mine, theirs, lead):
    sent = opened(mine, lead, "next_action_text")
    edit(theirs, lead, form(theirs, lead), title="他的题")
    assert send(mine, lead, "next_action_text", sent, next_action_text="约见面").status_code == 200
    assert (now(lead).title, now(lead).next_action_text) == ("他的题", "约见面")


def test_one_cell_twice_is_asked_in_a_dialog(mine, theirs, lead):
    ours, yours = (opened(browser, lead, "next_action_text") for browser in (mine, theirs))
    send(theirs, lead, "next_action_text", yours, next_action_text="他的一步")
    response = send(mine, lead, "next_action_text", ours, next_action_text="我的一步")
    assert response.status_code == 409
    assert text(response).startswith('<form class="clash"')
    assert "<html" in text(
        mine.post(f"/leads/{lead.pk}/cell/next_action_text/", ours | {"next_action_text": "我的一步"})
    )
    done = mine.post(f"/leads/{lead.pk}/cell/next_action_text/", question(response), headers=HTMX)
    assert done.status_code == 200
    assert now(lead).next_action_text == "我的一步"


def test_a_cell_and_the_edit_page_meet(mine, theirs, lead):
    ours, yours = form(mine, lead), opened(theirs, lead, "next_action_on")
    send(theirs, lead, "next_action_on", yours, next_action_on="2025-06-20")
    assert asked(edit(mine, lead, ours, next_action_on="2025-06-25")) == {"next_action_on"}


def test_two_grades_are_asked_and_the_reason_comes_along(mine, theirs, lead):
    ours, yours = (opened(browser, lead, "grade") for browser in (mine, theirs))
    send(theirs, lead, "grade", yours, grade="B", grade_reason="省级")
    response = send(mine, lead, "grade", ours, grade="A", grade_reason="部级")
    assert asked(response) == {"grade"}
    assert send(mine, lead, "grade", question(response)).status_code == 200
    assert (now(lead).grade, now(lead).grade_reason) == ("A", "部级")


def test_of_two_who_assign_the_second_is_asked(theirs, lead, colleague, sensor):
    heirs = [person(Role.STAFF, chains=[sensor.code], name=name) for name in ("甲某", "乙某")]
    sent = form(theirs, lead, "assign/")
    assign(lead=lead, by=colleague, at=NOON, owner=heirs[0])
    response = theirs.post(f"/leads/{lead.pk}/assign/", sent | {"owner": heirs[1].pk})
    assert response.status_code == 409
    for said in ("甲某", "乙某", "李沐", "许辰 今天 12:00"):
        assert said in plainly(response)
    assert now(lead).owner == heirs[0]
    assert theirs.post(f"/leads/{lead.pk}/assign/", question(response)).status_code == 302
    assert now(lead).owner == heirs[1]


def test_an_assignment_takes_no_notice_of_an_edit_and_is_made_once(theirs, lead, staff, sensor):
    heir = person(Role.STAFF, chains=[sensor.code])
    sent = form(theirs, lead, "assign/") | {"owner": heir.pk}
    edit_lead(lead=now(lead), by=staff, at=NOON, version=1, title="新题")
    for _ in range(2):
        assert theirs.post(f"/leads/{lead.pk}/assign/", sent).status_code == 302
    assert now(lead).owner == heir
    assert history.of(lead).filter(verb="assign_lead").count() == 1


def test_a_step_is_asked_about_whatever_was_changed(theirs, lead, staff):
    sent = form(theirs, lead, "step/shelve/")
    edit_lead(lead=now(lead), by=staff, at=NOON, version=1, title="新题")
    facts = {"reason": "等指标", "restart_on": "2025-09-01"}
    response = theirs.post(f"/leads/{lead.pk}/step/shelve/", sent | facts)
    assert response.status_code == 409
    assert "有人先改了同一条记录" in text(response)
    assert asked(response) == set()
    assert theirs.post(f"/leads/{lead.pk}/step/shelve/", question(response)).status_code == 302
    assert (now(lead).status, now(lead).title) == ("SHELVED", "新题")


def test_a_next_step_that_two_wrote_is_asked_in_the_step(mine, theirs, lead, sensor):
    Lead.objects.update(
        status="ASSESSING", segment=SegmentFactory(chain=sensor), action_type="FILL", introducer=""
    )
    sent = form(mine, lead, "step/judge/")
    edit(theirs, lead, form(theirs, lead), next_action_text="他的一步")
    response = mine.post(f"/leads/{lead.pk}/step/judge/", sent | {"next_action_text": "我的一步"})
    assert asked(response) == {"next_action_text"}
    done = mine.post(
        f"/leads/{lead.pk}/step/judge/", question(response) | {"keep-next_action_text": "theirs"}
    )
    assert done.status_code == 302
    assert (now(lead).status, now(lead).next_action_text) == ("FOLLOWING", "他的一步")
