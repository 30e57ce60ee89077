"""From lead to lead in the order of a list, and on from a place that the lead has left."""

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.http import QueryDict

from leads.filters import SORTS, LeadFilter
from leads.models import Lead
from leads.stages import LeadStatus
from leads.stepping import place_in
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
OPEN = "owner=me&status=open"


@pytest.fixture
def leads(staff, sensor):
    """Leads that are alike, different and unknown in everything a list is sorted by."""
    company = CompanyFactory()
    return [
        LeadFactory(
            company=company,
            chain=sensor,
            owner=staff,
            grade="ABC"[number % 3],
            next_action_on=[None, TODAY, TODAY, TODAY + DAY][number % 4],
            investment_wan=[None, Decimal(5), Decimal("5.00"), Decimal("7.25"), None][number % 5],
            last_activity_at=[None, NOON, NOON - DAY][number % 3],
            created_at=NOON - (number % 2) * DAY,
        )
        for number in range(14)
    ]


def listed(staff, query):
    return list(LeadFilter(QueryDict(query), user=staff, on=TODAY).rows())


def place(lead, staff, query=OPEN, at=""):
    lead.refresh_from_db()
    return place_in(lead, user=staff, on=TODAY, query=query, at=at)


def number_in(address):
    return int(re.match(r"/leads/(\d+)/", address)[1]) if address else None


def at_of(place):
    return QueryDict(place.here[1:])["at"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_walked_as_it_is_listed(staff, leads, sort):
    query = f"{OPEN}&sort={sort}"
    order = listed(staff, query)
    assert len(order) == 14
    places = [place(lead, staff, query) for lead in order]
    assert [one.number for one in places] == list(range(1, 15))
    assert {(one.count, one.is_listed) for one in places} == {(14, True)}
    for (one, after), (lead, following) in zip(pairwise(places), pairwise(order), strict=True):
        assert number_in(one.after) == following.pk
        assert number_in(after.before) == lead.pk
    assert (places[0].before, places[-1].after) == ("", "")
    kept = [place(lead, staff, query, at=at_of(one)) for lead, one in zip(order, places, strict=True)]
    assert kept == places


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("fate", ["left", "moved"])
def test_after_the_lead_is_gone_the_next_is_the_one_that_followed(staff, leads, sort, fate):
    query = f"{OPEN}&sort={sort}"
    order = listed(staff, query)
    middle = order[6]
    was = place(middle, staff, query)
    if fate == "left":
        Lead.objects.filter(pk=middle.pk).update(status=LeadStatus.SHELVED)
    else:
        later = {"next_action_on": TODAY + 9 * DAY, "investment_wan": 99, "last_activity_at": NOON + DAY}
        Lead.objects.filter(pk=middle.pk).update(**later, grade="C", created_at=NOON + DAY)
    now = place(middle, staff, query, at=at_of(was))
    assert (now.before, now.after, now.here) == (was.before, was.after, was.here)
    assert (now.number, now.is_listed) == (7, fate == "moved")
    assert now.count == (13 if fate == "left" else 14)


def test_a_lead_that_somebody_adds_before_is_not_skipped_over(staff, leads, sensor):
    first = listed(staff, OPEN)[0]
    at = at_of(place(first, staff))
    added = LeadFactory(chain=sensor, owner=staff, next_action_on=TODAY - DAY)
    now = place(first, staff, at=at)
    assert (number_in(now.before), now.number, now.count) == (added.pk, 2, 15)


@pytest.mark.parametrize("query", ["", "investment_min=abc", "sort=sideways"])
def test_without_a_list_there_is_no_place(staff, leads, query):
    assert place(leads[0], staff, query) is None


@pytest.mark.parametrize(
    "at", ["x", "2025-06-11", "2025-02-30~3", "2025-06-11~", "~-1", "a\0~1", "2025-06-11~x~3"]
)
def test_a_broken_place_is_the_place_of_the_lead(staff, leads, at):
    assert place(leads[5], staff, at=at) == place(leads[5], staff)


def test_nobody_steps_to_what_he_may_not_see(staff, leads, superhard):
    hidden = LeadFactory(chain=superhard, next_action_on=TODAY)
    places = [place(lead, staff, "owner=any") for lead in listed(staff, "owner=any")]
    assert hidden.pk not in {number_in(address) for one in places for address in (one.before, one.after)}
    assert {one.count for one in places} == {14}


def test_the_place_is_asked_in_two_queries(staff, leads, django_assert_num_queries):
    staff.access  # noqa: B018  (read once per request, whoever asks first)
    leads[0].refresh_from_db()
    with django_assert_num_queries(2):
        place_in(leads[0], user=staff, on=TODAY, query="status=open", at="")
