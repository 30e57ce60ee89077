"""No cell of an export is a formula, and no harmless text is changed."""

import pytest

from core.export import csv_lines, inert


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        "＝1+1",
        "＠x",
        "-1=2",
    ],
)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    assert inert(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["+86 139 0000 1111", "-5%", "+86-371-66668888", "-12.50", "陈一舟", "a=b", ""]
)
def test_harmless_text_survives(text):
    assert inert(text) == text


def test_a_nul_character_is_dropped_before_the_check():
    assert inert("\0=1") == "'=1"


def test_csv_begins_with_a_byte_order_mark_and_escapes():
    lines = list(csv_lines(["企业", "说明"], [["甲,乙", '=HYPERLINK("x")'], [None, 3]]))
    assert lines == ["\ufeff企业,说明\r\n", '"甲,乙","\'=HYPERLINK(""x"")"\r\n', ",3\r\n"]
