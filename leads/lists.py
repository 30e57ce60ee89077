"""The lists that people look at: what is each one's own. Views, chips, columns and files are one code."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads import (
    cells,
    exports,
    lead_columns,
    lead_views,
    project_cells,
    project_columns,
    project_exports,
    project_views,
)
from leads.filters import LeadFilter, LeadFilterPanel
from leads.models import Lead, Project
from leads.pipeline import pipeline
from leads.project_filters import ProjectFilter, ProjectFilterPanel
from leads.project_rows import ProjectWords, project_rows
from leads.rows import Words, rows_of

PAGES = (
    "list",
    "filter",
    "columns",
    "export",
    "export_all",
    "view_new",
    "view_edit",
    "view_update",
    "view_delete",
    "cell",
)


@dataclass(frozen=True)
class Listed:
    """`name` names the list in saved views, is the namespace of its addresses and the folder of its
    templates; `noun` begins the ids of its parts in a page.

    `built_in` are its views as (label, filter); `rules` the same said to the database within `own`, for the
    counts. `export_rows` answers a file's rows, whose columns are `file_columns`.
    """

    name: str
    noun: str
    title: str | Promise
    everything: str | Promise
    search_hint: str | Promise
    model: type[Model]
    filter: type
    panel: type
    groups: list
    hidden: tuple
    columns: dict
    rows_of: Callable
    words: type
    editable: Callable
    built_in: dict
    own: Q
    rules: Callable
    file_columns: list
    export_rows: Callable
    has_verbs: bool = False  # acts on many rows
    pipeline: Callable | None = None  # what the rows weigh by their stages
    urls: dict = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "urls", {page: f"{self.name}:{page}" for page in PAGES})

    def template(self, name):
        """The fragment `name` of this list's own."""
        return f"{self.name}/{name}.html"

    page = property(lambda self: self.template(f"{self.noun}_list"))
    links = property(lambda self: self.template("_links"))
    blank = property(lambda self: self.template("_blank"))
    count = property(lambda self: self.template("_count"))


LEADS = Listed(
    name="leads",
    noun="lead",
    title=_("线索"),
    everything=_("全部线索"),
    search_hint=_("企业、事项、联系人"),
    model=Lead,
    filter=LeadFilter,
    panel=LeadFilterPanel,
    groups=[
        (_("归属"), ["owner", "team", "chain", "segment"]),
        (_("进展"), ["status", "light", "quiet", "lapses", "waits", "grade", "action_type"]),
        (_("来源与规模"), ["source", "investment_min", "investment_max"]),
        (_("日期"), ["next_from", "next_to", "logged_from", "logged_to"]),
    ],
    hidden=("q", "company", "sort", "view"),
    columns=lead_columns.COLUMNS,
    rows_of=rows_of,
    words=Words,
    editable=cells.editable,
    built_in=lead_views.BUILT_IN,
    own=lead_views.OWN,
    rules=lead_views.rules,
    file_columns=exports.COLUMNS,
    export_rows=exports.export_rows,
    has_verbs=True,
)

PROJECTS = Listed(
    name="projects",
    noun="project",
    title=_("项目"),
    everything=_("全部项目"),
    search_hint=_("企业、事项、编号"),
    model=Project,
    filter=ProjectFilter,
    panel=ProjectFilterPanel,
    groups=[
        (_("归属"), ["owner", "team", "chain", "segment"]),
        (_("进展"), ["stage", "started", "light", "due", "waits"]),
        (_("状态与原因"), ["status", "reason"]),
        (_("类型与规模"), ["grade", "kind", "investment_min", "investment_max"]),
        (_("日期"), ["signed_from", "signed_to"]),
    ],
    hidden=("q", "company", "sort", "view"),
    columns=project_columns.COLUMNS,
    rows_of=project_rows,
    words=ProjectWords,
    editable=project_cells.editable,
    built_in=project_views.BUILT_IN,
    own=project_views.OWN,
    rules=project_views.rules,
    file_columns=project_exports.COLUMNS,
    export_rows=project_exports.export_rows,
    pipeline=pipeline,
)

LISTS = {listed.name: listed for listed in (LEADS, PROJECTS)}


def list_with(row):
    """The list in which a record stands."""
    return next(listed for listed in LISTS.values() if isinstance(row, listed.model))


def list_of(filters):
    """The list that a filter set chooses from."""
    return LISTS[filters.list_name]
