"""How values look in pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from core.templatetags import ui
from leads.light import Light
from leads.stages import LeadStatus
from tests.factories import NOON, TODAY

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "—"),
        (Decimal(0), "0 万元"),
        (Decimal("8600.00"), "8,600 万元"),
        (Decimal("8600.50"), "8,600.50 万元"),
        (Decimal("9999.99"), "9,999.99 万元"),
        (Decimal(10000), "1.00 亿元"),
        (Decimal(36000), "3.60 亿元"),
        (12345678, "1,234.57 亿元"),
    ],
)
def test_money_in_a_sentence(amount, words):
    assert ui.money(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"), [(36000, "CNY 360.00 million"), (Decimal("50"), "CNY 0.50 million")]
)
def test_money_in_an_english_sentence(amount, words):
    with override("en"):
        assert ui.money(amount) == words


@pytest.mark.parametrize(
    ("amount", "figure"), [(None, "—"), (0, "0"), (Decimal("22000.00"), "22,000"), (Decimal("0.30"), "0.30")]
)
def test_money_in_a_column(amount, figure):
    assert ui.wan(amount) == figure


def test_area_has_two_decimals():
    assert ui.area(Decimal("50.0000")) == "50.00 亩"
    assert ui.area(None) == "—"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "今天"),
        (TODAY + 2 * DAY, "06-13 周五"),
        (TODAY - 3 * DAY, "06-08 周日"),
        (dt.date(2024, 12, 31), "2024-12-31 周二"),
    ],
)
def test_day(day, words):
    assert ui.day(day, TODAY) == f'<time datetime="{day}">{words}</time>'


def test_day_in_english():
    with override("en"):
        assert "06-13 Fri" in ui.day(TODAY + 2 * DAY, TODAY)


def test_due_says_how_late():
    late = TODAY - 2 * DAY
    assert ui.due(late, TODAY) == f'<time datetime="{late}" class="late">逾期 2 天</time>'


def test_due_today_stands_out():
    assert ui.due(TODAY, TODAY) == f'<strong><time datetime="{TODAY}">今天</time></strong>'


def test_due_later_is_the_day():
    assert ui.due(TODAY + DAY, TODAY) == ui.day(TODAY + DAY, TODAY)


@pytest.mark.parametrize("show", [ui.day, ui.due, ui.when])
def test_no_day_is_a_dash(show):
    assert show(None, TODAY) == "—"


def test_a_moment_is_told_in_the_zone_s_time():
    assert (
        ui.when(NOON.astimezone(dt.UTC), TODAY) == '<time datetime="2025-06-11T12:00+08:00">今天 12:00</time>'
    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0371-6798 1234", "037****1234"),
        ("12345", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_masked_number(number, shown):
    assert ui.mask_phone(number) == shown


@pytest.mark.parametrize("light", [light for light in Light if light is not Light.NONE])
def test_every_light_has_shape_word_and_colour(light):
    badge = ui.light_badge(light)
    assert "#" in badge
    assert str(light.label) in badge
    assert 'class="light light-' in badge


def test_no_light_shows_nothing():
    assert ui.light_badge(Light.NONE) == ""


@pytest.mark.parametrize("state", LeadStatus)
def test_every_state_has_shape_and_word(state):
    badge = ui.state_badge(state.value, state.label)
    assert "#" in badge
    assert str(state.label) in badge


def test_a_label_is_escaped():
    assert "<b>" not in ui.state_badge("NEW", "<b>")


def test_grade():
    assert ui.grade_badge("A") == '<span class="grade grade-a" title="A 级">A</span>'
    assert ui.grade_badge("C") == '<span class="grade" title="C 级">C</span>'
