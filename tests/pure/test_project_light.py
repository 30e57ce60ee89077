"""The light of a project on the days at the edges of each rule (I-7)."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from leads.months import last_full, plus_months
from leads.project_light import TROUBLE, LightRule, ProjectLight, light
from leads.stages import NEGOTIATED, ProjectStage, ProjectStatus

GREEN, YELLOW, RED, NONE = ProjectLight.GREEN, ProjectLight.YELLOW, ProjectLight.RED, ProjectLight.NONE
D = dt.date
FIELDS = (
    "idle_from_on",
    "planned_start_on",
    "started_on",
    "in_statistics_on",
    "behind_points",
    "behind_on",
    "stage_on",
)


def project(stage=ProjectStage.NEGOTIATING, status=ProjectStatus.ACTIVE, **fields):
    return SimpleNamespace(stage=stage, status=status, **dict.fromkeys(FIELDS) | fields)


def talks(**fields):
    return project(idle_from_on=D(2025, 3, 10), **fields)


@pytest.mark.parametrize(
    ("on", "colour", "turns_on", "reason"),
    [
        (D(2025, 3, 10), GREEN, D(2025, 5, 10), "距实质进展 0 天（2025-03-10），满 61 天转黄"),
        (D(2025, 5, 9), GREEN, D(2025, 5, 10), "距实质进展 60 天（2025-03-10），满 61 天转黄"),
        (D(2025, 5, 10), YELLOW, D(2025, 6, 9), "距实质进展 61 天（2025-03-10），满 91 天转红"),
        (D(2025, 6, 8), YELLOW, D(2025, 6, 9), "距实质进展 90 天（2025-03-10），满 91 天转红"),
        (D(2025, 6, 9), RED, None, "距实质进展 91 天（2025-03-10），满 181 天建议移出在谈项目"),
        (D(2025, 9, 6), RED, None, "距实质进展 180 天（2025-03-10），满 181 天建议移出在谈项目"),
        (D(2025, 9, 7), RED, None, "距实质进展 181 天（2025-03-10），已超过 180 天，建议移出在谈项目"),
    ],
)
def test_talks_without_progress(on, colour, turns_on, reason):
    shown = light(talks(), on)

    assert (shown.colour, shown.rule, shown.turns_on) == (colour, LightRule.NEGOTIATION, turns_on)
    assert shown.reason == reason
    assert shown.proposes_removal is (on >= D(2025, 9, 7))


@pytest.mark.parametrize("stage", sorted(NEGOTIATED))
def test_all_stages_before_the_signing_ask_for_progress(stage):
    assert light(talks(stage=stage), D(2025, 6, 9)).colour == RED


@pytest.mark.parametrize("stage", [ProjectStage.SIGNED, ProjectStage.FULL_CAPACITY])
def test_after_the_signing_the_talks_are_over(stage):
    assert light(talks(stage=stage), D(2025, 9, 7)).colour == NONE


@pytest.mark.parametrize("status", [ProjectStatus.PAUSED, ProjectStatus.TERMINATED])
def test_a_project_that_does_not_go_on_has_no_light(status):
    shown = light(talks(status=status), D(2025, 9, 7))

    assert (shown.colour, shown.rule, shown.reason, shown.proposes_removal) == (NONE, None, "", False)


@pytest.mark.parametrize(
    ("on", "colour", "turns_on", "reason"),
    [
        (D(2025, 5, 31), GREEN, D(2025, 6, 1), "计划 2025-05 开工，月末仍未开工则 2025-06-01 转黄"),
        (D(2025, 6, 1), YELLOW, D(2025, 8, 1), "计划 2025-05 开工，已过 1 个月末仍未开工，2025-08-01 转红"),
        (D(2025, 7, 31), YELLOW, D(2025, 8, 1), "计划 2025-05 开工，已过 2 个月末仍未开工，2025-08-01 转红"),
        (D(2025, 8, 1), RED, None, "计划 2025-05 开工，已过 3 个月末仍未开工"),
    ],
)
@pytest.mark.parametrize("stage", [ProjectStage.SIGNED, ProjectStage.LANDED])
def test_signed_and_not_started(stage, on, colour, turns_on, reason):
    shown = light(project(stage, planned_start_on=D(2025, 5, 20)), on)

    assert (shown.colour, shown.rule, shown.turns_on) == (colour, LightRule.START, turns_on)
    assert shown.reason == reason


def test_a_start_that_happened_is_not_missed():
    started = project(ProjectStage.LANDED, planned_start_on=D(2025, 5, 20), started_on=D(2025, 9, 30))
    assert light(started, D(2025, 10, 1)).colour == NONE


@pytest.mark.parametrize(
    ("points", "colour", "reason"),
    [
        ("-5", GREEN, "工程进度不落后于计划"),
        ("9.99", GREEN, "落后计划 9.99 个百分点，满 10 个转黄"),
        ("10.00", YELLOW, "落后计划 10 个百分点，超过 30 个转红"),
        ("30", YELLOW, "落后计划 30 个百分点，超过 30 个转红"),
        ("30.01", RED, "落后计划 30.01 个百分点，超过 30 个"),
    ],
)
def test_work_behind_its_plan(points, colour, reason):
    shown = light(project(ProjectStage.STARTED, behind_points=Decimal(points)), D(2025, 6, 11))

    assert (shown.colour, shown.rule, shown.turns_on) == (colour, LightRule.PROGRESS, None)
    assert shown.reason == reason


@pytest.mark.parametrize(
    ("on", "colour", "turns_on", "reason"),
    [
        (D(2025, 7, 19), GREEN, D(2025, 7, 20), "2025-06-20 开工，仍未纳统则 2025-07-20 转黄"),
        (D(2025, 7, 20), YELLOW, D(2025, 8, 21), "2025-06-20 开工，满 1 个月未纳统，2025-08-21 转红"),
        (D(2025, 8, 20), YELLOW, D(2025, 8, 21), "2025-06-20 开工，满 1 个月未纳统，2025-08-21 转红"),
        (D(2025, 8, 21), RED, None, "2025-06-20 开工，超过 2 个月未纳统"),
    ],
)
@pytest.mark.parametrize("stage", [ProjectStage.STARTED, ProjectStage.PRODUCING])
def test_started_and_not_in_the_statistics(stage, on, colour, turns_on, reason):
    shown = light(project(stage, started_on=D(2025, 6, 20)), on)

    assert (shown.colour, shown.rule, shown.turns_on) == (colour, LightRule.STATISTICS, turns_on)
    assert shown.reason == reason


def test_in_the_statistics_no_rule_asks_for_them():
    entered = project(ProjectStage.PRODUCING, started_on=D(2025, 1, 1), in_statistics_on=D(2025, 2, 1))
    assert light(entered, D(2025, 12, 31)).colour == NONE


def test_the_worst_rule_speaks_and_the_next_to_get_worse_gives_the_day():
    both = project(ProjectStage.STARTED, started_on=D(2025, 6, 20), behind_points=Decimal(12))

    early, late = light(both, D(2025, 7, 1)), light(both, D(2025, 8, 21))

    assert (early.colour, early.rule, early.turns_on) == (YELLOW, LightRule.PROGRESS, D(2025, 8, 21))
    assert (late.colour, late.rule, late.turns_on) == (RED, LightRule.STATISTICS, None)


def test_since_is_the_day_of_the_present_colour():
    assert light(talks(), D(2025, 5, 9)).since is None
    assert light(talks(), D(2025, 6, 8)).since == D(2025, 5, 10)
    assert light(talks(), D(2025, 9, 7)).since == D(2025, 6, 9)


def test_trouble_is_yellow_or_red():
    assert {YELLOW, RED} == TROUBLE
    assert [light(talks(), D(2025, 5, day)).is_trouble for day in (9, 10)] == [False, True]


@pytest.mark.parametrize("months", [1, 2, 3])
def test_full_months_read_backwards_are_the_same_months(months):
    days = [D(2023, 12, 1) + dt.timedelta(n) for n in range(500)]
    for on in days[100:]:
        latest = max(day for day in days if plus_months(day, months) <= on)
        assert last_full(on, months) == latest, on
