"""Views of lists: who may change which, what two people do at once; every filter comes back whole."""

import datetime as dt

import pytest
from django.http import QueryDict

from accounts.actions import (
    ViewChanged,
    ViewExists,
    change_view,
    choose_columns,
    delete_view,
    save_view,
)
from accounts.models import ListColumns, SavedView
from accounts.permissions import can_change_view
from accounts.roles import Role
from core import history
from core.columns import known, moved
from leads.chips import address
from leads.filters import LeadFilter
from leads.lead_views import BUILT_IN
from leads.listing import listing
from leads.models import Grade
from leads.stages import LeadStatus
from leads.tabs import link, look_of, own_counts, saved_views, tabs
from tests.database.test_lead_filters import contact
from tests.factories import NOON, TODAY, LeadFactory, TeamFactory, person

pytestmark = pytest.mark.django_db
FILTERS = {
    "q": "q=气体",
    "owner": "owner=team",
    "status": "owner=any&status=open&status=POOL",
    "light": "owner=me&light=overdue&light=due",
    "lapses": "owner=me&lapses=week",
    "waits": "owner=any&waits=leader",
    "grade": "owner=any&grade=A&grade=B",
    "action_type": "owner=any&action_type=FILL",
    "source": "owner=any&source=FAIR",
    "investment": "owner=any&investment_min=100&investment_max=2000.50",
    "next": "owner=any&next_from=2025-06-01&next_to=2025-06-30",
    "logged": "owner=any&logged_from=2025-06-01&logged_to=2025-06-30",
    "chain": "owner=any&chain=SENSOR",
    "sort": "owner=me&status=open&sort=-investment",
    "everything": "owner=any",
}


def view_of(owner, **fields):
    values = {"name": "B 级", "query": "owner=me&grade=B", "columns": ["company", "grade"]} | fields
    return save_view(by=owner, at=NOON, list_name="leads", **values)


def filtered(user, query):
    return LeadFilter(QueryDict(query), user=user, on=TODAY)


def test_a_view_is_kept_with_all_that_belongs_to_it(staff):
    view = view_of(staff, team=staff.team)
    view.refresh_from_db()
    assert (view.owner, view.team, view.name, view.version) == (staff, staff.team, "B 级", 1)
    assert (view.query, view.columns) == ("owner=me&grade=B", ["company", "grade"])
    event = history.of(view).get()
    assert (event.verb, event.data["query"]) == ("save_view", "owner=me&grade=B")


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [
        ("owner", {"mine", "shared"}, {"mine", "shared"}),
        ("colleague of the unit", {"shared"}, set()),
        ("leader of the unit", {"shared"}, set()),
        ("another unit", set(), set()),
        ("no unit", set(), set()),
        ("owner who changed the unit", {"mine", "shared"}, {"mine", "shared"}),
    ],
)
def test_who_sees_and_who_changes_a_view(staff, who, sees, changes):
    views = {"mine": view_of(staff), "shared": view_of(staff, name="单位的", team=staff.team)}
    if who == "owner who changed the unit":
        type(staff).objects.filter(pk=staff.pk).update(team=TeamFactory())
        staff.refresh_from_db()
    user = {
        "owner": staff,
        "owner who changed the unit": staff,
        "colleague of the unit": person(Role.STAFF, team=views["shared"].team),
        "leader of the unit": person(Role.CHAIN_LEADER, chains=["SENSOR"], team=views["shared"].team),
        "another unit": person(Role.ZONE_ADMIN),
        "no unit": person(Role.STAFF, team=None),
    }[who]
    visible = set(SavedView.objects.visible_to(user))
    assert {name for name, view in views.items() if view in visible} == sees
    assert {name for name, view in views.items() if can_change_view(user, view)[0]} == changes
    if who == "colleague of the unit":
        assert can_change_view(user, views["shared"])[1] == "只有 李沐 能改这个视图；可以另存为自己的视图。"


