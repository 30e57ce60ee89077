"""One row of the lead list: the values it needs, fetched without building models, and its words."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.ui import MISSING, day, due, grade_badge, icon, state_badge
from leads.light import Light, act_by, light
from leads.models import ActionType, Grade, LeadSource
from leads.stages import LeadStatus


class Row(NamedTuple):
    """The fields of FIELDS, in that order; `more` holds what the chosen columns need besides, by name."""

    pk: int
    company: str
    short_name: str
    title: str
    chain: str | None
    chain_en: str | None
    segment: str | None
    segment_en: str | None
    action_type: str
    grade: str
    status: str
    investment_wan: Decimal | None
    next_action_text: str
    next_action_on: dt.date | None
    owner: str | None
    owner_id: int | None
    chain_id: str | None
    response_due_on: dt.date | None
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
    "action_type",
    "grade",
    "status",
    "investment_wan",
    "next_action_text",
    "next_action_on",
    "owner__name",
    "owner_id",
    "chain_id",
    "response_due_on",
)


def rows_of(leads, more=(), *, on=None):
    """The rows of a queryset with the fields `more` besides, as on the date `on`; one query, no models."""
    leads = leads.with_protection(on) if "protected_until" in more else leads
    count = len(FIELDS)
    rows = leads.values_list(*FIELDS, *more)
    return [Row(*values[:count], dict(zip(more, values[count:], strict=True))) for values in rows]


class Words:
    """What the rows of one answer say, in the language and on the date of that answer; each said once.

    `query` is the list that they stand in: their links carry it, so that one can step on from lead to lead.
    """

    list_name = "leads"
    stages = LeadStatus

    def __init__(self, on, query=""):
        self.on = on
        self.suffix = f"?{urlencode({'in': query})}" if query else ""
        self.is_english = get_language() == "en"
        self.actions = {key: str(label) for key, label in ActionType.choices}
        self.states = {state.value: state_badge(state) for state in self.stages}
        self.grades = {grade.value: grade_badge(grade.value) for grade in Grade}
        self.sources = {key: str(label) for key, label in LeadSource.choices}
        self.tick = _("选择")
        self.no_next_step = f'<span class="late">{icon("alert-circle")} {_("无下一步")}</span>'
        self.no_date = f'<span class="late">{_("未定")}</span>'
        self.dates = {}

    def place(self, row):
        """Chain and segment: 传感器 · 设计."""
        names = (row.chain, row.chain_en), (row.segment, row.segment_en)
        return " · ".join(self.name(*pair) for pair in names if pair[0])

    def name(self, chinese, english):
        return english if self.is_english and english else chinese

    def light(self, row):
        return light(row.status, row.next_action_on, self.on)

    def act_by(self, row):
        return act_by(row.status, row.response_due_on, row.next_action_on)

    def date(self, row):
        """The next date as markup: red when late, bold today, 未定 in red where one has to be set."""
        key = (self.act_by(row), self.light(row))
        if key not in self.dates:
            self.dates[key] = self.date_said(*key)
        return self.dates[key]

    def date_said(self, next_on, shown):
        if next_on is None:
            return self.no_date if shown == Light.MISSING else MISSING
        return day(next_on, self.on) if shown == Light.NONE else due(next_on, self.on)
