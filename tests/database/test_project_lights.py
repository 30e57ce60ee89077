"""The light of one project and the same said to the database are one light."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.light_days import turned_on
from leads.models import Project
from leads.project_light import TROUBLE, ProjectLight, light, proposing_removal, showing
from leads.stages import ProjectStage, ProjectStatus
from tests.factories import TODAY, ProjectFactory

pytestmark = pytest.mark.django_db
SOME_DAY = st.dates(dt.date(2024, 11, 1), dt.date(2025, 12, 31))
PERHAPS = st.none() | SOME_DAY
POINTS = ("-3", "9.99", "10", "30", "30.01", "99")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "stage": st.sampled_from(ProjectStage.values),
            "status": st.sampled_from([ProjectStatus.ACTIVE] * 4 + ProjectStatus.values),
            "idle_from_on": PERHAPS,
            "planned_start_on": PERHAPS,
            "started_on": PERHAPS,
            "in_statistics_on": PERHAPS,
            "behind_on": PERHAPS,
            "stage_on": SOME_DAY,
            "behind_points": st.none()
            | st.sampled_from(["-3", "9.99", "10", "30", "30.01", "99"]).map(Decimal),
        }
    ),
    min_size=1,
    max_size=8,
)
DAYS_OF_STATUS = {ProjectStatus.PAUSED: "paused_on", ProjectStatus.TERMINATED: "terminated_on"}


@pytest.fixture
def eight(sensor):
    return [ProjectFactory(chain=sensor) for _ in range(8)]


def change(project, fields):
    days = dict.fromkeys(DAYS_OF_STATUS.values()) | (
        {DAYS_OF_STATUS[fields["status"]]: TODAY} if fields["status"] in DAYS_OF_STATUS else {}
    )
    Project.objects.filter(pk=project.pk).update(**fields, **days)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, on=SOME_DAY)
def test_the_database_shows_the_same_light(eight, rows, on):
    for project, fields in zip(eight, rows, strict=False):
        change(project, fields)

    projects = list(Project.objects.all())

    for colour in ProjectLight:
        found = set(Project.objects.filter(showing(colour, on)).values_list("pk", flat=True))
        assert found == {p.pk for p in projects if light(p, on).colour == colour}, colour
    for colour in TROUBLE:
        rows = Project.objects.filter(showing(colour, on)).annotate(since=turned_on(colour))
        for project in rows:
            assert project.since == light(project, on).since, light(project, on)
    removal = set(Project.objects.filter(proposing_removal(on)).values_list("pk", flat=True))
    assert removal == {p.pk for p in projects if light(p, on).proposes_removal}


@pytest.mark.parametrize(
    ("days", "colour"),
    [(60, "GREEN"), (61, "YELLOW"), (90, "YELLOW"), (91, "RED")],
)
def test_a_project_is_found_by_its_light_on_the_very_day(sensor, days, colour):
    project = ProjectFactory(chain=sensor, idle_from_on=TODAY - dt.timedelta(days))

    found = {each: list(Project.objects.filter(showing(each, TODAY))) for each in ProjectLight}

    assert found == {each: [project] if each == colour else [] for each in ProjectLight}


@pytest.mark.parametrize(("days", "is_proposed"), [(180, False), (181, True)])
def test_removal_is_proposed_after_half_a_year(sensor, days, is_proposed):
    ProjectFactory(chain=sensor, idle_from_on=TODAY - dt.timedelta(days))
    assert Project.objects.filter(proposing_removal(TODAY)).exists() is is_proposed


def test_reading_lights_asks_the_database_nothing(sensor, django_assert_num_queries):
    ProjectFactory.create_batch(3, chain=sensor)
    projects = list(Project.objects.all())

    with django_assert_num_queries(0):
        assert {light(project, TODAY).colour for project in projects} == {ProjectLight.GREEN}
