"""What a registration claims, and how close two claims are."""

import pytest

from accounts.roles import VERBS
from leads.contact_keys import (
    BY_LEVEL,
    LEVELS,
    ORDER,
    Party,
    claims,
    claims_of_name,
    collides,
    level_of,
    on_segment,
    plain_key,
)
from leads.models import ConflictLevel

PLAIN = [
    ("星澜传感", "星澜传感"),
    ("星澜传感（郑州）有限公司", "星澜传感"),
    ("郑州市星澜传感有限公司", "星澜传感"),
    ("星瀾傳感（河南省）股份有限公司", "星澜传感"),
    ("星澜传感科技（郑州）有限公司洛阳分公司", "星澜传感科技"),
    ("西门子（中国）有限公司", "西门子"),
    ("郑州", "郑州"),
    ("ＨＥＬＡＮ Co., Ltd.", "helan"),
]


@pytest.mark.parametrize(("name", "expected"), PLAIN)
def test_a_name_without_place_and_form(name, expected):
    assert plain_key(name) == expected


def closest(one, other):
    """The level at which two parties are in each other's way, or None."""
    mine, theirs = claims(one), claims(other)
    levels = [level_of(key) for key in mine if key in theirs and collides(key, mine, theirs)]
    return min(levels, key=ORDER.get, default=None)


def named(*names, **more):
    return Party(names, **more)


CODE, OTHER_CODE = "91410100MA0000000T", "91410100MA00000109"
PAIRS = [
    # one, other, level
    (named("星澜传感"), named("郑州星澜传感有限公司"), "ENTITY"),
    (named("星澜传感"), named("星澜传感（郑州）有限公司"), "ENTITY"),
    (named("星澜传感（郑州）有限公司"), named("星瀾傳感有限公司"), "ENTITY"),
    (named("华康药业"), named("浙江华康药业股份有限公司"), "ENTITY"),
    (named("甲科技", uscc=CODE), named("乙科技", uscc=CODE), "ENTITY"),
    (named("甲科技", company=1), named("甲科技改名了", company=1), "ENTITY"),
    (named("蓝鲸光电", "老名字电子有限公司"), named("老名字电子有限公司"), "ENTITY"),
    (named("星澜科技有限公司洛阳分公司"), named("星澜科技有限公司"), "ENTITY"),
    (named("星澜新传感科技有限公司"), named("星澜新传感投资有限公司"), "GROUP"),
    (named("子公司甲", company=2, root=1), named("子公司乙", company=3, root=1), "GROUP"),
    (named("子公司甲", company=2, root=1), named("集团总部", company=1), "GROUP"),
    (named("华为"), named("华为技术有限公司"), "GROUP"),
    (
        named("一号项目公司", phones=("138 0000 1234",)),
        named("新壳公司", phones=("+86 13800001234",)),
        "VEHICLE",
    ),
    (named("金星科技有限公司"), named("金星智能有限公司"), None),
    (named("星澜传感"), named("星河传感"), None),
    (named("甲科技", uscc=CODE), named("乙科技", uscc=OTHER_CODE), None),
    (named("甲公司", phones=("110",)), named("乙公司", phones=("110",)), None),
    (named("甲公司", phones=("",)), named("乙公司", phones=("",)), None),
]


@pytest.mark.parametrize(("one", "other", "level"), PAIRS, ids=lambda side: getattr(side, "names", side))
def test_how_close_two_parties_are(one, other, level):
    assert closest(one, other) == level
    assert closest(other, one) == level


def test_all_keys_of_a_company_in_one_order():
    party = named("星澜传感（郑州）有限公司", "", "", uscc=CODE, company=7, root=3, phones=("0371-67980000",))
    assert claims(party) == [
        "company:7",
        "core:星澜传感郑州",
        "group:3",
        "name:星澜传感(郑州)有限公司",
        "phone:037167980000",
        "plain:星澜传感",
        "stem:星澜传感",
        f"uscc:{CODE}",
    ]


def test_a_company_without_a_group_is_the_head_of_its_own():
    assert "group:7" in claims(named("甲", company=7))


def test_a_lone_character_is_no_brand():
    assert claims_of_name("甲") == {"name:甲", "core:甲", "plain:甲"}


def test_claims_limited_to_a_segment_leave_the_others_alone():
    keys = claims(named("星澜传感", uscc=CODE))
    limited = on_segment(keys, 5)
    assert set(limited) == {f"5/{key}" for key in keys}
    assert on_segment(limited, 6) == []
    assert not set(limited) & (set(on_segment(keys, 6)) | set(keys))
    assert {level_of(key) for key in limited} == {"ENTITY", "GROUP"}


def test_the_longest_name_makes_a_key_that_fits():
    assert max(map(len, claims(named("字" * 200)))) <= 170  # the column holds 180, a segment goes before it


def test_every_level_has_a_row_and_those_that_block_have_somebody_who_rules():
    assert [row.level for row in LEVELS] == list(ConflictLevel)
    rulers = {row.level: sorted(VERBS[row.verb]) if row.verb else [] for row in LEVELS}
    assert rulers == {
        "ENTITY": ["ZONE_ADMIN"],
        "GROUP": ["ZONE_ADMIN"],
        "VEHICLE": ["CHAIN_OFFICE", "ZONE_ADMIN"],
        "BROKER": [],
    }
    assert BY_LEVEL[ConflictLevel.BROKER].kinds == ()
