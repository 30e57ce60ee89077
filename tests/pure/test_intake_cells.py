"""One cell to one value."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.intake import cells
from leads.intake.fields import Field, read_head

DAY = dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2025.3.1",
        "2025年3月1日",
        "2025/03/01",
        "2025-3-1",
        "20250301",
        "２０２５．３．１",
        " 2025年03月01日 ",
        "2025-03-01 00:00:00",
        "2025-3-1 9:30",
        "2025-03-01T09:30",
        "2025 年 3 月 1 日",
        45717,
        45717.0,
        "45717",
        "45717.0",
        20250301.0,
        dt.datetime(2025, 3, 1),
        DAY,
    ],
)
def test_date_is_read(cell):
    assert cells.date(cell) == DAY


@pytest.mark.parametrize("cell", ["", None, "  ", "\u3000", "-", "—", "/", "无"])
def test_no_date(cell):
    assert cells.date(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2025.13.1",
        "2025年2月30日",
        "待定",
        "2025-00-01",
        "2025.3.",
        "近期",
        "03/01",
        "2O25.3.1",
        "2025.3/1",
        12,
        2025.3,
        "3",
    ],
)
def test_date_is_not_guessed(cell):
    with pytest.raises(cells.Unreadable):
        cells.date(cell)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_in_every_form(day):
    y, m, d = day.year, day.month, day.day
    serial = (day - dt.date(1899, 12, 30)).days
    for written in (
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}-{m}-{d} 00:00:00",
        f"{y}{m:02}{d:02}",
        serial,
        float(serial),
    ):
        assert cells.date(written) == day


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("19900001234", ["19900001234"]),
        (19900001234.0, ["19900001234"]),
        ("19900001234.0", ["19900001234"]),
        ("１９９００００１２３４", ["19900001234"]),
        ("+86 199 0000 1234", ["19900001234"]),
        ("199-0000-1234", ["19900001234"]),
        ("0371-55551234", ["0371-55551234"]),
        ("0371—55551234", ["0371-55551234"]),
        ("(0371)55551234", ["0371-55551234"]),
        ("037155551234", ["0371-55551234"]),
        ("010-5555 1234", ["010-55551234"]),
        ("0371-55551234转801", ["0371-55551234-801"]),
        ("400-123-4567", ["4001234567"]),
        ("19900001234 / 0371-55551234", ["19900001234", "0371-55551234"]),
        ("19900001234、19900001235", ["19900001234", "19900001235"]),
        ("19900001234\n0371-55551234", ["19900001234", "0371-55551234"]),
        ("19900001234 0371-55551234", ["19900001234", "0371-55551234"]),
        ("王经理19900001234", ["19900001234"]),
        ("", []),
        ("无", []),
    ],
)
def test_phones(cell, numbers):
    assert cells.phones(cell) == numbers


@pytest.mark.parametrize("cell", ["1990000123", "19900001234567", 1.99e12])
def test_a_number_that_is_no_telephone_is_said_so(cell):
    with pytest.raises(cells.Unreadable):
        cells.phones(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12000, "12000"),
        ("12,000", "12000"),
        ("１２０００", "12000"),
        ("1.2亿元", "12000"),
        ("1.2亿", "12000"),
        ("3000万元", "3000"),
        ("3000.0", "3000"),
        ("约 500 万", "500"),
        ("50000000元", "5000"),
        ("0", "0"),
        ("", None),
        ("—", None),
    ],
)
def test_money_in_wan(cell, value):
    assert cells.amount(cell, Field.INVESTMENT, Decimal(1)) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("cell", ["面议", "5000-8000", "300万美元", "1e999", "9" * 40, "-500"])
def test_money_that_is_no_number(cell):
    with pytest.raises(cells.Unreadable):
        cells.amount(cell, Field.INVESTMENT, Decimal(1))


@pytest.mark.parametrize(
    ("head", "cell", "value"),
    [
        ("拟投资额（亿元）", "1.2", "12000"),
        ("拟投资额\n（万元）", 500.0, "500"),
        ("总投资(亿元)", "800万元", "800"),
        ("用地需求（亩）", "50亩", "50"),
        ("用地面积（平方米）", 20000, "30"),
        ("用地需求", "2公顷", "30"),
    ],
)
def test_the_head_gives_the_unit_of_bare_numbers(head, cell, value):
    found = read_head(head)
    assert cells.amount(cell, found.field, found.factor) == Decimal(value)


def test_foreign_money_is_left_to_a_person():
    found = read_head("总投资（万美元）")
    with pytest.raises(cells.Unreadable):
        cells.amount(500, found.field, found.factor)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        (" 企业名称 ", Field.NAME),
        ("公司\n名称", Field.NAME),
        ("*单位名称：", Field.NAME),
        ("统一社会\n信用代码", Field.USCC),
        ("联系电话1", Field.PHONE),
        ("招商专员", Field.OFFICER),
        ("首次对接日期（必填）", Field.DATE),
        ("序号", None),
        ("随便什么", None),
        ("", None),
    ],
)
def test_heads(head, field):
    assert read_head(head).field == field


WORDS = cells.chain_words(
    [
        ("SENSOR", "传感器"),
        ("HYDROGEN", "氢燃料电池（氢能储能）"),
        ("EQUIPMENT", "装备制造"),
        ("BIO", "生物医药"),
    ]
)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("传感器产业链\u3000", "SENSOR"),
        ("传感器（MEMS）", "SENSOR"),
        ("氢能", "HYDROGEN"),
        ("氢燃料电池(氢能储能)", "HYDROGEN"),
        ("先进装备制造", "EQUIPMENT"),
        ("生物医药", "BIO"),
        ("装备制造、传感器", "EQUIPMENT"),
        ("待定", ""),
        ("", ""),
    ],
)
def test_chain(cell, code):
    assert cells.chain(cell, WORDS)[0] == code


def test_tags():
    assert cells.tags("国家级专精特新“小巨人”、单项冠军") == ["SINGLE_CHAMPION", "LITTLE_GIANT"]
    assert cells.tags("拟上市") == []
    assert cells.tags(None) == []


@pytest.mark.parametrize(
    ("words", "has_date", "status"),
    [
        ("线索", True, "ASSESSING"),
        ("线索", False, "NEW"),
        ("", False, "NEW"),
        ("实地考察", False, "FOLLOWING"),
        ("已签约", True, "FOLLOWING"),
        ("暂缓", True, "SHELVED"),
        ("已终止洽谈", True, "INVALID"),
    ],
)
def test_stage(words, has_date, status):
    assert cells.stage(words, has_date) == status


ANY_CELL = st.one_of(
    st.none(), st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.datetimes()
)


@given(ANY_CELL)
def test_no_cell_breaks_a_parser(cell):
    for read in (
        cells.text,
        cells.level,
        cells.date,
        cells.phones,
        cells.tags,
        lambda value: cells.amount(value, Field.LAND, Decimal(1)),
        lambda value: cells.chain(value, WORDS),
    ):
        try:
            read(cell)
        except cells.Unreadable:
            continue
