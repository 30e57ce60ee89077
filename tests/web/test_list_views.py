"""The pages of views and columns: save, open, overwrite, rename, delete; choose and order columns."""

import datetime as dt
import re

import pytest
import time_machine

from accounts.actions import choose_columns
from accounts.models import ListColumns, SavedView
from accounts.roles import Role
from core import history
from tests.database.test_lead_filters import contact
from tests.factories import NOON, TODAY, CompanyFactory, ContactFactory, LeadFactory, person

pytestmark = pytest.mark.django_db
PANEL = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def colleague(signed_in, staff):
    return signed_in(person(Role.STAFF, chains=["SENSOR"], team=staff.team, name="王岚"))


def text(response):
    return response.content.decode()


def save(browser, query="owner=me&grade=B", name="B 级", kind="mine"):
    return browser.post(f"/leads/views/new/?{query}", {"name": name, "kind": kind})


def heads(page):
    return [
        re.sub(r"<[^>]+>", "", head).strip()
        for head in re.findall(r'<th role="columnheader"[^>]*>(.*?)</th>', page, re.S)
    ][1:]


def tab(page, label):
    """The link of the views line with that label: its address and whether it is the current one."""
    found = re.search(rf'<a href="/leads/\?([^"]*)"( aria-current="page")?>{re.escape(label)}[ <]', page)
    return found and (found[1].replace("&amp;", "&"), bool(found[2]))


def test_save_opens_the_view(mine, staff):
    response = save(mine)
    view = SavedView.objects.get()
    assert response["Location"] == f"/leads/?owner=me&grade=B&view={view.pk}"
    page = text(mine.get(response["Location"]))
    assert "已存为视图“B 级”。" in page
    assert tab(page, "B 级") == (f"owner=me&grade=B&view={view.pk}", True)
    assert view.query == "owner=me&grade=B"


def test_from_the_panel_the_browser_goes_on_to_the_list(mine):
    form = text(mine.get("/leads/views/new/?owner=me", headers=PANEL))
    assert form.lstrip().startswith('<div class="panel-inner')
    response = mine.post("/leads/views/new/?owner=me", {"name": "甲", "kind": "mine"}, headers=PANEL)
    assert response["HX-Redirect"].startswith("/leads/?owner=me&view=")


def test_only_checked_parameters_are_kept(mine):
    save(mine, query="owner=me&next=https://evil.example&page=7&grade=&sort=-grade")
    assert SavedView.objects.get().query == "owner=me&sort=-grade"


def test_an_invalid_filter_is_not_saved(mine):
    response = save(mine, query="grade=Z")
    assert response.status_code == 422
    assert "筛选条件有误，没有存成视图。" in text(response)
    assert not SavedView.objects.exists()


def test_a_name_twice_gets_a_sentence_and_keeps_what_was_typed(mine):
    save(mine)
    response = save(mine)
    assert response.status_code == 422
    assert "已有名为“B 级”的视图，换一个名称。" in text(response)
    assert 'value="B 级"' in text(response)


def test_a_view_of_the_unit_is_open_to_the_unit_and_changed_by_its_owner_only(mine, colleague):
    save(mine, kind="team")
    view = SavedView.objects.get()
    address = f"/leads/?owner=me&grade=B&view={view.pk}"
    page = text(colleague.get(address))
    assert tab(page, "B 级")[1]
    assert f"/leads/views/{view.pk}/" not in page
    response = colleague.post(f"/leads/views/{view.pk}/", {"name": "占用", "version": 1})
    assert response.status_code == 403
    assert "只有 李沐 能改这个视图；可以另存为自己的视图。" in text(response)
    assert save(colleague).status_code == 302
    assert SavedView.objects.count() == 2


def test_an_owner_overwrites_a_view_with_the_filter_as_it_stands(mine):
    save(mine)
    view = SavedView.objects.get()
    changed = f"owner=me&grade=A&grade=B&sort=-grade&view={view.pk}"
    assert "更新“B 级”" not in text(mine.get(f"/leads/?owner=me&grade=B&view={view.pk}"))
    page = text(mine.get(f"/leads/?{changed}"))
    assert "更新“B 级”" in page
    assert "改自 B 级，未保存" in page
    mine.post(f"/leads/views/{view.pk}/update/?{changed}")
    view.refresh_from_db()
    assert (view.query, view.version) == ("owner=me&grade=A&grade=B&sort=-grade", 2)


def test_an_invalid_filter_overwrites_no_view(mine):
    save(mine)
    view = SavedView.objects.get()
    response = mine.post(f"/leads/views/{view.pk}/update/?grade=Z&view={view.pk}")
    assert response.status_code == 422
    view.refresh_from_db()
    assert view.query == "owner=me&grade=B"


def test_rename_and_share(mine, staff):
    save(mine)
    view = SavedView.objects.get()
    mine.post(f"/leads/views/{view.pk}/", {"name": "全组 B 级", "kind": "team", "version": 1})
    view.refresh_from_db()
    assert (view.name, view.team) == ("全组 B 级", staff.team)


def test_a_late_rename_is_refused(mine):
    save(mine)
    view = SavedView.objects.get()
    SavedView.objects.update(version=2, name="刚改的")
    response = mine.post(f"/leads/views/{view.pk}/", {"name": "晚了", "kind": "mine", "version": 1})
    assert response.status_code == 409
    assert "视图刚被改过或删除，没有保存。" in text(response)
    assert SavedView.objects.get().name == "刚改的"


def test_delete(mine):
    save(mine)
    view = SavedView.objects.get()
    response = mine.post(f"/leads/views/{view.pk}/delete/", follow=True)
    assert "视图“B 级”已删除，线索都还在。" in text(response)
    assert response.redirect_chain == [("/leads/?owner=me&grade=B", 302)]
    assert not SavedView.objects.exists()
    assert [event.verb for event in history.of(view)] == ["delete_view", "save_view"]


