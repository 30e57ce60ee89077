"""The pages of an act on many leads: choose, look, do, take back; nothing is overwritten silently."""

import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from bench.queries import is_bracket
from core import history
from leads import bulk
from leads.models import BulkChange, Grade, Lead, Visibility
from leads.stages import LeadStatus
from tests.factories import NOON, LeadFactory, person
from tests.web.test_export import body, csv_rows, xlsx_rows

pytestmark = pytest.mark.django_db
QUERY = "owner=me&status=open"
GRADE = {"grade": "A", "grade_reason": "链主企业"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def leads(staff, sensor):
    return LeadFactory.create_batch(3, owner=staff, chain=sensor)


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=["SENSOR"], name="周岚"))


def text(response):
    return response.content.decode()


def carried(leads):
    return ",".join(f"{lead.pk}:{lead.version}" for lead in leads)


def send(browser, verb, leads, stage, **fields):
    data = {"rows": carried(leads), "query": QUERY, "stage": stage, "form_token": str(uuid.uuid4())}
    return browser.post(f"/leads/bulk/{verb}/", data | fields)


def tick(browser, verb, leads, **fields):
    return browser.post(
        f"/leads/bulk/{verb}/", {"lead": [lead.pk for lead in leads], "query": QUERY} | fields
    )


def grades():
    return list(Lead.objects.order_by("pk").values_list("grade", flat=True))


def test_from_the_tick_to_the_undo(mine, leads):
    asked = tick(mine, "grade", leads[:2])
    assert asked.status_code == 200
    rows = re.search(r'name="rows" value="([^"]*)"', text(asked))[1]
    token = re.search(r'name="form_token" value="([^"]*)"', text(asked))[1]
    fields = {"rows": rows, "query": QUERY, "form_token": token} | GRADE

    shown = mine.post("/leads/bulk/grade/", fields | {"stage": "preview"})
    assert "等级改为 A：链主企业" in text(shown)
    assert "改等级 2 条" in text(shown)
    assert grades() == ["C", "C", "C"]
    assert re.search(r'name="form_token" value="([^"]*)"', text(shown))[1] == token

    done = mine.post("/leads/bulk/grade/", fields | {"stage": "do"}, follow=True)
    assert done.redirect_chain == [(f"/leads/?{QUERY}", 302)]
    assert "已办 2 条：等级改为 A：链主企业。" in text(done)
    change = BulkChange.objects.get()
    assert f'<a href="/leads/bulk/{change.pk}/undo/">撤销</a>' in text(done)
    assert grades() == ["A", "A", "C"]

    page = text(mine.get(f"/leads/bulk/{change.pk}/undo/"))
    assert "恢复 2 条" in page
    back = mine.post(f"/leads/bulk/{change.pk}/undo/", follow=True)
    assert "已撤销，恢复了 2 条。" in text(back)
    assert grades() == ["C", "C", "C"]
    page = text(mine.get(f"/leads/{leads[0].pk}/"))
    assert "撤销了批量操作“等级改为 A：链主企业”" in page


def test_the_preview_says_which_rows_are_left_out_and_why(office, leads, sensor):
    gone = LeadFactory(chain=sensor, status=LeadStatus.INVALID)
    person(Role.STAFF, chains=["SUPERHARD"], name="别链的人")
    newcomer = person(Role.STAFF, chains=["SENSOR"], name="王岚")
    page = text(send(office, "assign", [*leads, gone], "preview", owner=newcomer.pk))
    assert "会改的 3 条" in page
    assert "不改的 1 条" in page
    assert "已结束：无效。" in page
    assert re.search(r'name="rows" value="([^"]*)"', page)[1].count(":") == 3


def test_a_row_changed_between_preview_and_act_is_named_and_left(mine, leads):
    Lead.objects.filter(pk=leads[1].pk).update(title="同事改的", grade=Grade.B, version=2)
    page = text(send(mine, "grade", leads, "do", **GRADE))
    assert "办了 2 条，1 条没有动。" in page
    assert "同事改的" in page
    assert "你看过以后有人改了，没有动它。" in page
    assert grades() == ["A", "B", "A"]
    assert "撤销" in page


