"""One act on many leads: effects, history, two people at once, the same form twice, and taking it back."""

import datetime as dt
import uuid

import pytest

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import CannotBeUndone, change_in_bulk, undo_bulk
from leads.bulk import VERBS, plan
from leads.models import BulkChange, BulkChangeRow, Grade, Lead
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY, LeadFactory, person

pytestmark = pytest.mark.django_db
FRIDAY = TODAY + dt.timedelta(days=2)
NEXT = {"next_action_on": FRIDAY, "next_action_text": ""}
GRADE = {"grade": Grade.A, "grade_reason": "链主企业"}


@pytest.fixture
def leads(staff, sensor):
    return LeadFactory.create_batch(3, owner=staff, chain=sensor)


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=["SENSOR"], name="周岚")


@pytest.fixture
def newcomer(sensor):
    return person(Role.STAFF, chains=["SENSOR"], name="王岚")


def change(verb, leads, by, values, **more):
    seen = {lead.pk: lead.version for lead in leads}
    fields = {"label": "改", "seen": seen, "form_token": uuid.uuid4()} | more
    return change_in_bulk(verb=verb, leads=leads, by=by, at=NOON, values=values, **fields)


def fresh(leads):
    return list(Lead.objects.filter(pk__in=[lead.pk for lead in leads]).order_by("pk"))


def verbs_of(lead):
    return [event.verb for event in history.of(lead)]


def test_assign_gives_every_lead_to_the_new_owner_and_tells_once(leads, office, newcomer):
    outcome = change("assign", leads, office, {"owner": newcomer})
    assert {(lead.owner, lead.team, lead.version) for lead in fresh(leads)} == {(newcomer, newcomer.team, 2)}
    assert [verbs_of(lead) for lead in leads] == [["assign_lead"]] * 3
    notice = Notice.objects.get()
    assert (notice.recipient, notice.by, notice.subject) == (newcomer, office, "3 条线索")
    assert notice.key == f"bulk:{outcome.change.pk}"


def test_a_next_date_keeps_the_words_of_each_lead(leads, staff):
    Lead.objects.filter(pk=leads[0].pk).update(next_action_text="送样")
    leads = fresh(leads)
    change("next", leads, staff, NEXT)
    said = [(lead.next_action_text, lead.next_action_on) for lead in fresh(leads)]
    assert said == [("送样", FRIDAY), ("电话回访", FRIDAY), ("电话回访", FRIDAY)]
    assert history.of(leads[0]).get().data["changed"] == {
        "next_action_on": [str(TODAY + dt.timedelta(days=1)), str(FRIDAY)]
    }


def test_a_grade_comes_with_its_reason(leads, staff):
    change("grade", leads, staff, GRADE)
    assert {(lead.grade, lead.grade_reason) for lead in fresh(leads)} == {(Grade.A, "链主企业")}


def test_a_release_is_the_step_that_a_single_lead_takes(leads, staff):
    change("release", leads, staff, {"reason": "力量不足"})
    assert {(lead.status, lead.owner, lead.former_owner) for lead in fresh(leads)} == {
        (LeadStatus.POOL, None, staff)
    }
    assert history.of(leads[0]).get().data["reason"] == "力量不足"


def test_what_stood_there_before_is_kept_row_by_row(leads, staff):
    outcome = change("grade", leads, staff, GRADE)
    rows = BulkChangeRow.objects.filter(change=outcome.change).order_by("lead_id")
    assert [(row.lead_id, row.version, row.before) for row in rows] == [
        (lead.pk, 2, {"grade": "C", "grade_reason": ""}) for lead in leads
    ]


@pytest.mark.parametrize(
    ("verb", "values"),
    [("next", NEXT), ("grade", GRADE), ("release", {"reason": "力量不足"}), ("assign", {})],
)
def test_a_lead_that_somebody_changed_meanwhile_stays_as_it_is(leads, office, newcomer, verb, values):
    seen = {lead.pk: lead.version for lead in leads}
    Lead.objects.filter(pk=leads[1].pk).update(title="别人改的", version=2)
    values = values or {"owner": newcomer}
    outcome = change(verb, fresh(leads), office, values, seen=seen)
    assert [lead.pk for lead in outcome.done] == [leads[0].pk, leads[2].pk]
    assert [lead.pk for lead in outcome.late] == [leads[1].pk]
    theirs = Lead.objects.get(pk=leads[1].pk)
    before = {"title": "别人改的", "version": 2, "owner": leads[1].owner, "grade": Grade.C}
    assert {name: getattr(theirs, name) for name in before} == before
    assert (theirs.status, verbs_of(theirs)) == (LeadStatus.FOLLOWING, [])


