"""Names and codes of companies: keys, pinyin, evidence and level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.matching import (
    USCC_ALPHABET,
    Identity,
    Level,
    clean_uscc,
    company_keys,
    core_key,
    display_name,
    evidence,
    initials,
    is_uscc,
    level,
    name_key,
    sounds_alike,
    spells,
    stem,
    uscc_fault,
)

CODE = "91410100YT17GJ7J0J"
OTHER_CODE = "91410100YT15L3B7X5"


@pytest.mark.parametrize(
    "written",
    [
        "晨星传感（郑州）有限公司",
        "晨星传感(郑州)有限公司",
        "晨星传感【郑州】有限公司",
        " 晨星 传感\u3000（郑州）有限公\u00a0司 ",
        "晨\u200b星传感（郑州）有限公司\ufeff",
        "晨星傳感（鄭州）有限公司",
    ],
)
def test_name_key_frees_of_width_blanks_script_and_brackets(written):
    assert name_key(written) == "晨星传感(郑州)有限公司"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("晨星传感（郑州）股份有限公司", "晨星传感郑州"),
        ("晨星传感郑州有限责任公司", "晨星传感郑州"),
        ("晨星科技集团股份有限公司", "晨星科技"),
        ("晨星科技（集团）有限公司", "晨星科技"),
        ("晨星创业投资（有限合伙）", "晨星创业投资"),
        ("Morning Star Co., Ltd.", "morningstar"),
        ("晨星科技有限公司洛阳分公司", "晨星科技有限公司洛阳分公司"),
        ("公司", "公司"),
        ("集团", "集团"),
        ("", ""),
    ],
)
def test_core_key_frees_of_legal_form(name, core):
    assert core_key(name) == core


def test_stem_is_what_tells_companies_apart():
    assert stem(core_key("郑州市晨星信息技术有限公司")) == "晨星"
    assert stem(core_key("郑州有限公司")) == "郑州"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (" 晨星 传感（集团)有限公司 ", "晨星传感（集团）有限公司"),
        ("ＡＢＣ科技有限公司", "ABC科技有限公司"),
        ("Morning  Star (China)", "Morning Star (China)"),
    ],
)
def test_display_name(typed, shown):
    assert display_name(typed) == shown


def test_initials_take_the_readings_of_names():
    assert initials("重庆长安行科技") == "cqcahkj"
    assert initials("3D 打印 ABC") == "3ddyabc"


@pytest.mark.parametrize(("letters", "fits"), [("cq", True), ("zq", True), ("cqc", True), ("x", False)])
def test_spells_accepts_every_reading(letters, fits):
    assert spells(letters, "重庆长安") is fits


def test_sounds_alike():
    assert sounds_alike("盘石", "磐石")
    assert not sounds_alike("移远", "移为")
    assert not sounds_alike("移远", "移远通")


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (CODE, None),
        (CODE[:-1], "length"),
        ("", "length"),
        (CODE[:5] + "O" + CODE[6:], "letter"),
        (CODE[:-1] + "K", "check"),
        (CODE[:9] + CODE[10] + CODE[9] + CODE[11:], "check"),
    ],
)
def test_uscc_fault(code, fault):
    assert uscc_fault(code) == fault
    assert is_uscc(code) is (fault is None)


def test_clean_uscc():
    assert clean_uscc("\t９１410100 yt17gj7j0j\u200b ") == CODE


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_never_passes(body, place, letter):
    code = next(body + check for check in USCC_ALPHABET if is_uscc(body + check))
    changed = code[:place] + letter + code[place + 1 :]

    assert is_uscc(changed) is (changed == code)


@given(st.text(max_size=60))
def test_keys_are_stable_whatever_the_text(name):
    assert name_key(name_key(name)) == name_key(name_key(name_key(name)))
    assert bool(core_key(name)) == bool(name_key(name))
    assert set(company_keys(name)) == {"name_key", "core_key", "initials", "grams"}


PAIRS = [
    ("晨星传感科技有限公司", "晨星傳感科技 有限公司", Level.CERTAIN),
    ("晨星传感科技有限公司", "晨星传感科技股份有限公司", Level.LIKELY),
    ("晨星传感科技集团股份有限公司", "晨星传感科技（集团）有限公司", Level.LIKELY),
    ("晨星传感", "郑州晨星传感科技股份有限公司", Level.REVIEW),
    ("晨星股份", "郑州晨星工业炉窑股份有限公司", Level.REVIEW),
    ("正光磁材", "洛阳正光磁性材料股份有限公司", Level.REVIEW),
    ("合肥盘石光电有限公司", "合肥磐石光电有限公司", Level.REVIEW),
    ("上海移远通信技术股份有限公司", "上海移为通信技术股份有限公司", None),
    ("深圳市方直科技股份有限公司", "深圳市有方科技股份有限公司", None),
    ("合肥华光电有限公司", "合肥晶光电有限公司", None),
    ("启明信息技术股份有限公司", "启明星辰信息技术集团股份有限公司", None),
    ("郑州晨星科技有限公司", "洛阳晨星食品有限公司", None),
]


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS)
def test_level_of_two_names(one, other, expected):
    assert level(evidence(Identity(one), Identity(other))) == expected
    assert level(evidence(Identity(other), Identity(one))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Identity("甲一科技有限公司", CODE), Identity("乙二科技有限公司", CODE), Level.CERTAIN),
        (Identity("甲一科技有限公司", CODE), Identity("甲一科技有限公司", OTHER_CODE), Level.REVIEW),
        (Identity("甲一科技有限公司", CODE), Identity("甲一科技股份有限公司", OTHER_CODE), None),
        (Identity("甲一科技有限公司", CODE), Identity("甲一科技有限公司"), Level.CERTAIN),
        (
            Identity("老甲一仪表厂"),
            Identity("甲一科技有限公司", aliases=frozenset({name_key("老甲一仪表厂")})),
            Level.LIKELY,
        ),
        (
            Identity("甲一传感", phones=frozenset({"19900000001"})),
            Identity("郑州甲一传感科技有限公司", phones=frozenset({"19900000001"})),
            Level.LIKELY,
        ),
        (
            Identity("郑州晨星科技有限公司", phones=frozenset({"19900000001"})),
            Identity("洛阳晨星电子有限公司", phones=frozenset({"19900000001"})),
            Level.REVIEW,
        ),
        (
            Identity("郑州晨星科技有限公司", phones=frozenset({"19900000001"})),
            Identity("洛阳远山科技有限公司", phones=frozenset({"19900000001"})),
            None,
        ),
    ],
)
def test_level_with_codes_aliases_and_numbers(one, other, expected):
    assert level(evidence(one, other)) == expected