def test_if_all_were_changed_meanwhile_nothing_is_done_and_it_says_so(mine, leads):
    Lead.objects.update(version=2)
    response = send(mine, "grade", leads, "do", **GRADE)
    assert response.status_code == 409
    assert "办了 0 条，3 条没有动。" in text(response)
    assert not BulkChange.objects.exists()


def test_a_right_lost_between_preview_and_act_counts(mine, leads, staff):
    other = person(Role.STAFF)
    Lead.objects.filter(pk=leads[0].pk).update(owner=other)
    page = text(send(mine, "grade", leads, "do", **GRADE))
    assert "只有负责人、协同人、本链链长办和链长可以改这条线索。" in page
    assert grades() == ["C", "A", "A"]


def test_sent_twice_it_is_done_once(mine, leads):
    token = str(uuid.uuid4())
    first = send(mine, "grade", leads, "do", form_token=token, **GRADE)
    again = send(mine, "grade", leads, "do", form_token=token, **GRADE)
    assert (first.status_code, again.status_code) == (302, 302)
    assert BulkChange.objects.count() == 1
    assert set(Lead.objects.values_list("version", flat=True)) == {2}


def test_all_rows_of_the_filter_are_taken_whatever_page_is_open(mine, staff, sensor):
    LeadFactory.create_batch(53, owner=staff, chain=sensor)
    LeadFactory(chain=sensor)
    page = text(mine.get(f"/leads/?{QUERY}"))
    assert "选中全部 53 条" in page
    shown = tick(mine, "grade", [], whole="1")
    assert "会改的 53 条" in text(shown)


def test_more_than_the_limit_is_refused_before_anything_is_read_twice(mine, leads, monkeypatch):
    monkeypatch.setattr("leads.views.bulk.LIMIT", 2)
    response = tick(mine, "grade", leads)
    assert response.status_code == 422
    assert "一次最多 2 条。先缩小筛选范围，或分几次办。" in text(response)


def test_the_list_says_when_the_filter_holds_more_than_one_act_takes(mine, staff, sensor, monkeypatch):
    LeadFactory.create_batch(51, owner=staff, chain=sensor)
    monkeypatch.setattr("leads.views.lists.BULK_LIMIT", 50)
    page = text(mine.get(f"/leads/?{QUERY}"))
    assert "全部 51 条超过一次 50 条的上限" in page
    assert 'name="whole"' not in page


@pytest.mark.parametrize("rows", ["", "x:y", "12", "1:2:3", "-1:1", "9" * 30 + ":1"])
def test_without_a_lead_there_is_a_sentence(mine, rows):
    response = mine.post("/leads/bulk/grade/", {"rows": rows})
    assert response.status_code == 422
    assert "没有选中线索：先在列表里勾选，再选要办的事。" in text(response)


def test_an_invalid_filter_takes_no_row_rather_than_all(mine, leads):
    response = mine.post("/leads/bulk/grade/", {"whole": "1", "query": "grade=Z"})
    assert response.status_code == 422


def test_rows_that_one_may_not_see_do_not_exist(mine, leads, sensor):
    secret = LeadFactory(chain=sensor, visibility=Visibility.SECRET)
    page = text(send(mine, "grade", [*leads, secret], "preview", **GRADE))
    assert str(secret) not in page
    send(mine, "grade", [*leads, secret], "do", **GRADE)
    assert Lead.objects.get(pk=secret.pk).grade == Grade.C


@pytest.mark.parametrize(
    ("verb", "typed", "said"),
    [
        ("next", {"next_action_on": "2025-06-10"}, "下次跟进不能早于今天"),
        ("next", {}, "这个字段是必填项"),
        ("grade", {"grade": "A", "grade_reason": ""}, "这个字段是必填项"),
        ("release", {"reason": ""}, "这个字段是必填项"),
    ],
)
def test_wrong_input_gets_a_sentence_and_keeps_the_rows(mine, leads, verb, typed, said):
    for stage in ("preview", "do"):
        response = send(mine, verb, leads, stage, **typed)
        assert response.status_code == 422
        assert said in text(response)
        assert re.search(r'name="rows" value="([^"]*)"', text(response))[1] == carried(leads)
    assert not BulkChange.objects.exists()


