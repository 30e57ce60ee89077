"""The pool: what one needs to choose a lead, one click to claim it, who comes late, and its rules."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from core import history
from leads.actions import take_step
from leads.models import Lead, PoolRule
from leads.seed import seed_pool_rules
from leads.stages import STEPS, LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DAY = dt.timedelta(days=1)
RELEASE = next(step for step in STEPS if step.verb == "release")


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOON, tick=False):
        seed_pool_rules(at=NOON)
        yield


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def admins(signed_in, admin):
    return signed_in(admin)


def text(response):
    return response.content.decode()


def pooled(**fields):
    creator = person()
    fields = {"owner": None, "team": creator.team, "created_by": creator} | fields
    return LeadFactory(status=LeadStatus.POOL, **fields)


# -- the list ---------------------------------------------------------------------------------


def test_the_pool_lists_its_leads_and_no_others(browser, sensor, superhard):
    mine, followed, hidden = pooled(chain=sensor), LeadFactory(chain=sensor), pooled(chain=superhard)
    page = text(browser.get("/leads/pool/"))
    assert f"/leads/{mine.pk}/claim/" in page
    assert f"/leads/{followed.pk}/" not in page
    assert f"/leads/{hidden.pk}/" not in page
    assert "1 条" in page


def test_a_row_says_why_and_how_often_and_whose_it_was(browser, staff, sensor):
    lead = LeadFactory(chain=sensor, title="封装产线")
    for number, reason in enumerate(["对方推迟", "顾不过来"]):
        Lead.objects.filter(pk=lead.pk).update(status=LeadStatus.FOLLOWING, owner=lead.created_by)
        lead.refresh_from_db()
        take_step(lead=lead, step=RELEASE, by=lead.owner, at=NOON + number * DAY, reason=reason)
    page = text(browser.get("/leads/pool/"))
    assert "顾不过来，第 2 次" in page
    assert "对方推迟" not in page
    assert f'<td role="cell" class="opt">{lead.team}</td>' in page


def test_the_best_stand_first_then_the_newest(browser, sensor):
    old, new = (pooled(chain=sensor, grade="C", released_at=NOON - days * DAY) for days in (9, 1))
    best = pooled(chain=sensor, grade="A", released_at=NOON - 90 * DAY)
    page = text(browser.get("/leads/pool/"))
    places = [page.index(f"/leads/{lead.pk}/claim/") for lead in (best, new, old)]
    assert places == sorted(places)


def test_who_may_not_claim_reads_why(browser, staff, sensor, signed_in):
    lead = pooled(chain=sensor, grade="A", former_owner=staff, released_at=NOON)
    page = text(browser.get("/leads/pool/"))
    assert "你是原负责人，2025-06-18 12:00 以后才能再认领。" in page
    assert f"/leads/{lead.pk}/claim/" not in page
    land = signed_in(person(Role.LAND_OFFICER, chains=[""]))
    Lead.objects.filter(pk=lead.pk).update(visibility="ZONE")
    assert "认领要有这条产业链的招商角色。" in text(land.get("/leads/pool/"))


def test_what_is_in_hand_stands_above_the_list(browser, staff, sensor, superhard):
    PoolRule.objects.create(chain=superhard, grade="A", idle_days=9, warn_days=2, capacity=2, basis="x")
    LeadFactory.create_batch(3, owner=staff, chain=sensor, grade="A")
    page = text(browser.get("/leads/pool/"))
    assert "A 级 3/10" in page
    assert "B 级 0/30" in page
    assert "C 级 0，不限" in page
    assert "超硬材料 A 级" not in page  # not a chain of this officer


def test_filters_narrow_and_say_so(browser, sensor):
    best, rest = pooled(chain=sensor, grade="A"), pooled(chain=sensor, grade="C")
    page = text(browser.get("/leads/pool/?grade=A&chain=SENSOR"))
    assert f"/leads/{best.pk}/claim/?grade=A&amp;chain=SENSOR" in page
    assert f"/leads/{rest.pk}/claim/" not in page


def test_an_empty_list_says_why(browser, sensor):
    assert "公海里没有看得到的线索" in text(browser.get("/leads/pool/"))
    pooled(chain=sensor, grade="C")
    page = text(browser.get("/leads/pool/?grade=A"))
    assert "没有符合条件的线索" in page
    assert '<a href="/leads/pool/?">去掉“等级 A”</a>，有 1 条。' in page


def test_a_filter_that_makes_no_sense_lists_nothing(browser, sensor):
    lead = pooled(chain=sensor)
    response = browser.get("/leads/pool/?grade=X")
    assert response.status_code == 422
    assert f"/leads/{lead.pk}/" not in text(response)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_number_of_queries_does_not_grow_with_the_rows(browser, staff, sensor, headers):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/leads/pool/", headers=headers).status_code == 200
        return len(captured)

    def fill(rows):
        for _ in range(rows):
            lead = pooled(chain=sensor, former_owner=staff, released_at=NOON)
            history.record("pool_lead", lead, by=None, at=NOON, days=60, grade="C", limit=60, owner="x")
            LeadFactory(owner=staff, chain=sensor)

    fill(2)
    few = queries()
    fill(20)
    assert queries() == few <= 14


# -- the claim --------------------------------------------------------------------------------


def test_one_click_claims_with_the_usual_next_step(browser, staff, sensor):
    lead = pooled(chain=sensor, grade="A")
    answer = browser.post(f"/leads/{lead.pk}/claim/?chain=SENSOR", headers=HTMX)
    assert answer.status_code == 200
    assert "已认领" in text(answer)
    assert "A 级 1/10" in text(answer)  # the line above the list, out of band
    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.team) == (LeadStatus.FOLLOWING, staff, staff.team)
    assert (lead.next_action_text, lead.next_action_on) == ("首次联系", TODAY + DAY)
    assert history.of(lead).get().data["step"] == "claim"


def test_without_script_the_list_comes_back_as_it_was(browser, sensor):
    lead = pooled(chain=sensor)
    answer = browser.post(f"/leads/{lead.pk}/claim/?chain=SENSOR")
    assert (answer.status_code, answer["Location"]) == (302, "/leads/pool/?chain=SENSOR")


def test_whoever_comes_late_is_told_the_unit(browser, signed_in, sensor):
    lead, other = pooled(chain=sensor), pooled(chain=sensor)
    first = person(Role.STAFF, chains=[sensor.code])
    assert signed_in(first).post(f"/leads/{lead.pk}/claim/", headers=HTMX).status_code == 200
    late = browser.post(f"/leads/{lead.pk}/claim/", headers=HTMX)
    assert late.status_code == 409
    assert f"已由 {first.team} 认领" in text(late)
    page = browser.post(f"/leads/{lead.pk}/claim/")
    assert page.status_code == 409
    assert f"已由 {first.team} 认领" in text(page)
    assert f"/leads/{other.pk}/claim/" in text(page)  # the list goes on working
    lead.refresh_from_db()
    assert lead.owner == first
    assert history.of(lead).count() == 1


def test_full_hands_are_refused_with_the_sentence(browser, staff, sensor):
    PoolRule.objects.filter(grade="A").update(capacity=1)
    LeadFactory(owner=staff, chain=sensor, grade="A")
    lead = pooled(chain=sensor, grade="A")
    assert "A 级线索 1/1，已到上限。" in text(browser.get("/leads/pool/"))
    refused = browser.post(f"/leads/{lead.pk}/claim/", headers=HTMX)
    assert refused.status_code == 403
    assert "已到上限" in text(refused)
    step = {"version": lead.version, "next_action_text": "约见面", "next_action_on": "2025-06-18"}
    assert browser.post(f"/leads/{lead.pk}/step/claim/", step).status_code == 403
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == (LeadStatus.POOL, None)


def test_the_record_says_when_it_will_go(browser, staff, sensor):
    lead = LeadFactory(
        owner=staff,
        chain=sensor,
        last_activity_at=NOON - 60 * DAY,
        pool_warned_at=NOON - DAY,
        pool_due_on=TODAY + 6 * DAY,
    )
    assert "2025-06-17 退回公海；记一条跟进就不退。" in text(browser.get(f"/leads/{lead.pk}/"))


# -- the rules --------------------------------------------------------------------------------


def rule_post(browser, rule, **fields):
    values = {
        name: getattr(rule, name) for name in ("idle_days", "warn_days", "reclaim_days", "basis", "version")
    }
    values |= {"capacity": "" if rule.capacity is None else rule.capacity, "seen": ""}
    return browser.post(f"/leads/pool/rules/{rule.pk}/", values | fields)


def test_everybody_reads_the_rules_with_their_basis(browser):
    page = text(browser.get("/leads/pool/rules/"))
    assert "系统建议，待确认（I-4）" in page
    assert "按系统建议设为 15 天" in page
    assert "/leads/pool/rules/new/" not in page


def test_a_change_shows_first_what_it_would_do(admins, admin, sensor):
    rule = PoolRule.objects.get(grade="B")
    LeadFactory.create_batch(3, grade="B", last_activity_at=NOON - 20 * DAY)
    LeadFactory(grade="B", last_activity_at=NOON - 5 * DAY)
    LeadFactory(grade="A", last_activity_at=NOON - 20 * DAY)
    gone = {"pool_warned_at": NOON - 9 * DAY, "pool_due_on": TODAY - DAY}
    LeadFactory(grade="B", last_activity_at=NOON - 25 * DAY, **gone)
    shown = rule_post(admins, rule, idle_days=20, basis="办公会")
    assert shown.status_code == 200
    assert "保存后马上预警 3 条线索；早已预警满期、马上退回公海 1 条。" in text(shown)
    rule.refresh_from_db()
    assert rule.idle_days == 30

    seen = "20/7/7/30"
    assert f'name="seen" value="{seen}"' in text(shown)
    assert rule_post(admins, rule, idle_days=25, basis="办公会", seen=seen).status_code == 200  # other values
    saved = rule_post(admins, rule, idle_days=20, basis="办公会", seen=seen)
    assert saved.status_code == 302
    rule.refresh_from_db()
    assert (rule.idle_days, rule.basis, rule.version) == (20, "办公会", 2)
    event = history.of(rule).first()
    assert (event.verb, event.actor_id) == ("edit_pool_rule", admin.pk)
    page = text(admins.get("/leads/pool/rules/"))
    assert "多少天没有活动退回公海 30 → 20；依据 系统建议" in page


def test_the_second_change_is_told_of_the_first(admins):
    rule = PoolRule.objects.get(grade="B")
    PoolRule.objects.filter(pk=rule.pk).update(idle_days=45, version=2)
    late = rule_post(admins, rule, idle_days=20, seen="20/7/7/30")
    assert late.status_code == 409
    assert "有人先改了：45 天退回" in text(late)
    assert 'name="version" value="2"' in text(late)
    assert 'value="20"' in text(late)
    rule.refresh_from_db()
    assert rule.idle_days == 45
    assert rule_post(admins, rule, idle_days=20, seen="20/7/7/30").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"warn_days": 30}, "预警天数要小于退回天数。"),
        ({"idle_days": 0}, "填 1 至 365 天。"),
        ({"idle_days": ""}, "这个字段是必填项。"),
        ({"basis": ""}, "这个字段是必填项。"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(admins, fields, sentence):
    rule = PoolRule.objects.get(grade="B")
    refused = rule_post(admins, rule, **fields)
    assert refused.status_code == 422
    assert sentence in text(refused)
    rule.refresh_from_db()
    assert rule.version == 1


def test_a_chain_gets_its_own_rule_once(admins, sensor):
    values = {
        "chain": "SENSOR",
        "grade": "A",
        "idle_days": 10,
        "warn_days": 3,
        "reclaim_days": 7,
        "capacity": 5,
    }
    values |= {"basis": "链长会", "version": 1, "seen": "SENSOR/A/10/3/7/5"}
    assert admins.post("/leads/pool/rules/new/", values).status_code == 302
    rule = PoolRule.objects.get(chain=sensor)
    assert (rule.grade, rule.idle_days, rule.capacity) == ("A", 10, 5)
    again = admins.post("/leads/pool/rules/new/", values)
    assert again.status_code == 422
    assert "这条产业链这一级已有规则。" in text(again)
    assert history.of(rule).count() == 1


def test_an_officer_changes_no_rule(browser):
    rule = PoolRule.objects.get(grade="B")
    refused = rule_post(browser, rule, idle_days=20, seen="20/7/7/30")
    assert refused.status_code == 403
    rule.refresh_from_db()
    assert rule.idle_days == 30
