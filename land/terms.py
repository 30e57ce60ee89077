"""What a comparison of land supply asks for and what it gives: plain values, no reckoning.

Amounts are in 万元, areas in 亩, rates as fractions (0.06).
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.functional import Promise

from land.limits import GRANT_MOST

ZERO, ONE = Decimal(0), Decimal(1)
CENT = Decimal("0.01")
REFERENCE = GRANT_MOST
"""Years that the price asked for stands for."""


class Form(StrEnum):
    """The five forms of supply (供地方式)."""

    GRANT_FULL = "GRANT_FULL"
    GRANT_FLEX = "GRANT_FLEX"
    LEASE_THEN_GRANT = "LEASE_THEN_GRANT"
    LEASE_LONG = "LEASE_LONG"
    LEASE_GRANT_MIX = "LEASE_GRANT_MIX"


class Method(StrEnum):
    """How the price of fewer than fifty years follows from that of fifty."""

    YEAR_CORRECTION = "year-correction"
    LINEAR = "linear"
    MANUAL = "manual"


class Conversion(StrEnum):
    """What is paid when the lease of a lease-then-grant becomes a grant."""

    REMAINING_TERM = "remaining-term"
    DEDUCT_RENT = "deduct-rent"
    MANUAL = "manual"


@dataclass(frozen=True)
class Inputs:
    """All that a comparison depends on. Rent is per 亩 and year. `instalments` are (year, share of price);
    shares add up to 1. `deposit` is paid at 0 and comes back after `deposit_years`."""

    area: Decimal
    price50: Decimal
    cap_rate: Decimal
    discount: Decimal
    rent: Decimal
    flex_years: int = 20
    lease_years: int = 5
    grant_years: int = 15
    long_lease_years: int = 20
    method: Method = Method.YEAR_CORRECTION
    conversion: Conversion = Conversion.REMAINING_TERM
    manual_price: Decimal | None = None
    """The whole price of a flexible grant, where `method` is manual."""
    manual_conversion: Decimal | None = None
    """The whole price of the conversion, where `conversion` is manual."""
    granted_area: Decimal | None = None
    """The part that is granted where the site is partly leased; without it that form is left out."""
    instalments: tuple[tuple[Decimal, Decimal], ...] = ((ZERO, ONE),)
    deposit: Decimal = ZERO
    deposit_years: Decimal = ONE
    deed_tax: Decimal = ZERO
    """Share of the price of a grant, paid with it; leases have none."""
    horizon: int | None = None
    building_cost: Decimal = ZERO

    @property
    def price(self) -> Decimal:
        """Of the whole area, for fifty years."""
        return self.area * self.price50

    @property
    def rent_of_year(self) -> Decimal:
        return self.area * self.rent


Flows = list[tuple[Decimal, Decimal]]
"""[(years after the contract, amount paid)]; what comes back is negative."""


@dataclass(frozen=True)
class Option:
    """One form of supply, reckoned. `years` are the years of right that are bought."""

    form: Form
    label: str | Promise
    years: int
    flows: tuple[tuple[Decimal, Decimal], ...]
    total: Decimal
    first_year: Decimal
    npv: Decimal
    eac: Decimal
    area: Decimal
    residual: Decimal | None = None
    npv_at_horizon: Decimal | None = None
    loss_if_not_converted: Decimal | None = None
    formulas: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str | Promise, ...] = ()

    @property
    def per_mu(self) -> Decimal:
        return self.total / self.area

    @property
    def npv_per_mu(self) -> Decimal:
        return self.npv / self.area

    def paid_by(self, years: int) -> Decimal:
        """What has been paid before the end of so many years."""
        return sum((amount for at, amount in self.flows if at < years), ZERO)


def shown(amount: Decimal) -> str:
    """Two decimals, half up."""
    return str(amount.quantize(CENT, ROUND_HALF_UP))