@pytest.mark.parametrize(
    ("verb", "values"), [("next", NEXT), ("grade", GRADE), ("release", {"reason": "x"}), ("assign", {})]
)
def test_the_database_decides_even_if_the_lead_was_read_before_the_other_wrote(
    leads, office, newcomer, verb, values
):
    """The rows in hand are as the person saw them; the table has moved on."""
    Lead.objects.filter(pk=leads[1].pk).update(title="别人改的", version=2)
    outcome = change(verb, leads, office, values or {"owner": newcomer})
    assert [lead.pk for lead in outcome.late] == [leads[1].pk]
    assert Lead.objects.get(pk=leads[1].pk).version == 2


def test_a_change_of_nothing_leaves_nothing(leads, staff):
    outcome = change("grade", leads, staff, GRADE, seen={})
    assert (outcome.change, outcome.done, len(outcome.late)) == (None, [], 3)
    assert not BulkChange.objects.exists()


def test_the_same_form_twice_is_one_change(leads, office, newcomer):
    token = uuid.uuid4()
    first = change("assign", leads, office, {"owner": newcomer}, form_token=token)
    again = change("assign", fresh(leads), office, {"owner": newcomer}, form_token=token)
    assert again.change == first.change
    assert {lead.pk for lead in again.done} == {lead.pk for lead in leads}
    assert {lead.version for lead in fresh(leads)} == {2}
    assert Notice.objects.count() == BulkChange.objects.count() == 1


# -- undo -------------------------------------------------------------------------------------


def test_undo_puts_back_what_stood_there(leads, office, newcomer, staff):
    before = fresh(leads)
    outcome = change("assign", leads, office, {"owner": newcomer})
    back = undo_bulk(change=outcome.change, leads=fresh(leads), by=office, at=NOON)
    assert len(back.done) == 3
    assert [(lead.owner, lead.team, lead.version) for lead in fresh(leads)] == [
        (lead.owner, lead.team, 3) for lead in before
    ]
    assert [verbs_of(lead) for lead in leads] == [["undo_bulk", "assign_lead"]] * 3
    assert outcome.change.undone_at == NOON
    assert [(n.recipient, n.text) for n in Notice.objects.order_by("pk")][1:] == [
        (newcomer, "周岚 撤销了刚才的指派。")
    ]


def test_undo_of_an_assignment_out_of_the_pool_puts_the_lead_back_there(sensor, office, newcomer):
    lead = LeadFactory(chain=sensor, status=LeadStatus.POOL, owner=None, team=None, created_by=office)
    outcome = change("assign", [lead], office, {"owner": newcomer})
    assert fresh([lead])[0].status == LeadStatus.FOLLOWING
    undo_bulk(change=outcome.change, leads=[lead], by=office, at=NOON)
    now = fresh([lead])[0]
    assert (now.status, now.owner, now.team) == (LeadStatus.POOL, None, None)


def test_undo_brings_dates_back_as_dates(leads, staff):
    outcome = change("next", leads, staff, NEXT)
    undo_bulk(change=outcome.change, leads=leads, by=staff, at=NOON)
    assert {lead.next_action_on for lead in fresh(leads)} == {TODAY + dt.timedelta(days=1)}


def test_undo_leaves_what_somebody_changed_since(leads, staff):
    outcome = change("grade", leads, staff, GRADE)
    Lead.objects.filter(pk=leads[0].pk).update(grade=Grade.B, version=3)
    back = undo_bulk(change=outcome.change, leads=fresh(leads), by=staff, at=NOON)
    assert [lead.pk for lead in back.late] == [leads[0].pk]
    assert [lead.grade for lead in fresh(leads)] == [Grade.B, Grade.C, Grade.C]
    assert "undo_bulk" not in verbs_of(leads[0])


