"""Every filter of the lead list: one test each, and one that fails when a filter has none."""

import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.roles import Role
from chains.models import Segment
from leads.chips import address, chips, summary
from leads.filters import LeadFilter, LeadFilterPanel
from leads.listing import best_to_drop, listing
from leads.models import ActionType, FirstContact, Grade, LeadSource
from leads.stages import LeadStatus
from tests.factories import (
    NOON,
    TODAY,
    CompanyFactory,
    LeadFactory,
    SegmentFactory,
    TeamFactory,
    person,
)

QUIET_SINCE = {"A": 7, "B": 14, "C": 30}
pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def viewer(sensor):
    return person(Role.ZONE_ADMIN)


def filtered(user, query):
    return LeadFilter(QueryDict(query), user=user, on=TODAY)


def found(user, query):
    filters = filtered(user, query)
    assert filters.is_valid(), filters.errors
    return list(filters.rows())


def pair(**fields):
    """A lead with the fields, and one without."""
    return LeadFactory(**fields), LeadFactory()


def test_q_searches_the_lead_and_its_company(viewer):
    by_title = LeadFactory(grams="气体 体产")
    by_company = LeadFactory(company=CompanyFactory(grams="气体 体科"))
    by_initials = LeadFactory(company=CompanyFactory(initials="lgcg"))
    LeadFactory(grams="光电")
    assert set(found(viewer, "q=气体")) == {by_title, by_company}
    assert set(found(viewer, "q=LGC")) == {by_initials}
    assert found(viewer, "q=，。") == []


def test_owner(viewer, staff):
    mine, theirs = LeadFactory(owner=viewer), LeadFactory(owner=staff)
    nobodys = LeadFactory(status=LeadStatus.POOL, owner=None, team=None, created_by=viewer)
    assert found(viewer, "owner=me") == [mine]
    assert found(viewer, f"owner={staff.pk}") == [theirs]
    assert found(viewer, "owner=none") == [nobodys]
    assert set(found(viewer, "owner=any")) == {mine, theirs, nobodys}


def test_owner_team_is_mine_or_my_units(sensor):
    team = TeamFactory()
    user = person(Role.STAFF, chains=[sensor.code], team=team)
    leads = {LeadFactory(owner=user, team=None), LeadFactory(team=team)}
    LeadFactory()
    assert set(found(user, "owner=team")) == leads


def test_owner_team_of_a_person_without_a_unit_is_mine(sensor):
    user = person(Role.STAFF, chains=[sensor.code], team=None)
    mine = LeadFactory(owner=user)
    LeadFactory(team=None)
    assert found(user, "owner=team") == [mine]


def test_team(viewer):
    team = TeamFactory()
    lead, _other = pair(team=team)
    assert found(viewer, f"team={team.pk}") == [lead]


def test_chain(viewer, superhard):
    lead, _other = pair(chain=superhard)
    assert found(viewer, "chain=SUPERHARD") == [lead]


def test_segment(viewer, sensor):
    segment = SegmentFactory(chain=sensor)
    lead, _other = pair(segment=segment)
    assert found(viewer, f"segment={segment.pk}") == [lead]


def test_segment_takes_several_and_all_that_lies_below_them(viewer, sensor):
    material = SegmentFactory(chain=sensor, name="材料")
    ceramics = SegmentFactory(chain=sensor, name="陶瓷", parent=material)
    powder = SegmentFactory(chain=sensor, name="粉体", parent=ceramics)
    design, other = SegmentFactory(chain=sensor, name="设计"), SegmentFactory(chain=sensor, name="封装")
    leads = {each: LeadFactory(segment=each) for each in (material, ceramics, powder, design, other)}
    LeadFactory(segment=None)
    assert set(found(viewer, f"segment={material.pk}")) == {leads[material], leads[ceramics], leads[powder]}
    assert set(found(viewer, f"segment={ceramics.pk}&segment={design.pk}")) == {
        leads[ceramics],
        leads[powder],
        leads[design],
    }


