"""What is read out of what a person typed about a lead."""

from decimal import Decimal

import pytest

from leads.grading import grade_for, rule_words
from leads.models import Grade
from leads.text import first_clause, lead_grams, read_contact


@pytest.mark.parametrize(
    ("text", "name", "title", "phone"),
    [
        ("陈一舟 副总经理 138 0000 1234", "陈一舟", "副总经理", "13800001234"),
        ("陈一舟副总经理13800001234", "陈一舟", "副总经理", "13800001234"),
        ("陈一舟，选址负责人，+86 138-0000-1234", "陈一舟", "选址负责人", "13800001234"),
        ("13800001234 陈一舟", "陈一舟", "", "13800001234"),
        ("陈总", "陈总", "", ""),
        ("王经理", "王经理", "", ""),
        ("方遥 0371-66668888", "方遥", "", "0371-66668888"),
        ("方遥 (0371) 6666 8888", "方遥", "", "0371-66668888"),
        ("Anna Lee +49 30 1234567", "Anna", "Lee", "+49301234567"),
        ("13800001234", "", "", "13800001234"),
        ("  ", "", "", ""),
    ],
)
def test_read_contact(text, name, title, phone):
    assert read_contact(text) == (name, title, phone)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("MEMS 气体传感器产线，约 50 亩，想先租后让", "MEMS 气体传感器产线"),
        ("\n，扩产。", "扩产"),
        ("", ""),
        ("很" * 60, "很" * 40),
    ],
)
def test_first_clause(text, title):
    assert first_clause(text) == title


@pytest.mark.parametrize(
    ("wan", "grade", "words"),
    [
        (Decimal(100_000), Grade.A, "10 亿元"),
        (Decimal("99999.99"), Grade.B, "1 亿元"),
        (Decimal(10_000), Grade.B, "1 亿元"),
        (Decimal("9999.99"), Grade.C, "低于 1 亿元"),
        (Decimal(0), Grade.C, "低于 1 亿元"),
        (None, Grade.C, "未填"),
    ],
)
def test_grade_follows_the_estimate_and_says_why(wan, grade, words):
    assert grade_for(wan) == grade
    assert words in rule_words(wan)


def test_the_search_text_of_a_lead_holds_no_number():
    found = lead_grams(title="气体产线", intention="想租厂房", contact_name="陈一舟")
    assert {"气体", "厂房", "一舟"} <= set(found.split())