def test_even_the_action_changes_and_deletes_the_owners_view_only(staff):
    view, other = view_of(staff, team=staff.team), person(Role.STAFF, team=staff.team)
    with pytest.raises(ViewChanged):
        change_view(view=view, by=other, at=NOON, version=1, name="占用")
    delete_view(view=view, by=other, at=NOON)
    assert SavedView.objects.get(pk=view.pk).name == "B 级"


def test_one_name_once_per_person(staff):
    view_of(staff)
    other = view_of(staff, name="C 级")
    with pytest.raises(ViewExists, match="已有名为“B 级”的视图"):
        view_of(staff)
    with pytest.raises(ViewExists):
        change_view(view=other, by=staff, at=NOON, version=1, name="B 级")
    assert view_of(person(Role.STAFF)).name == "B 级"
    assert SavedView.objects.filter(owner=staff).count() == 2


def test_of_two_changes_to_the_same_version_one_is_kept(staff):
    view = view_of(staff)
    again = SavedView.objects.get(pk=view.pk)
    change_view(view=view, by=staff, at=NOON, version=1, query="owner=any")
    with pytest.raises(ViewChanged):
        change_view(view=again, by=staff, at=NOON, version=1, query="owner=none")
    view.refresh_from_db()
    assert (view.query, view.version) == ("owner=any", 2)
    event = history.of(view).filter(verb="change_view").get()
    assert event.data["changed"] == {"query": ["owner=me&grade=B", "owner=any"]}


def test_a_change_that_changes_nothing_leaves_no_trace(staff):
    view = view_of(staff)
    change_view(view=view, by=staff, at=NOON, version=1, name="B 级")
    assert (view.version, history.of(view).count()) == (1, 1)


def test_a_deleted_view_is_gone_and_in_the_history(staff):
    view = view_of(staff)
    key = view.pk
    delete_view(view=view, by=staff, at=NOON)
    assert not SavedView.objects.exists()
    event = history.of(SavedView(pk=key)).first()
    assert (event.verb, event.object_label, event.data["query"]) == (
        "delete_view",
        "B 级",
        "owner=me&grade=B",
    )


@pytest.mark.parametrize("kind", FILTERS)
def test_a_saved_filter_comes_back_whole(staff, sensor, kind):
    for status, grade in ((LeadStatus.FOLLOWING, Grade.A), (LeadStatus.NEW, Grade.B)):
        LeadFactory(owner=staff, chain=sensor, status=status, grade=grade, grams="气体")
    filters = filtered(staff, FILTERS[kind])
    assert filters.is_valid(), filters.errors
    view = view_of(staff, query=address(filters, view=None))
    again = filtered(staff, link(view))
    assert again.is_valid()
    assert list(again.rows()) == list(filters.rows())
    assert again.sort_key == filters.sort_key
    assert look_of(again).view == view
    current = [tab.label for _kind, kept in tabs(again, look_of(again)) for tab in kept if tab.is_current]
    assert current == ["B 级"]


def test_a_view_whose_filter_is_no_longer_valid_gives_no_rows(staff, sensor):
    gone = person()
    LeadFactory(owner=staff, chain=sensor)
    view = view_of(staff, query=f"owner={gone.pk}")
    gone.delete()
    again = filtered(staff, link(view))
    assert not again.is_valid()
    assert look_of(again).view == view
    assert list(again.rows()) == []


def test_the_filter_that_nobody_saved_stands_last_and_says_where_it_came_from(staff):
    view = view_of(staff)
    groups = tabs(filtered(staff, f"owner=me&grade=A&view={view.pk}"), look_of(filtered(staff, link(view))))
    kind, kept = groups[-1]
    assert (kind, [(tab.label, tab.is_current) for tab in kept]) == ("临时", [("改自 B 级，未保存", True)])
    kind, kept = tabs(filtered(staff, "grade=C"), look_of(filtered(staff, "grade=C")))[-1]
    assert (kind, kept[0].label) == ("临时", "未保存的筛选")


def test_a_view_of_somebody_else_is_only_a_filter(staff, outsider):
    view = view_of(outsider)
    look = look_of(filtered(staff, link(view)))
    assert (look.view, look.saved) == (None, [])