def test_segment_asks_as_often_for_a_deep_tree_as_for_a_flat_one(viewer, sensor, django_assert_num_queries):
    deepest = root = SegmentFactory(chain=sensor)
    for _level in range(6):
        deepest = SegmentFactory(chain=sensor, parent=deepest)
    lead = LeadFactory(segment=deepest)
    viewer.access  # noqa: B018  read once, outside the count
    with django_assert_num_queries(3):  # the chosen ones, the tree, the rows
        assert found(viewer, f"owner=any&segment={root.pk}") == [lead]


def test_segment_boxes_stand_under_their_parent(viewer, sensor, superhard):
    design = SegmentFactory(chain=sensor, name="设计", sort=1)
    SegmentFactory(chain=superhard, name="刀具")
    SegmentFactory(chain=sensor, name="工艺", parent=design, sort=0)
    SegmentFactory(chain=sensor, name="材料", sort=0)
    SegmentFactory(chain=sensor, name="旧环节", archived_at=NOON)
    field = LeadFilterPanel(QueryDict(), user=viewer, on=TODAY).form["segment"].field
    groups = [(chain, [name for _key, name in links]) for chain, links in field.choices]
    assert groups == [("传感器", ["材料", "设计", "　工艺"]), ("超硬材料", ["刀具"])]


def test_a_ring_of_links_ends(viewer, sensor):
    one = SegmentFactory(chain=sensor)
    two = SegmentFactory(chain=sensor, parent=one)
    Segment.objects.filter(pk=one.pk).update(parent=two)
    lead = LeadFactory(segment=two)
    assert found(viewer, f"segment={one.pk}") == [lead]


def test_chain_takes_the_leads_of_all_its_links(viewer, sensor, superhard):
    leads = {LeadFactory(chain=sensor, segment=SegmentFactory(chain=sensor)), LeadFactory(chain=sensor)}
    LeadFactory(chain=superhard, segment=SegmentFactory(chain=superhard))
    assert set(found(viewer, "chain=SENSOR")) == leads


def test_company(viewer):
    lead, _other = pair()
    assert found(viewer, f"company={lead.company_id}") == [lead]


def test_status_by_state_and_by_group(viewer):
    leads = {state: LeadFactory(status=state) for state in LeadStatus}
    assert found(viewer, "status=NEW") == [leads["NEW"]]
    assert set(found(viewer, "status=open")) == {leads["NEW"], leads["ASSESSING"], leads["FOLLOWING"]}
    assert set(found(viewer, "status=ended&status=POOL")) == {
        leads["CONVERTED"],
        leads["INVALID"],
        leads["POOL"],
    }


def test_light(viewer):
    late = LeadFactory(next_action_on=TODAY - DAY)
    due = LeadFactory(next_action_on=TODAY)
    LeadFactory(next_action_on=TODAY - DAY, status=LeadStatus.INVALID)
    assert found(viewer, "light=overdue") == [late]
    assert found(viewer, "light=due") == [due]
    assert set(found(viewer, "light=due&light=overdue")) == {late, due}


def contact(lead, **fields):
    """A registration of a first contact that holds until today."""
    values = {"status": FirstContact.Status.VALID, "protected_until": TODAY} | fields
    return FirstContact.objects.create(
        lead=lead,
        company=lead.company,
        team=lead.team,
        registered_by=lead.owner,
        registered_at=NOON,
        contacted_on=TODAY,
        evidence="会谈纪要",
        **values,
    )


def test_lapses_this_week(viewer):
    """11 June 2025 is a Wednesday: the week ends on the 15th."""
    today, sunday, monday, gone, expired = LeadFactory.create_batch(5)
    contact(today)
    contact(sunday, protected_until=dt.date(2025, 6, 15))
    contact(monday, protected_until=dt.date(2025, 6, 16))
    contact(gone, protected_until=TODAY - DAY)
    contact(expired, status=FirstContact.Status.EXPIRED)
    assert set(found(viewer, "lapses=week")) == {today, sunday}


