"""What an administrator does to the map of a chain, and what the second of two editors is told."""

import pytest

from chains import map_actions
from chains.map import columns, moved, nodes_of, unplaced
from chains.matching import company_keys
from chains.models import Chain, ChainMember, Company, Segment, Source
from core import history
from tests.factories import NOON, CompanyFactory, SegmentFactory

pytestmark = pytest.mark.django_db
TEXTS = {"name": "传感器", "name_en": "Sensors", "positioning": "强链", "goal": "全产业链"}


@pytest.fixture
def seeded(sensor):
    seed = {"positioning_source": Source.SEED, "goal_source": Source.SEED}
    Chain.objects.filter(pk=sensor.pk).update(positioning="强链", goal="全链", **seed)
    return Chain.objects.get(pk=sensor.pk)


def test_edit_chain_makes_only_the_changed_text_our_own(seeded, admin):
    chain = map_actions.edit_chain(chain=seeded, version=1, by=admin, at=NOON, **TEXTS)
    assert (chain.goal, chain.goal_source, chain.positioning_source) == ("全产业链", "CUSTOM", "SEED")
    assert chain.version == 2
    assert history.of(chain).get().data == {"changes": {"goal": ["全链", "全产业链"]}}


def test_edit_chain_refuses_the_second_of_two_editors(seeded, admin):
    second = Chain.objects.get(pk=seeded.pk)
    map_actions.edit_chain(chain=seeded, version=1, by=admin, at=NOON, **TEXTS)
    with pytest.raises(map_actions.EditConflict, match="别人刚改过") as conflict:
        map_actions.edit_chain(chain=second, version=1, by=admin, at=NOON, **TEXTS | {"goal": "另一个"})
    assert conflict.value.current.goal == "全产业链"
    assert Chain.objects.get(pk=seeded.pk).goal == "全产业链"
    assert history.of(seeded).count() == 1


def test_segments_are_added_at_the_end_and_once(sensor, admin):
    first = map_actions.add_segment(chain=sensor, by=admin, at=NOON, name="材料", position="UP")
    second = map_actions.add_segment(chain=sensor, by=admin, at=NOON, name="封装")
    assert [first.sort, second.sort, second.source] == [1, 2, Source.CUSTOM]
    with pytest.raises(map_actions.SegmentExists, match="已有同名环节"):
        map_actions.add_segment(chain=sensor, by=admin, at=NOON, name="材料")
    assert sensor.segments.count() == 2


def test_edit_segment_marks_name_and_position_as_our_own(sensor, admin):
    segment = SegmentFactory(
        chain=sensor, name="封装", position="MID", source="SEED", position_source="PROPOSED"
    )
    values = {"name": "封装", "name_en": "Packaging", "position": "DOWN", "importance": 5}
    map_actions.edit_segment(segment=segment, version=1, by=admin, at=NOON, **values)
    assert (segment.source, segment.position_source, segment.position) == ("SEED", "CUSTOM", "DOWN")
    with pytest.raises(map_actions.EditConflict):
        map_actions.edit_segment(segment=segment, version=1, by=admin, at=NOON, **values)


def test_order_segments_once_per_version(sensor, admin):
    glass, chip, case = (
        SegmentFactory(chain=sensor, name=name, sort=sort) for sort, name in enumerate("玻芯壳")
    )
    order = moved(sensor.segments.order_by("sort"), case, -1)
    map_actions.order_segments(chain=sensor, version=1, by=admin, at=NOON, segments=order)
    assert list(sensor.segments.order_by("sort")) == [glass, case, chip]
    with pytest.raises(map_actions.EditConflict):
        map_actions.order_segments(chain=sensor, version=1, by=admin, at=NOON, segments=[chip, glass, case])
    assert list(sensor.segments.order_by("sort")) == [glass, case, chip]


@pytest.mark.parametrize(("step", "expected"), [(-1, "bac"), (1, "acb"), (-5, "bac"), (9, "acb")])
def test_moved_stops_at_the_ends(step, expected):
    assert "".join(moved("abc", "b", step)) == expected


def test_archive_and_restore(sensor, admin):
    segment = SegmentFactory(chain=sensor, name="封装")
    map_actions.archive(row=segment, by=admin, at=NOON)
    map_actions.archive(row=segment, by=admin, at=NOON)
    assert not sensor.segments.present().exists()
    newcomer = SegmentFactory(chain=sensor, name="封装")
    with pytest.raises(map_actions.SegmentExists):
        map_actions.restore(row=segment, by=admin, at=NOON)
    map_actions.archive(row=newcomer, by=admin, at=NOON)
    map_actions.restore(row=segment, by=admin, at=NOON)
    assert list(sensor.segments.present()) == [segment]
    verbs = history.of(segment).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["archive_segment", "restore_segment"]


def test_a_member_is_linked_to_the_company_on_record(sensor, admin):
    known = CompanyFactory(name="示例传感", **company_keys("示例传感"))
    segment = SegmentFactory(chain=sensor)
    member = map_actions.add_member(
        chain=sensor,
        by=admin,
        at=NOON,
        name="示例传感",
        kind="ENTERPRISE",
        role="BACKBONE",
        segments=[segment],
    )
    assert (member.company, list(member.segments.all()), member.source) == (known, [segment], Source.CUSTOM)
    with pytest.raises(map_actions.MemberExists, match="已有同名成员"):
        map_actions.add_member(chain=sensor, by=admin, at=NOON, name="示例传感", kind="ENTERPRISE")


def test_a_member_enterprise_is_put_on_record_and_a_project_is_not(sensor, admin):
    map_actions.add_member(chain=sensor, by=admin, at=NOON, name="示例研究院", kind="INSTITUTE")
    map_actions.add_member(chain=sensor, by=admin, at=NOON, name="示例产线", kind="PROJECT")
    assert list(Company.objects.values_list("name", "kind")) == [("示例研究院", "INSTITUTE")]
    assert ChainMember.objects.get(name="示例产线").company is None


def test_the_map_groups_segments_by_position_and_parts_under_their_segment(sensor):
    up = SegmentFactory(chain=sensor, position="UP", sort=2)
    app = SegmentFactory(chain=sensor, position="APP", sort=1)
    part = SegmentFactory(chain=sensor, parent=app, sort=3)
    loose = SegmentFactory(chain=sensor, sort=4)
    segments = list(Segment.objects.order_by("sort"))
    for segment in segments:
        segment.member_total = 0

    nodes = nodes_of(segments)

    assert [(column.code, [node.segment for node in column.nodes]) for column in columns(nodes)] == [
        ("UP", [up]),
        ("APP", [app]),
    ]
    assert [node.segment for node in unplaced(nodes)] == [loose]
    assert [node.segment for node in columns(nodes)[1].nodes[0].parts] == [part]