def test_views_stand_under_their_kind(staff):
    view_of(staff, name="甲")
    view_of(staff, name="乙", team=staff.team)
    filters = filtered(staff, "")
    groups = {kind: [tab.label for tab in kept] for kind, kept in tabs(filters, look_of(filters))}
    assert groups == {
        "我的": [*(str(label) for label, _query in BUILT_IN.values()), "甲"],
        "团队": ["乙"],
        "可见": ["全部在办", "全部线索"],
    }


def test_a_leader_gets_the_built_in_views_over_all_that_is_visible(sensor):
    leader = person(Role.CHAIN_LEADER, chains=["SENSOR"])
    filters = filtered(leader, "")
    ((kind, kept),) = tabs(filters, look_of(filters))
    assert kind == "可见"
    assert [tab.label for tab in kept][2:] == [
        "到期待跟进",
        "无下一步",
        "本周失效",
        "逾期",
        "久未跟进",
        "等链长定",
        "全部线索",
    ]
    assert {tab.count for tab in kept} == {None}


def test_the_number_beside_a_built_in_view_is_the_number_of_its_rows(staff, sensor):
    own = {"owner": staff, "chain": sensor}
    for state in (LeadStatus.NEW, LeadStatus.ASSESSING, LeadStatus.FOLLOWING, LeadStatus.SHELVED):
        for days in (None, -2, 0, 3):
            on = days if days is None else TODAY.replace(day=TODAY.day + days)
            LeadFactory(**own, status=state, next_action_on=on, investment_wan=20_000)
    contact(LeadFactory(**own))
    LeadFactory(**own, last_activity_at=NOON - dt.timedelta(days=40))
    LeadFactory(chain=sensor)
    counts = own_counts(filtered(staff, ""))
    listed = {
        key: listing(filtered(staff, "owner=me&" + query)).count for key, (_l, query) in BUILT_IN.items()
    }
    assert counts == listed
    assert min(counts.values()) > 0


def test_all_views_and_their_numbers_cost_two_queries(staff, django_assert_num_queries):
    staff.access  # noqa: B018  read once, outside the count
    for number in range(10):
        view_of(staff, name=str(number))
    filters = filtered(staff, "")
    filters.is_valid()
    look = look_of(filters)
    with django_assert_num_queries(1):
        tabs(filters, look)
    with django_assert_num_queries(1):
        saved_views(staff, "leads")


# -- columns ----------------------------------------------------------------------------------


def test_columns_are_remembered_for_each_person_and_list(staff, outsider):
    choose_columns(by=staff, list_name="leads", columns=["company", "grade"])
    choose_columns(by=staff, list_name="leads", columns=["company", "owner"])
    assert ListColumns.objects.chosen(staff, "leads") == ["company", "owner"]
    assert (
        ListColumns.objects.chosen(staff, "projects") == ListColumns.objects.chosen(outsider, "leads") == []
    )
    choose_columns(by=staff, list_name="leads", columns=[])
    assert not ListColumns.objects.exists()


def test_a_view_brings_its_columns_and_leaves_ones_own_alone(staff):
    choose_columns(by=staff, list_name="leads", columns=["company", "owner"])
    view = view_of(staff)
    assert list(look_of(filtered(staff, link(view))).columns) == ["company", "grade"]
    assert list(look_of(filtered(staff, "owner=me")).columns) == ["company", "owner"]


def test_keys_that_are_gone_and_keys_twice_are_dropped_and_the_fixed_ones_stand_first():
    every = ["company", "grade", "owner"]
    assert known(["owner", "price", "company", "owner"], every, fixed=["company"]) == ["company", "owner"]
    assert known([], every, fixed=["company"]) == ["company"]


@pytest.mark.parametrize(
    ("key", "step", "after"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("x", 1, "abc"), (None, 1, "abc")],
)
def test_a_column_moves_by_one_place_and_not_past_the_ends(key, step, after):
    assert moved("abc", key, step) == list(after)
