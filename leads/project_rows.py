"""One row of the list of projects: the values it needs, fetched without building models, and its words."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from core.templatetags.ui import light_badge
from leads.light import light as step_light
from leads.models import ProjectKind
from leads.project_light import ProjectLight, light
from leads.rows import Words
from leads.stages import ONGOING, ProjectStage, ProjectStatus


class ProjectRow(NamedTuple):
    """The fields of FIELDS, in that order; `more` holds what the chosen columns need besides, by name."""

    pk: int
    company: str
    short_name: str
    title: str
    chain: str
    chain_en: str
    segment: str
    segment_en: str
    stage: str
    status: str
    grade: str
    total_investment_wan: Decimal
    next_action_text: str
    next_action_on: dt.date | None
    owner: str
    owner_id: int
    chain_id: str
    idle_from_on: dt.date | None
    planned_start_on: dt.date | None
    started_on: dt.date | None
    in_statistics_on: dt.date | None
    behind_points: Decimal | None
    behind_on: dt.date | None
    stage_on: dt.date
    more: dict


FIELDS = (
    "pk",
    "company__name",
    "company__short_name",
    "title",
    "chain__name",
    "chain__name_en",
    "segment__name",
    "segment__name_en",
    "stage",
    "status",
    "grade",
    "total_investment_wan",
    "next_action_text",
    "next_action_on",
    "owner__name",
    "owner_id",
    "chain_id",
    "idle_from_on",
    "planned_start_on",
    "started_on",
    "in_statistics_on",
    "behind_points",
    "behind_on",
    "stage_on",
)


def project_rows(projects, more=(), *, on=None):
    """The rows of a queryset with the fields `more` besides; one query, no models."""
    count = len(FIELDS)
    rows = projects.values_list(*FIELDS, *more)
    return [ProjectRow(*values[:count], dict(zip(more, values[count:], strict=True))) for values in rows]


class ProjectWords(Words):
    """What the rows of one answer say, in the language and on the date of that answer."""

    list_name = "projects"
    stages = ()

    def __init__(self, on, query=""):
        super().__init__(on)
        self.tick = ""  # no act on many projects yet
        self.stage_names = {stage.value: str(stage.label) for stage in ProjectStage}
        self.status_names = {status.value: str(status.label) for status in ProjectStatus}
        self.kinds = {key: str(label) for key, label in ProjectKind.choices}
        self.badges = {colour: light_badge(colour) for colour in ProjectLight}

    def light(self, row):
        return step_light(row.status, row.next_action_on, self.on, open_in=ONGOING)

    def act_by(self, row):
        return row.next_action_on

    def project_light(self, row):
        """(the badge of the project's light, why it shines)."""
        shown = light(row, self.on)
        return self.badges[shown.colour], shown.reason