def test_waits_for_the_leader(viewer):
    judged_by_office = LeadFactory(status=LeadStatus.ASSESSING, investment_wan=Decimal(10_000))
    disputed = LeadFactory()
    contact(disputed, status=FirstContact.Status.CONFLICT, ruling_due_on=TODAY, protected_until=None)
    LeadFactory(status=LeadStatus.ASSESSING, investment_wan=Decimal("9999.99"))
    LeadFactory(status=LeadStatus.FOLLOWING, investment_wan=Decimal(20_000))
    contact(LeadFactory())
    assert set(found(viewer, "waits=leader")) == {judged_by_office, disputed}


def test_quiet(viewer):
    """Left alone for as long as the grade allows: A 7 days, B 14, C 30."""
    quiet = [LeadFactory(grade=grade, last_activity_at=NOON - n * DAY) for grade, n in QUIET_SINCE.items()]
    for grade, n in QUIET_SINCE.items():
        LeadFactory(grade=grade, last_activity_at=NOON - (n - 1) * DAY)
    LeadFactory(grade="A", last_activity_at=NOON - 60 * DAY, status=LeadStatus.SHELVED)
    assert set(found(viewer, "quiet=yes")) == set(quiet)


def test_grade(viewer):
    lead, _other = pair(grade=Grade.A)
    assert found(viewer, "grade=A") == [lead]


def test_action_type(viewer):
    lead, _other = pair(action_type=ActionType.EXTEND)
    assert found(viewer, "action_type=EXTEND") == [lead]


def test_source(viewer):
    lead, _other = pair(source=LeadSource.FAIR)
    assert found(viewer, "source=FAIR") == [lead]


def test_investment_min_and_investment_max(viewer):
    small, big = LeadFactory(investment_wan=Decimal(500)), LeadFactory(investment_wan=Decimal(9000))
    LeadFactory()
    assert found(viewer, "investment_min=500&investment_max=8999.99") == [small]
    assert found(viewer, "investment_min=500.01") == [big]


def test_next_from_and_next_to(viewer):
    first, second = LeadFactory(next_action_on=TODAY), LeadFactory(next_action_on=TODAY + DAY)
    assert found(viewer, f"next_from={TODAY + DAY}") == [second]
    assert found(viewer, f"next_to={TODAY}") == [first]


def test_logged_from_and_logged_to(viewer):
    first, second = LeadFactory(created_at=NOON), LeadFactory(created_at=NOON + DAY)
    assert found(viewer, f"logged_from={TODAY + DAY}") == [second]
    assert found(viewer, f"logged_to={TODAY}") == [first]


def test_sort(viewer):
    big = LeadFactory(investment_wan=Decimal(9), next_action_on=TODAY + DAY, grade=Grade.B)
    small = LeadFactory(investment_wan=Decimal(1), next_action_on=TODAY, grade=Grade.A)
    unknown = LeadFactory(next_action_on=None, status=LeadStatus.SHELVED)
    assert found(viewer, "owner=any") == [small, big, unknown]
    assert found(viewer, "owner=any&sort=-next")[:2] == [big, small]
    assert found(viewer, "owner=any&sort=investment") == [small, big, unknown]
    assert found(viewer, "owner=any&sort=-investment") == [big, small, unknown]
    assert found(viewer, "owner=any&sort=grade")[0] == small


def test_view_names_where_the_filter_came_from_and_chooses_nothing(viewer):
    lead = LeadFactory()
    assert found(viewer, "owner=any&view=12") == [lead]


def test_page(viewer):
    leads = LeadFactory.create_batch(51, company=CompanyFactory(), owner=viewer, investment_wan=Decimal(2))
    first, second = (listing(filtered(viewer, f"owner=any&page={n}")) for n in (1, 2))
    assert [first.count, len(first.rows), first.pages, first.total_wan] == [51, 50, 2, Decimal(102)]
    assert {row.pk for row in [*first.rows, *second.rows]} == {lead.pk for lead in leads}
    assert listing(filtered(viewer, "owner=any&page=99")).number == 2