def test_undo_touches_only_the_leads_it_is_given(leads, staff):
    outcome = change("grade", leads, staff, GRADE)
    undo_bulk(change=outcome.change, leads=[leads[0]], by=staff, at=NOON)
    assert [lead.grade for lead in fresh(leads)] == [Grade.C, Grade.A, Grade.A]


def test_undo_happens_once_and_never_for_a_release(leads, staff):
    outcome = change("grade", leads, staff, GRADE)
    undo_bulk(change=outcome.change, leads=leads, by=staff, at=NOON)
    with pytest.raises(CannotBeUndone):
        undo_bulk(change=outcome.change, leads=leads, by=staff, at=NOON)
    released = change("release", fresh(leads), staff, {"reason": "力量不足"})
    with pytest.raises(CannotBeUndone):
        undo_bulk(change=released.change, leads=leads, by=staff, at=NOON)
    assert {lead.status for lead in fresh(leads)} == {LeadStatus.POOL}


# -- what is left out, and why ----------------------------------------------------------------


def refusals(verb, leads, user, values):
    rows = plan(VERBS[verb], leads, user=user, at=NOON, values=values)
    return [row.refusal for row in rows]


def test_a_stranger_to_the_lead_is_refused_everything(staff, sensor, superhard):
    theirs = LeadFactory(chain=sensor)
    assert refusals("assign", [theirs], staff, {}) == ["只有本链链长办、链长和管委会管理员可以指派负责人。"]
    for verb in ("next", "grade"):
        assert refusals(verb, [theirs], staff, {}) == ["只有负责人、协同人、本链链长办和链长可以改这条线索。"]
    assert refusals("release", [theirs], staff, {}) == ["只有负责人和本链链长办、链长可以把线索退回公海。"]


def test_ended_leads_are_left_out(sensor, office, newcomer):
    lead = LeadFactory(chain=sensor, status=LeadStatus.INVALID)
    assert refusals("assign", [lead], office, {"owner": newcomer}) == ["已结束：无效。"]
    assert refusals("grade", [lead], office, GRADE) == ["已结束：无效。"]
    assert refusals("next", [lead], office, NEXT) == ["现在是“无效”，没有下一步。"]
    assert refusals("release", [lead], office, {}) == ["现在是“无效”，不能退回公海。"]


def test_what_would_change_nothing_is_left_out(leads, office, staff):
    assert refusals("assign", leads[:1], office, {"owner": staff}) == ["已由 李沐 负责。"]
    assert refusals("grade", leads[:1], office, {"grade": "C"}) == ["已是 C 级。"]
    same = {"next_action_on": leads[0].next_action_on, "next_action_text": ""}
    assert refusals("next", leads[:1], office, same) == ["已经是这样。"]


def test_nobody_gets_a_lead_of_a_chain_he_does_not_work_on(leads, office, outsider):
    assert refusals("assign", leads[:1], office, {"owner": outsider}) == ["王岚 没有这条产业链的招商角色。"]


def test_a_lead_without_a_next_step_needs_the_words_too(sensor, staff):
    lead = LeadFactory(chain=sensor, owner=staff, next_action_text="", next_action_on=None)
    assert refusals("next", [lead], staff, NEXT) == ["还没有下一步：写明下一步做什么，才能定日期。"]
    assert refusals("next", [lead], staff, NEXT | {"next_action_text": "送样"}) == [""]


def test_the_plan_says_what_stands_there_and_what_will(leads, office, newcomer):
    (row, *_rest) = plan(VERBS["assign"], leads, user=office, at=NOON, values={"owner": newcomer})
    assert (row.before, row.after) == ("李沐", "王岚")
    (row, *_rest) = plan(VERBS["next"], leads, user=office, at=NOON, values=NEXT)
    assert (row.before, row.after) == ("电话回访 2025-06-12", "电话回访 2025-06-13")
    (row, *_rest) = plan(VERBS["release"], leads, user=office, at=NOON, values={"reason": "x"})
    assert (row.before, row.after) == ("跟进中", "公海")