def test_a_release_asks_first_and_offers_no_undo(mine, leads):
    page = text(send(mine, "release", leads, "preview", reason="力量不足"))
    assert "退回以后别人马上可以认领，不能撤销。" in page
    done = send(mine, "release", leads, "do", reason="力量不足")
    page = text(mine.get(done["Location"]))
    assert "已办 3 条：退回公海：力量不足。" in page
    change = BulkChange.objects.get()
    assert f"/leads/bulk/{change.pk}/undo/" not in page
    assert "退回公海不能撤销" in text(mine.get(f"/leads/bulk/{change.pk}/undo/"))
    assert mine.post(f"/leads/bulk/{change.pk}/undo/").status_code == 409
    assert set(Lead.objects.values_list("status", flat=True)) == {LeadStatus.POOL}


def test_the_undo_page_names_what_stays(mine, leads):
    send(mine, "grade", leads, "do", **GRADE)
    Lead.objects.filter(pk=leads[2].pk).update(title="后来改的", version=3)
    Lead.objects.filter(pk=leads[1].pk).update(visibility=Visibility.SECRET, owner=person(Role.STAFF))
    change = BulkChange.objects.get()
    page = text(mine.get(f"/leads/bulk/{change.pk}/undo/"))
    assert "恢复 1 条" in page
    assert "后来有人改过，保留现在的内容。" in page
    assert "另有 1 条已不在你的可见范围，不会恢复。" in page
    mine.post(f"/leads/bulk/{change.pk}/undo/")
    assert grades() == ["C", "A", "A"]


def test_only_those_ticked_are_exported_in_the_columns_of_the_list(mine, leads, staff):
    response = tick(mine, "export", leads[:2])
    rows = xlsx_rows(response)
    assert {row["企业"].value for row in rows} == {lead.company.name for lead in leads[:2]}
    assert list(rows[0]) == [
        "企业",
        "事项",
        "产业链",
        "环节",
        "动作",
        "等级",
        "状态",
        "预计投资（万元）",
        "下一步",
        "下次跟进",
        "负责人",
    ]
    event = history.of(staff).get()
    assert (event.verb, event.data["rows"], event.data["chosen"]) == ("export_leads", 2, "勾选的 2 条")


def test_a_file_of_ticked_rows_is_masked_like_any_other(signed_in, leads):
    auditor = signed_in(person(Role.AUDITOR))
    body(tick(auditor, "export", leads))
    assert {row["电话"] for row in csv_rows(auditor.get("/leads/export/csv/all/?owner=any"))} == {""}


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.STAFF, ["next", "grade", "release"]),
        (Role.CHAIN_LEADER, ["assign", "next", "grade", "release"]),
        (Role.LAND_OFFICER, []),
        (Role.AUDITOR, []),
    ],
)
def test_the_bar_offers_what_a_role_may_do(role, shown):
    user = person(role, chains=["SENSOR"] if role in (Role.STAFF, Role.CHAIN_LEADER) else [""])
    assert [verb.name for verb in bulk.verbs_for(user)] == shown


def test_every_row_has_a_box_with_a_name_and_the_bar_is_a_form(mine, leads):
    page = text(mine.get(f"/leads/?{QUERY}"))
    for lead in leads:
        assert f'name="lead" value="{lead.pk}" form="selection" aria-label="选择 {lead.company}"' in page
    assert 'formaction="/leads/bulk/grade/"' in page
    assert 'formaction="/leads/bulk/assign/"' not in page


@pytest.mark.parametrize("stage", ["preview", "undo page"])
def test_as_many_queries_for_thirty_rows_as_for_three(mine, staff, sensor, stage):
    def queries(leads):
        with CaptureQueriesContext(connection) as captured:
            if stage == "preview":
                assert send(mine, "grade", leads, "preview", **GRADE).status_code == 200
            else:
                change = BulkChange.objects.latest("pk")
                assert "恢复" in text(mine.get(f"/leads/bulk/{change.pk}/undo/"))
        return len([query for query in captured if not is_bracket(query["sql"])])

    counts = []
    for number in (3, 27):
        LeadFactory.create_batch(number, owner=staff, chain=sensor)
        leads = list(Lead.objects.filter(grade="C"))
        if stage == "undo page":
            send(mine, "grade", leads, "do", **GRADE)
        counts.append(queries(leads))
    assert counts[0] == counts[1] <= 12
