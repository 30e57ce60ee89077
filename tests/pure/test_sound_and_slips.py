"""How names are read, where they lie, and which of them are slips of each other."""

import pytest

from chains.marks import lookup_marks, without_place_read
from chains.matching import Evidence, Identity, evidence, parts
from chains.places import PLACES, PROVINCE_OF, is_elsewhere
from chains.slips import is_slip
from chains.sound import READ_AS, is_spelled, spellings
from chains.words import WORDS, says_nothing


@pytest.mark.parametrize(
    ("name", "places", "plain"),
    [
        ("郑州星澜传感有限公司", {"郑州"}, "星澜传感"),
        ("星澜传感（郑州）有限公司", {"郑州"}, "星澜传感"),
        ("星澜（郑州市）传感有限公司", {"郑州"}, "星澜传感"),
        ("星澜传感郑州有限公司", {"郑州"}, "星澜传感"),
        ("河南省郑州市星澜传感有限公司", {"河南", "郑州"}, "星澜传感"),
        ("星澜传感（集团）有限公司", set(), "星澜传感"),
        ("中国星澜传感有限公司", {"中国"}, "星澜传感"),
        ("郑州银行股份有限公司", set(), "郑州银行"),
        ("郑州有限公司", set(), "郑州"),
        ("", set(), ""),
    ],
)
def test_parts_of_a_name(name, places, plain):
    assert parts(name) == (places, plain)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ({"郑州"}, {"洛阳"}, True),
        ({"郑州"}, {"河南"}, False),
        ({"郑州"}, {"河南", "郑州"}, False),
        ({"河南"}, {"河北"}, True),
        ({"中国"}, {"郑州"}, True),
        (set(), {"郑州"}, False),
    ],
)
def test_elsewhere_is_neither_the_place_nor_its_province(here, there, expected):
    assert is_elsewhere(here, there) is expected
    assert is_elsewhere(there, here) is expected


def test_every_city_lies_in_a_province():
    assert len(PLACES) == len(set(PLACES)) > 300
    assert {PROVINCE_OF[place] for place in PLACES if PROVINCE_OF[place]} <= set(PLACES)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("星澜传感科技", "星兰传感科技", True),
        ("未来传感科技", "末来传感科技", True),
        ("星澜传感科技", "星传感科技", True),
        ("星澜传感科技", "星澜澜传感科技", True),
        ("星澜传感科技", "澜星传感科技", True),
        ("星澜传感科技", "星澜传惑科技", True),
        ("星澜传感科技", "星峰传感科技", False),
        ("星澜电子", "星澜电气", False),
        ("星澜传感科技", "星澜传惑科枝", False),
        ("星澜传感", "星澜传感科技", False),
        ("星澜", "星兰", False),
        ("移远通信", "移为通信", False),
    ],
)
def test_slip(one, other, expected):
    assert is_slip(one, other, WORDS) is expected
    assert is_slip(other, one, WORDS) is expected


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("xinglan", "星澜传感", True),
        ("xingl", "星澜传感", True),
        ("xlcg", "星澜传感", True),
        ("xlchuan", "星澜传感", True),
        ("xingfeng", "星澜传感", False),
        ("xlcgg", "星澜传感", False),
        ("zhongqi", "重汽", True),
        ("chongqi", "重汽", True),
        ("", "重汽", True),
    ],
)
def test_spelled(typed, text, expected):
    assert is_spelled(typed, text) is expected


def test_spellings_take_every_reading_of_names_and_few_in_all():
    assert list(spellings("重汽")) == [("chong", "qi"), ("zhong", "qi")]
    assert len(list(spellings("重长行乐"))) == 4
    assert {len(syllables) for syllables in READ_AS.values()} <= {1, 2, 3}


def test_without_the_place_read():
    assert without_place_read("zhengzhouxinglan") == "xinglan"
    assert without_place_read("xinglan") == "xinglan"
    assert without_place_read("zhengzhou") == ""


def test_one_slip_in_the_brand_leaves_a_mark_in_common():
    marks = set(lookup_marks("星澜传感科技"))

    for misspelt in ("星兰传感科技", "星传感科技", "星澜澜传感科技", "澜星传感科技"):
        assert marks & set(lookup_marks(misspelt)), misspelt
    assert lookup_marks("bytedance") == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("郑州星澜传感有限公司", "星澜传感（郑州）有限公司", Evidence.OTHER_PLACE_WORDING),
        ("洛阳星澜传感有限公司", "星澜传感（郑州）有限公司", Evidence.SAME_NAME_ELSEWHERE),
        ("洛阳星兰传感有限公司", "郑州星澜传感有限公司", None),
        ("洛阳银行股份有限公司", "郑州银行股份有限公司", None),
        ("洛阳星澜科技有限公司", "郑州星澜食品有限公司", Evidence.SAME_BRAND),
    ],
)
def test_places_in_evidence(one, other, kind):
    assert evidence(Identity(one), Identity(other)) == ({kind} if kind else set())
    assert evidence(Identity(other), Identity(one)) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科技", True),
        ("电子科技", True),
        ("限公司", True),
        ("郑州", True),
        ("星", True),
        ("星澜", False),
        ("郑州银", False),
    ],
)
def test_what_says_nothing_is_not_looked_up(text, expected):
    assert says_nothing(text) is expected