def test_a_view_that_no_longer_works_says_so(mine, staff, sensor):
    LeadFactory(owner=staff, chain=sensor, company=CompanyFactory(name="不该出现有限公司"))
    save(mine, query="owner=me&chain=SENSOR", name="本链")
    SavedView.objects.update(query="owner=me&chain=GONE")
    view = SavedView.objects.get()
    response = mine.get(f"/leads/?owner=me&chain=GONE&view={view.pk}")
    assert response.status_code == 422
    assert "视图“本链”里有条件已经失效" in text(response)
    assert "不该出现" not in text(response)


def test_a_person_without_a_unit_is_not_asked_for_whom(signed_in, sensor):
    browser = signed_in(person(Role.STAFF, chains=["SENSOR"], team=None))
    assert 'name="kind"' not in text(browser.get("/leads/views/new/"))
    assert save(browser, kind="team").status_code == 302
    assert SavedView.objects.get().team is None


def test_the_line_of_views_is_renewed_with_the_list(mine):
    save(mine)
    answer = text(mine.get("/leads/?grade=C", headers={"HX-Request": "true", "HX-Target": "lead-list"}))
    assert 'hx-swap-oob="innerHTML:#lead-views"' in answer
    assert "未保存的筛选" in answer
    assert 'hx-swap-oob="innerHTML:#lead-actions"' in answer


# -- columns ----------------------------------------------------------------------------------


def order_of(page):
    return re.findall(r'name="order" value="(\w+)"', page)


def test_columns_are_chosen_and_remembered(mine, staff, sensor):
    LeadFactory(owner=staff, chain=sensor, contact=ContactFactory(), source="FAIR", land_mu="30.5")
    order = ["company", "unit", "contact", "grade", "source", "land", "protected", "logged", "activity"]
    mine.post("/leads/columns/?owner=me", {"order": order, "show": order[1:]})
    page = text(mine.get("/leads/?owner=me"))
    assert heads(page) == [
        "企业与事项",
        "单位",
        "联系人",
        "等级",
        "来源",
        "用地（亩）",
        "首谈保护到",
        "登记日期",
        "最近活动",
    ]
    for said in (staff.team.name, "陈一舟", "展会", "30.50"):
        assert said in page
    assert ListColumns.objects.chosen(staff, "leads") == order


def test_only_a_protection_that_holds_is_shown(mine, staff, sensor):
    held, over = LeadFactory(owner=staff, chain=sensor), LeadFactory(owner=staff, chain=sensor)
    contact(held, protected_until=TODAY + dt.timedelta(days=4))
    contact(over, protected_until=TODAY - dt.timedelta(days=1))
    choose_columns(by=staff, list_name="leads", columns=["company", "protected"])
    page = text(mine.get("/leads/?owner=me"))
    assert "06-15 周日" in page
    assert "06-10" not in page


def test_up_and_down_work_without_script_and_save_nothing_yet(mine, staff):
    first = order_of(text(mine.get("/leads/columns/")))
    assert first[:3] == ["company", "place", "action"]
    data = {"order": first, "show": ["place", "grade"]}
    page = text(mine.post("/leads/columns/", data | {"up": "action"}))
    assert order_of(page)[:3] == ["company", "action", "place"]
    assert re.findall(r'id="show-(\w+)" checked', page) == ["company", "place", "grade"]
    page = text(mine.post("/leads/columns/", data | {"down": "place"}))
    assert order_of(page)[:3] == ["company", "action", "place"]
    assert order_of(text(mine.post("/leads/columns/", data | {"up": "place"}))) == first
    assert ListColumns.objects.chosen(staff, "leads") == []


def test_keys_that_do_not_exist_change_nothing(mine, staff):
    mine.post("/leads/columns/", {"order": ["password", "grade", "company"], "show": ["password", "grade"]})
    assert ListColumns.objects.chosen(staff, "leads") == ["company", "grade"]


def test_back_to_the_default(mine, staff, sensor):
    choose_columns(by=staff, list_name="leads", columns=["company", "grade"])
    mine.post("/leads/columns/", {"order": ["company"], "reset": "1"})
    LeadFactory(owner=staff, chain=sensor)
    assert len(heads(text(mine.get("/leads/?owner=me")))) == 9


def test_the_columns_of_an_open_view_go_into_the_view(mine, staff):
    save(mine)
    view = SavedView.objects.get()
    mine.post(
        f"/leads/columns/?owner=me&grade=B&view={view.pk}", {"order": ["company", "unit"], "show": "unit"}
    )
    view.refresh_from_db()
    assert view.columns == ["company", "unit"]
    assert ListColumns.objects.chosen(staff, "leads") == []


def test_the_columns_of_somebody_elses_view_are_theirs(mine, colleague):
    save(mine, kind="team")
    view = SavedView.objects.get()
    path = f"/leads/columns/?owner=me&grade=B&view={view.pk}"
    assert "这个视图的列由 李沐 定。另存为自己的视图以后可以改。" in text(colleague.get(path))
    before = view.columns
    assert colleague.post(path, {"order": ["company", "unit"], "show": "unit"}).status_code == 403
    view.refresh_from_db()
    assert view.columns == before


def test_a_saved_view_shows_its_columns_to_the_unit(mine, colleague, staff, sensor):
    choose_columns(by=staff, list_name="leads", columns=["company", "unit"])
    save(mine, query="owner=any", name="看单位", kind="team")
    LeadFactory(owner=staff, chain=sensor)
    view = SavedView.objects.get()
    page = text(colleague.get(f"/leads/?owner=any&view={view.pk}"))
    assert heads(page) == ["企业与事项", "单位"]
