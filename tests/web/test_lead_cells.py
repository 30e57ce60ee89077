"""A cell of the list, changed where it stands: its form, the row that comes back, refusals, whose it is."""

import datetime as dt
import re

import pytest
import time_machine

from accounts.roles import Role
from core import history
from leads.cells import CELLS, editable
from leads.models import Lead
from leads.rows import rows_of
from leads.stages import LeadStatus
from tests.access_world import World
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚"))


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(chain=sensor, owner=staff)


def text(response):
    return response.content.decode()


def boxes(html):
    """Name and value of every box of a form, as a browser would send them."""
    sent = dict(re.findall(r'<input type="(?:hidden|text|date)" name="([\w-]+)"(?: value="([^"]*)")?', html))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
        sent[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def opened(browser, lead, field):
    """What the form of the cell would send as it stands."""
    return boxes(text(browser.get(f"/leads/{lead.pk}/cell/{field}/", headers=HTMX)))


def send(browser, lead, field, sent, **changes):
    return browser.post(f"/leads/{lead.pk}/cell/{field}/", sent | changes, headers=HTMX)


def cell(response, column):
    return re.search(rf'<td role="cell" data-col="{column}".*?</td>', text(response))[0]


def test_the_form_of_a_cell_is_a_fragment_and_a_page(browser, lead):
    fragment = text(browser.get(f"/leads/{lead.pk}/cell/next_action_text/", headers=HTMX))
    assert fragment.startswith('<form class="cell-form"')
    assert boxes(fragment) == {
        "version": "1",
        "next_action_text": "电话回访",
        "initial-next_action_text": "电话回访",
    }
    page = text(browser.get(f"/leads/{lead.pk}/cell/next_action_text/"))
    assert "<html" in page
    assert "改下一步" in page


@pytest.mark.parametrize(
    ("field", "column", "value", "shown"),
    [
        ("next_action_text", "step", "约见面", "约见面"),
        ("next_action_on", "due", str(TODAY), "今天"),
        ("next_action_on", "due", str(TODAY + 2 * DAY), "06-13 周五"),
    ],
)
def test_a_saved_cell_answers_with_the_row(browser, lead, staff, field, column, value, shown):
    response = send(browser, lead, field, opened(browser, lead, field), **{field: value})
    assert response.status_code == 200
    assert shown in cell(response, column)
    assert "已保存" in cell(response, column)
    assert text(response).count("已保存") == 1
    lead.refresh_from_db()
    assert (str(getattr(lead, field)), lead.version) == (value, 2)
    assert history.of(lead).get().data["changed"].keys() == {field}


def test_the_date_and_the_light_of_the_row_change_together(browser, lead):
    Lead.objects.update(next_action_on=TODAY - 3 * DAY)
    sent = opened(browser, lead, "next_action_on")
    response = send(browser, lead, "next_action_on", sent, next_action_on=str(TODAY + DAY))
    assert "late" not in cell(response, "due")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("next_action_text", "", "在办线索必须有下一步，写一句要做什么。"),
        ("next_action_on", "", "在办线索必须有下次跟进的日期。"),
        ("next_action_on", str(TODAY - DAY), "下次跟进不能早于今天，请改成今天或以后的日期。"),
        ("next_action_on", "明天", "输入一个有效的日期。"),
        ("grade", "A", "手工改等级要写理由"),
    ],
)
def test_a_refused_cell_keeps_what_was_typed_and_says_why(browser, lead, field, value, sentence):
    response = send(browser, lead, field, opened(browser, lead, field), **{field: value})
    assert response.status_code == 422
    assert text(response).startswith('<form class="cell-form"')
    assert sentence in text(response)
    assert boxes(text(response))[field] == value
    lead.refresh_from_db()
    assert (lead.version, history.of(lead).exists()) == (1, False)


def test_a_date_that_has_passed_may_stand_while_nobody_touches_it(browser, lead):
    Lead.objects.update(next_action_on=TODAY - DAY)
    response = send(browser, lead, "next_action_on", opened(browser, lead, "next_action_on"))
    assert response.status_code == 200
    assert not history.of(lead).exists()


