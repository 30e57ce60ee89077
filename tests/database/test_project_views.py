"""The views over the list of projects: built in, their counts, and that two lists keep theirs apart."""

import datetime as dt

import pytest
from django.http import QueryDict

from accounts.actions import save_view
from accounts.roles import Role
from leads.filters import LeadFilter
from leads.listing import listing
from leads.models import StageRequest
from leads.project_filters import ProjectFilter
from leads.project_views import BUILT_IN
from leads.stages import ProjectStage
from leads.tabs import look_of, own_counts, saved_views, tabs
from tests.factories import NOON, TODAY, ProjectFactory, person

pytestmark = pytest.mark.django_db


def filtered(user, query=""):
    return ProjectFilter(QueryDict(query), user=user, on=TODAY)


def shown(user, query=""):
    filters = filtered(user, query)
    return {kind: [tab.label for tab in kept] for kind, kept in tabs(filters, look_of(filters))}


def test_the_built_in_views_are_ones_own_with_counts_for_those_who_work(staff):
    assert shown(staff) == {
        "我的": ["在办", "到期待跟进", "无下一步", "红灯", "黄灯", "已签约未开工", "等审核"],
        "可见": ["全部在办", "全部项目"],
    }


def test_a_leader_gets_them_over_all_that_is_visible(sensor):
    leader = person(Role.CHAIN_LEADER, chains=["SENSOR"])
    assert shown(leader) == {"可见": [str(label) for label, _query in BUILT_IN.values()] + ["全部项目"]}


def test_the_number_beside_a_view_is_the_number_of_its_rows(staff):
    for days in (None, -2, 0, 3):
        on = days if days is None else TODAY + dt.timedelta(days)
        ProjectFactory(owner=staff, next_action_on=on)
        ProjectFactory(owner=staff, paused=True, next_action_on=on, stage=ProjectStage.LANDED)
    for days in (61, 100):
        ProjectFactory(owner=staff, idle_from_on=TODAY - dt.timedelta(days))
    ProjectFactory(owner=staff, stage=ProjectStage.SIGNED, planned_start_on=TODAY - dt.timedelta(200))
    ProjectFactory(owner=staff, stage=ProjectStage.SIGNED, started_on=TODAY)
    waiting = ProjectFactory(owner=staff, terminated=True)
    StageRequest.objects.create(project=waiting, stage=ProjectStage.REVIEWED, by=staff, at=NOON)
    ProjectFactory(idle_from_on=TODAY - dt.timedelta(200), next_action_on=None)
    counts = own_counts(filtered(staff))
    rows = {key: listing(filtered(staff, f"owner=me&{query}")).count for key, (_l, query) in BUILT_IN.items()}
    assert counts == rows
    assert min(counts.values()) > 0
    assert counts["unstarted"] == 5


def test_a_view_belongs_to_one_list(staff):
    for name in ("leads", "projects"):
        save_view(by=staff, at=NOON, list_name=name, name="甲", query="owner=me&grade=A", columns=["company"])
    assert [view.list_name for view in saved_views(staff, "projects")] == ["projects"]
    assert "甲" in shown(staff)["我的"]
    leads = LeadFilter(QueryDict("owner=any"), user=staff, on=TODAY)
    assert [view.list_name for view in look_of(leads).saved] == ["leads"]


def test_all_views_and_their_numbers_cost_two_queries(staff, django_assert_num_queries):
    staff.access  # noqa: B018  read once, outside the count
    filters = filtered(staff)
    filters.is_valid()
    with django_assert_num_queries(3):  # the saved ones, the columns, the counts
        tabs(filters, look_of(filters))