def test_every_filter_has_a_test():
    tests = " ".join(name for name in globals() if name.startswith("test_"))
    assert [name for name in LeadFilter.base_filters if name not in tests] == []


@pytest.mark.parametrize(
    "query",
    [
        "status=WRONG",
        "sort=owner__password",
        "investment_min=viel",
        "next_from=2025-02-30",
        "owner=999999",
        "owner=boss",
        "chain=NONE",
        "grade=Z",
        "page=0",
        "segment=x",
        "lapses=year",
        "waits=me",
        "light=green",
        "view=mine",
        "q=" + "x" * 61,
    ],
)
def test_an_invalid_filter_gives_no_rows_rather_than_everything(viewer, query):
    LeadFactory()
    filters = filtered(viewer, query)
    assert not filters.is_valid()
    assert list(filters.rows()) == []
    assert listing(filters).count == 0


def test_an_unknown_parameter_changes_nothing(viewer):
    LeadFactory()
    LeadFactory(status=LeadStatus.INVALID)
    assert found(viewer, "owner__password__startswith=pbkdf2") == found(viewer, "")


def test_the_opening_view_is_mine_and_open_for_those_who_work_on_leads(sensor, staff):
    mine = LeadFactory(chain=sensor, owner=staff)
    LeadFactory(chain=sensor)
    LeadFactory(chain=sensor, owner=staff, status=LeadStatus.INVALID)
    assert found(staff, "") == [mine]


def test_the_opening_view_of_those_who_lead_is_all_that_is_open(sensor):
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code])
    lead = LeadFactory(chain=sensor)
    LeadFactory(chain=sensor, status=LeadStatus.INVALID)
    assert found(leader, "") == [lead]


def test_the_filter_never_widens_what_a_person_may_see(staff, superhard):
    LeadFactory(chain=superhard)
    assert found(staff, "owner=any&chain=SUPERHARD") == []


def test_chips_say_the_filter_in_words_and_how_to_drop_it(viewer, staff, sensor):
    filters = filtered(
        viewer, f"owner={staff.pk}&status=open&status=POOL&chain=SENSOR&investment_min=12000&page=3"
    )
    said = {chip.name: (chip.label, chip.words) for chip in chips(filters)}
    assert said == {
        "owner": ("负责人", "李沐"),
        "status": ("状态", "未关闭、公海"),
        "chain": ("产业链", "传感器"),
        "investment_min": ("预计投资不低于（万元）", "12,000"),
    }
    without = {chip.name: chip.without for chip in chips(filters)}
    assert without["chain"] == f"owner={staff.pk}&status=open&status=POOL&investment_min=12000"
    assert summary(filters).startswith("负责人 李沐；产业链 传感器；状态 未关闭、公海；")


def test_dropping_the_last_chip_leads_to_the_whole_list_not_to_the_opening_view(viewer):
    (chip,) = chips(filtered(viewer, "status=open"))
    assert chip.without == "owner=any"
    assert chips(filtered(viewer, chip.without)) == []


def test_an_address_keeps_the_order_but_not_the_page(viewer):
    filters = filtered(viewer, "status=NEW&sort=-grade&page=4&unknown=1")
    assert address(filters) == "status=NEW&sort=-grade"
    assert address(filters, page=5) == "status=NEW&sort=-grade&page=5"


def test_an_empty_list_names_the_filter_whose_going_gives_most(viewer):
    LeadFactory.create_batch(2, grade=Grade.A)
    LeadFactory(status=LeadStatus.INVALID)
    chip, count = best_to_drop(filtered(viewer, "grade=A&status=INVALID"))
    assert (chip.name, count) == ("status", 2)


def test_an_empty_list_with_one_chip_leads_to_the_whole_list(viewer):
    LeadFactory.create_batch(3)
    chip, count = best_to_drop(filtered(viewer, "q=没有"))
    assert (chip.name, chip.without, count) == ("q", "owner=any", 3)


def test_an_empty_zone_has_nothing_to_drop(viewer):
    assert best_to_drop(filtered(viewer, "grade=A")) is None