def test_a_closed_lead_needs_no_next_step(browser, lead):
    Lead.objects.update(status=LeadStatus.SHELVED)
    sent = opened(browser, lead, "next_action_text")
    assert send(browser, lead, "next_action_text", sent, next_action_text="").status_code == 200


def test_a_grade_changed_by_hand_has_its_reason(browser, lead):
    sent = opened(browser, lead, "grade")
    assert send(browser, lead, "grade", sent, grade="A", grade_reason="省重点项目").status_code == 200
    lead.refresh_from_db()
    assert (lead.grade, lead.grade_reason) == ("A", "省重点项目")
    assert (
        send(browser, lead, "grade", opened(browser, lead, "grade"), grade_reason="算了").status_code == 200
    )
    lead.refresh_from_db()
    assert (lead.grade_reason, lead.version) == ("省重点项目", 2)


def test_the_office_chooses_an_owner_in_the_cell(office, lead, staff, sensor):
    heir = person(Role.STAFF, chains=[sensor.code], name="许辰")
    sent = opened(office, lead, "owner")
    assert sent["owner"] == str(staff.pk)
    response = send(office, lead, "owner", sent, owner=heir.pk)
    assert "许辰" in cell(response, "owner")
    lead.refresh_from_db()
    assert (lead.owner, lead.team) == (heir, heir.team)


def test_who_gives_a_lead_away_from_his_own_sight_gets_no_row(signed_in, sensor):
    office = person(Role.CHAIN_OFFICE, chains=[sensor.code])
    heir = person(Role.STAFF, chains=[sensor.code])
    lead = LeadFactory(chain=sensor, owner=office, visibility="SECRET")
    browser = signed_in(office)
    response = send(browser, lead, "owner", opened(browser, lead, "owner"), owner=heir.pk)
    assert (response.status_code, text(response)) == (200, "")


def test_without_script_a_cell_comes_back_to_the_lead(browser, lead):
    sent = opened(browser, lead, "next_action_text") | {"next_action_text": "约见面"}
    response = browser.post(f"/leads/{lead.pk}/cell/next_action_text/", sent)
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    assert "已保存。" in text(browser.get(f"/leads/{lead.pk}/"))


def test_who_may_not_is_told_why_in_the_cell(signed_in, browser, lead, sensor):
    reader = signed_in(person(Role.STAFF, chains=[sensor.code]))
    for who, field, reason in (
        (reader, "next_action_on", "只有负责人、协同人、本链链长办和链长可以改这条线索。"),
        (browser, "owner", "只有本链链长办、链长和管委会管理员可以指派负责人。"),
    ):
        response = send(who, lead, field, {"version": "1"})
        assert response.status_code == 403
        assert reason in text(response)


def test_a_stage_is_never_a_cell(browser, lead):
    assert browser.get(f"/leads/{lead.pk}/cell/status/").status_code == 404


def test_a_cell_sent_twice_is_saved_once_with_the_same_answer(browser, lead):
    sent = opened(browser, lead, "next_action_text") | {"next_action_text": "约见面"}
    first, second = (send(browser, lead, "next_action_text", sent) for _ in range(2))
    assert text(first) == text(second)
    assert history.of(lead).count() == 1


def test_the_list_links_the_cells_that_one_may_change(browser, office, lead, sensor):
    mine, others = lead, LeadFactory(chain=sensor)
    page = text(browser.get("/leads/?owner=any"))
    found = set(re.findall(r'href="/leads/(\d+)/cell/(\w+)/"', page))
    assert found == {(str(mine.pk), field) for field in ("grade", "next_action_text", "next_action_on")}
    page = text(office.get("/leads/?owner=any"))
    found = set(re.findall(r'href="/leads/(\d+)/cell/(\w+)/"', page))
    assert found == {(str(one.pk), field) for one in (mine, others) for field in CELLS}


def test_the_list_offers_what_the_cell_grants():
    """leads.cells says it of rows, leads.permissions of a lead: everybody, every ownership, shared or not."""
    world = World()
    world.rows["lead.other"].collaborators.add(world.users["fund"])
    for user in filter(None, world.users.values()):
        leads = Lead.objects.visible_to(user)
        granted = {lead.pk: {field for field, rule in CELLS.items() if rule(user, lead)[0]} for lead in leads}
        assert editable(user, rows_of(leads)) == granted
