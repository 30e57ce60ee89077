"""How signings are counted (I-8, domain §4.6): each project once, at its first formal agreement.

Pure: rows in, figures out; amounts are Decimal in 万元.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from leads.models import Agreement, ProjectKind
from leads.stages import ProjectStage, stages_from

Kind = Agreement.Kind
NOTHING = Decimal(0)
CENT = Decimal("0.01")
LARGE_WAN = Decimal(10_000)
"""1 亿元: from here on an industrial project counts for the share of emerging industries (K11)."""


@dataclass(frozen=True)
class Period:
    """Signings from `first` to `last`, and what had become of them on the date `as_of`."""

    first: dt.date
    last: dt.date
    as_of: dt.date

    @property
    def end(self) -> dt.date:
        """The last day that counts: nothing later than `as_of` was known on it."""
        return min(self.last, self.as_of)

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.end


@dataclass(frozen=True)
class Paper:
    """A signed agreement. `pk` tells two of one day apart."""

    pk: int
    project: int
    kind: str
    signed_on: dt.date
    amount: Decimal | None


@dataclass(frozen=True)
class Case:
    """A project as it stood on the as-of date."""

    pk: int
    kind: str = ProjectKind.NEW
    stage: str = ProjectStage.NEGOTIATING
    prior: Decimal | None = None
    terminated_on: dt.date | None = None
    planned_start_on: dt.date | None = None
    planned_production_on: dt.date | None = None
    arrived: Decimal = NOTHING
    is_industrial: bool = True
    is_emerging: bool = False
    fixed: Decimal | None = None
    tax: Decimal | None = None
    land: Decimal | None = None

    def has_reached(self, stage: str) -> bool:
        return self.stage in stages_from(stage)

    def is_over(self, on: dt.date) -> bool:
        return self.terminated_on is not None and self.terminated_on <= on


@dataclass(frozen=True)
class Signing:
    """One line of the count: a project, on what day, and how much of its agreement counts."""

    case: Case
    on: dt.date
    amount: Decimal


@dataclass(frozen=True)
class Rate:
    numerator: Decimal | int
    denominator: Decimal | int

    @property
    def percent(self) -> Decimal | None:
        """For display: two decimals, half up. None where there is nothing to divide by."""
        if not self.denominator:
            return None
        return (Decimal(self.numerator) * 100 / Decimal(self.denominator)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Count:
    """The signings of a period, and those whose papers are shown apart from them."""

    period: Period
    signed: tuple[Signing, ...]
    framework: tuple[Signing, ...]
    supplements: tuple[Signing, ...]

    # -- K6: gross, deducted, net ---------------------------------------------------------------

    @property
    def deducted(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.signed if row.case.is_over(self.period.as_of))

    @property
    def kept(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.signed if not row.case.is_over(self.period.as_of))

    # -- what became of them --------------------------------------------------------------------

    def reached(self, stage: str) -> tuple[Signing, ...]:
        return tuple(row for row in self.kept if row.case.has_reached(stage))

    @property
    def due_to_start(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.kept if is_due(row.case.planned_start_on, self.period.as_of))

    @property
    def due_and_started(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.due_to_start if row.case.has_reached(ProjectStage.STARTED))

    @property
    def due_not_started(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.due_to_start if not row.case.has_reached(ProjectStage.STARTED))

    @property
    def due_to_produce(self) -> tuple[Signing, ...]:
        started = self.reached(ProjectStage.STARTED)
        return tuple(row for row in started if is_due(row.case.planned_production_on, self.period.as_of))

    @property
    def due_and_producing(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.due_to_produce if row.case.has_reached(ProjectStage.PRODUCING))

    @property
    def landed(self) -> tuple[Signing, ...]:
        return self.reached(ProjectStage.LANDED)

    @property
    def large_industrial(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.kept if row.case.is_industrial and row.amount >= LARGE_WAN)

    @property
    def emerging(self) -> tuple[Signing, ...]:
        return tuple(row for row in self.large_industrial if row.case.is_emerging)

    # -- rates ----------------------------------------------------------------------------------

    @property
    def performance(self) -> Rate:
        """Of all that was signed: a project given up has not been performed."""
        return Rate(len(self.landed), len(self.signed))

    @property
    def start_due(self) -> Rate:
        return Rate(len(self.due_and_started), len(self.due_to_start))

    @property
    def start_overall(self) -> Rate:
        return Rate(len(self.reached(ProjectStage.STARTED)), len(self.kept))

    @property
    def production(self) -> Rate:
        return Rate(len(self.due_and_producing), len(self.due_to_produce))

    @property
    def arrival(self) -> Rate:
        return Rate(arrived(self.kept), total(self.kept))

    @property
    def emerging_share(self) -> Rate:
        return Rate(total(self.emerging), total(self.large_industrial))

    @property
    def on_land(self) -> tuple[Signing, ...]:
        """Those of which one knows how much land they take: the base of every figure per 亩."""
        return tuple(row for row in self.kept if row.case.land)


Measure = Callable[[Case, Decimal | None], Decimal]


def is_due(planned_on: dt.date | None, on: dt.date) -> bool:
    return planned_on is not None and planned_on <= on


def total(signings: Iterable[Signing]) -> Decimal:
    return sum((row.amount for row in signings), NOTHING)


def arrived(signings: Iterable[Signing]) -> Decimal:
    return sum((row.case.arrived for row in signings), NOTHING)


def counted(case: Case, amount: Decimal | None) -> Decimal:
    """How much of a formal agreement counts: of an increase only what comes on top of what was there."""
    whole = amount or NOTHING
    if case.kind != ProjectKind.INCREASE:
        return whole
    return max(NOTHING, whole - (case.prior or NOTHING))


def firsts(papers: Iterable[Paper], kind: str) -> dict[int, Paper]:
    """The first paper of `kind` of each project: a second ceremony adds nothing."""
    found: dict[int, Paper] = {}
    for paper in sorted(papers, key=lambda row: (row.signed_on, row.pk)):
        if paper.kind == kind:
            found.setdefault(paper.project, paper)
    return found


def count(cases: Iterable[Case], papers: Iterable[Paper], period: Period) -> Count:
    """The signings of `period`. A project whose first paper is older stays out, however often it signs."""
    known = {case.pk: case for case in cases}
    rows = [paper for paper in papers if paper.project in known and paper.signed_on <= period.end]

    def lines(chosen: Iterable[Paper], amount_of: Measure) -> tuple[Signing, ...]:
        inside = sorted(
            (row for row in chosen if period.holds(row.signed_on)), key=lambda row: (row.signed_on, row.pk)
        )
        return tuple(
            Signing(known[row.project], row.signed_on, amount_of(known[row.project], row.amount))
            for row in inside
        )

    return Count(
        period,
        signed=lines(firsts(rows, Kind.FORMAL).values(), counted),
        framework=lines(firsts(rows, Kind.FRAMEWORK).values(), as_written),
        supplements=lines((row for row in rows if row.kind == Kind.SUPPLEMENT), as_written),
    )


def as_written(case: Case, amount: Decimal | None) -> Decimal:
    return amount or NOTHING
