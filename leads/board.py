"""The board: the rows of the list's filter, in lanes. Counts and sums are the database's, over all rows; of
the cards each lane shows the first few and reads on when somebody gets there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from chains.models import Chain
from leads.chips import address
from leads.facts import facts_of
from leads.project_light import ProjectLight, Shown, light, showing
from leads.stages import FINISHED, ProjectStage, ProjectStatus, stage_after
from leads.stages.gates import Gate, gate

FIRST_CARDS = 20
"""So many cards stand in a lane at first, and come with each reading on."""

RELATED = ("company", "owner")


@dataclass(frozen=True)
class Card:
    """A project as the board shows it. `ahead` is the gate of its next stage, None after the last."""

    project: object
    light: Shown
    ahead: Gate | None

    @property
    def can_move(self):
        return self.ahead is not None and self.project.status == ProjectStatus.ACTIVE

    @property
    def takes(self):
        """What the lane of the next stage says while the card is held over it."""
        missing = len(self.ahead.missing)
        if not missing:
            return _("放到这里：条件已齐")
        words = ngettext("放到这里：缺 %(count)s 项条件", "放到这里：缺 %(count)s 项条件", missing)
        return words % {"count": missing}


@dataclass(frozen=True)
class Lane:
    """`query` opens the same rows in the list; `rest` reads the lane on, empty when all cards are there."""

    key: str
    label: str | Promise
    count: int
    total: Decimal
    query: str
    cards: list[Card] = field(default_factory=list)
    rest: str = ""

    @property
    def left(self):
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Grouping:
    """`split(on)` is the expression whose values are the lanes; `lanes(keys)` names those of them that there
    are, in the order of the board."""

    split: Callable
    lanes: Callable


def all_stages(keys):
    return [(stage.value, stage.label) for stage in ProjectStage]


def chains_of(keys):
    return [(chain.pk, str(chain)) for chain in Chain.objects.filter(pk__in=keys).order_by("sort", "pk")]


def owners_of(keys):
    return [(user.pk, str(user)) for user in User.objects.filter(pk__in=keys).order_by("name", "pk")]


WORST_FIRST = (ProjectLight.RED, ProjectLight.YELLOW, ProjectLight.GREEN, ProjectLight.NONE)


def lights_of(keys):
    """Each colour has its lane, empty or not; what is not counted only if there is any."""
    return [(each.value, each.label) for each in WORST_FIRST if each != ProjectLight.NONE or each in keys]


def by_light(on):
    """The light as a value: the colours are tried from the worst."""
    cases = (When(showing(colour, on), then=Value(colour.value)) for colour in WORST_FIRST[:-1])
    return Case(*cases, default=Value(ProjectLight.NONE.value))


GROUPINGS = {
    "stage": Grouping(lambda on: F("stage"), all_stages),
    "chain": Grouping(lambda on: F("chain"), chains_of),
    "owner": Grouping(lambda on: F("owner"), owners_of),
    "light": Grouping(by_light, lights_of),
}


class Board:
    """The lanes of `filters.rows()` on the day `on`, as `form` (a BoardForm) wants them."""

    def __init__(self, filters, form, *, on):
        self.filters, self.on = filters, on
        self.group = form.group_key
        self.is_unfolded = bool(form.chosen.get("finished"))
        grouping = GROUPINGS[self.group]
        self.rows = filters.rows()
        self.split = grouping.split(on)
        self.figures = self.counted()
        self.names = grouping.lanes(self.figures.keys())

    def counted(self):
        """{key of a lane: (count, sum in 万元)}, in one query."""
        rows = self.rows.order_by().values(lane_key=self.split)
        rows = rows.annotate(count=Count("pk"), total=Sum("total_investment_wan"))
        return {row["lane_key"]: (row["count"], row["total"]) for row in rows}

    @property
    def count(self):
        return sum(count for count, _total in self.figures.values())

    @property
    def total(self):
        return sum((total for _count, total in self.figures.values()), Decimal(0))

    @cached_property
    def folded(self):
        """Lanes of finished stages while nobody unfolds them; they are open where there is nothing else."""
        if self.group != "stage" or self.is_unfolded or not self.figures.keys() - FINISHED:
            return []
        return [self.lane(key, label) for key, label in self.names if key in FINISHED]

    @cached_property
    def lanes(self):
        """The lanes with their first cards, read in one query for all of them."""
        folded = {lane.key for lane in self.folded}
        names = [(key, label) for key, label in self.names if key not in folded]
        place = Window(RowNumber(), partition_by=[self.split], order_by=self.rows.query.order_by)
        rows = self.rows.annotate(lane_key=self.split, lane_place=place)
        rows = rows.filter(lane_key__in=[key for key, _label in names], lane_place__lte=FIRST_CARDS)
        cards = {}
        for card in cards_of(rows.select_related(*RELATED), on=self.on):
            cards.setdefault(card.project.lane_key, []).append(card)
        return [self.lane(key, label, cards.get(key, [])) for key, label in names]

    def lane(self, key, label, cards=(), start=0):
        count, total = self.figures.get(key, (0, Decimal(0)))
        ends = start + len(cards)
        rest = self.seen(group=self.group, lane=key, start=ends) if cards and ends < count else ""
        return Lane(key, label, count, total, self.opened(key), list(cards), rest)

    def opened(self, key):
        """The rows of a lane as a list; no address where there is none, or where they have no light."""
        if key == ProjectLight.NONE or key not in self.figures:
            return ""
        value = key.lower() if self.group == "light" else str(key)
        return address(self.filters, **{self.group: value}, **self.kept_team(key))

    def kept_team(self, owner):
        """Of my unit's projects, those of one owner: of a colleague still only the unit's."""
        user = self.filters.user
        is_unit = self.group == "owner" and self.filters.data.get("owner") == "team"
        return {"team": str(user.team_id)} if is_unit and user.team_id and owner != user.pk else {}

    def read_on(self, key, start):
        """One lane from its card number `start`; None if there is no such lane."""
        name = next(((known, label) for known, label in self.names if str(known) == key), None)
        if name is None:
            return None
        rows = self.rows.alias(lane_key=self.split).filter(lane_key=name[0]).select_related(*RELATED)
        return self.lane(*name, cards_of(rows[start : start + FIRST_CARDS], on=self.on), start)

    @property
    def unfolded_query(self):
        return self.seen(group=self.group, finished=1)

    @property
    def query(self):
        """The filter as a query string."""
        return address(self.filters)

    def seen(self, **choices):
        """The filter, and what the board is to do with it."""
        return f"{self.query}&{urlencode(choices)}"


def cards_of(projects, *, on):
    """The cards in the order of the projects: five queries for what is known of all of them."""
    projects = list(projects)
    facts = facts_of(projects, on=on)
    return [card(project, facts[project.pk], on=on) for project in projects]


def card(project, facts, *, on):
    following = stage_after(project.stage)
    return Card(project, light(project, on), following and gate(following, facts))
