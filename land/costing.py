"""What each form of land supply costs the company: pure, Decimal, no database. Formulas: domain, §3.4.

Time 0 is the day of the contract. Rent is paid in advance at 0, 1, …; a grant is paid once or by instalments.
Nothing is rounded but for showing (`shown`).
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from land.limits import (
    GRANT_MOST,
    LEASE_BEFORE_GRANT,
    LONG_LEASE_LEAST,
    Refused,
    check_grant,
    check_lease,
    check_lease_then_grant,
)
from land.terms import ONE, REFERENCE, ZERO, Conversion, Flows, Form, Inputs, Method, Option, shown

# -- the formulas -----------------------------------------------------------------------------


def k(years: int, rate: Decimal) -> Decimal:
    """Year correction (年期修正): the share of the price of fifty years that `years` cost."""
    if rate == 0:
        return Decimal(years) / REFERENCE
    return (ONE - (ONE + rate) ** -years) / (ONE - (ONE + rate) ** -REFERENCE)


def price_of(years: int, inputs: Inputs) -> Decimal:
    """The price of a grant of so many years."""
    if years == REFERENCE:
        return inputs.price
    if inputs.method == Method.MANUAL:
        if inputs.manual_price is None:
            raise Refused("manual_price", _("按手工价计算时要填总价。"))
        return inputs.manual_price
    return inputs.price * share_of(years, inputs)


def share_of(years: int, inputs: Inputs) -> Decimal:
    """The share of the price of fifty years; under a price by hand, that of the year correction."""
    return Decimal(years) / REFERENCE if inputs.method == Method.LINEAR else k(years, inputs.cap_rate)


def conversion_price(inputs: Inputs) -> Decimal:
    """What the grant costs at the end of the lease."""
    lease, grant = inputs.lease_years, inputs.grant_years
    if inputs.conversion == Conversion.MANUAL:
        if inputs.manual_conversion is None:
            raise Refused("manual_conversion", _("按手工价转出让时要填转让价。"))
        return inputs.manual_conversion
    if inputs.conversion == Conversion.DEDUCT_RENT:
        return max(ZERO, price_of(lease + grant, inputs) - lease * inputs.rent_of_year)
    return price_of(grant, inputs)


def npv(flows: Iterable[tuple[Decimal, Decimal]], rate: Decimal) -> Decimal:
    return sum((amount / (ONE + rate) ** at for at, amount in flows), ZERO)


def eac(value: Decimal, years: int, rate: Decimal) -> Decimal:
    """The yearly cost that equals `value` now, over the years of right."""
    if rate == 0:
        return value / years
    return value * rate / (ONE - (ONE + rate) ** -years)


# -- the flows --------------------------------------------------------------------------------


def grant_flows(price: Decimal, inputs: Inputs, at: int = 0) -> Flows:
    """The price with its deed tax, by instalments from `at` on."""
    flows = [(at + year, price * share) for year, share in inputs.instalments]
    tax = price * inputs.deed_tax
    return [*flows, (Decimal(at), tax)] if tax else flows


def rent_flows(years: int, rent: Decimal) -> Flows:
    return [(Decimal(year), rent) for year in range(years)]


def with_deposit(flows: Flows, inputs: Inputs) -> Flows:
    if not inputs.deposit:
        return flows
    return [*flows, (ZERO, inputs.deposit), (inputs.deposit_years, -inputs.deposit)]


def gathered(flows: Iterable[tuple[Decimal, Decimal]]) -> tuple[tuple[Decimal, Decimal], ...]:
    """One sum for each moment, in order."""
    sums: dict[Decimal, Decimal] = {}
    for at, amount in flows:
        sums[at] = sums.get(at, ZERO) + amount
    return tuple(sorted(sums.items()))


def reckoned(
    form: Form,
    label: str | Promise,
    years: int,
    flows: Flows,
    inputs: Inputs,
    *,
    granted_from: int | None,
    **more: object,
) -> Option:
    """The figures of one option. `granted_from`: the year in which its grant begins; None is a lease."""
    paid = gathered(with_deposit(flows, inputs))
    value = npv(paid, inputs.discount)
    option = Option(
        form=form,
        label=label,
        years=years,
        flows=paid,
        total=sum((amount for _at, amount in paid), ZERO),
        first_year=sum((amount for at, amount in paid if at < 1), ZERO),
        npv=value,
        eac=eac(value, years, inputs.discount),
        area=inputs.area,
        **more,  # type: ignore[arg-type]
    )
    return at_horizon(option, inputs, granted_from)


def at_horizon(option: Option, inputs: Inputs, granted_from: int | None) -> Option:
    """With what is left of the right after `horizon` years, and the cost until then net of it."""
    if inputs.horizon is None:
        return option
    left = option.years - inputs.horizon
    is_granted = granted_from is not None and inputs.horizon >= granted_from
    residual = inputs.price * share_of(left, inputs) if is_granted and left > 0 else ZERO
    until = npv(((at, amount) for at, amount in option.flows if at < inputs.horizon), inputs.discount)
    net = until - residual / (ONE + inputs.discount) ** inputs.horizon
    return Option(**{**vars(option), "residual": residual, "npv_at_horizon": net})


# -- the five forms ---------------------------------------------------------------------------


def grant_full(inputs: Inputs) -> Option:
    flows = grant_flows(inputs.price, inputs)
    formulas = {"total": f"{inputs.area} × {inputs.price50}"}
    label = _("出让（50年）")
    return reckoned(Form.GRANT_FULL, label, REFERENCE, flows, inputs, granted_from=0, formulas=formulas)


def grant_flex(inputs: Inputs) -> Option:
    years = inputs.flex_years
    check_grant("flex_years", years, below=GRANT_MOST)
    price = price_of(years, inputs)
    formulas = {"total": formula_of_price(years, inputs)}
    flows = grant_flows(price, inputs)
    return reckoned(
        Form.GRANT_FLEX, _("弹性年期出让"), years, flows, inputs, granted_from=0, formulas=formulas
    )


def lease_then_grant(inputs: Inputs) -> Option:
    lease, grant = inputs.lease_years, inputs.grant_years
    check_lease_then_grant(lease, grant)
    price = conversion_price(inputs)
    rents = rent_flows(lease, inputs.rent_of_year)
    said = {"years": lease, "usual": LEASE_BEFORE_GRANT}
    odd = (_("先租年限 %(years)s 年，超过通常的 %(usual)s 年。") % said,)
    return reckoned(
        Form.LEASE_THEN_GRANT,
        _("先租后让"),
        lease + grant,
        rents + grant_flows(price, inputs, at=lease),
        inputs,
        granted_from=lease,
        loss_if_not_converted=lease * inputs.rent_of_year + inputs.building_cost,
        formulas={"total": formula_of_conversion(inputs)},
        warnings=odd if lease > LEASE_BEFORE_GRANT else (),
    )


def lease_long(inputs: Inputs) -> Option:
    years = inputs.long_lease_years
    check_lease("long_lease_years", years)
    said = {"years": years, "least": LONG_LEASE_LEAST}
    odd = (_("长期租赁 %(years)s 年，通常不少于 %(least)s 年。") % said,)
    return reckoned(
        Form.LEASE_LONG,
        _("长期租赁"),
        years,
        rent_flows(years, inputs.rent_of_year),
        inputs,
        granted_from=None,
        formulas={"total": f"{years} × {shown(inputs.rent_of_year)}"},
        warnings=odd if years < LONG_LEASE_LEAST else (),
    )


def lease_grant_mix(inputs: Inputs) -> Option:
    """Part of the site granted for `flex_years`, the rest leased for `long_lease_years`, each by its rule.

    Its years of right are those of the shorter part, for its yearly cost is the sum of those of the parts.
    """
    granted = inputs.granted_area
    if granted is None or not 0 < granted < inputs.area:
        raise Refused("granted_area", _("租让结合时，出让面积要大于 0 并小于总面积。"))
    parts = [
        grant_flex(part_of(inputs, granted)),
        lease_long(part_of(inputs, inputs.area - granted)),
    ]
    years = min(part.years for part in parts)
    flows = gathered(flow for part in parts for flow in part.flows)
    return Option(
        form=Form.LEASE_GRANT_MIX,
        label=_("租让结合"),
        years=years,
        flows=flows,
        total=sum((part.total for part in parts), ZERO),
        first_year=sum((part.first_year for part in parts), ZERO),
        npv=sum((part.npv for part in parts), ZERO),
        eac=sum((part.eac for part in parts), ZERO),
        area=inputs.area,
        residual=None if inputs.horizon is None else sum((part.residual or ZERO for part in parts), ZERO),
        npv_at_horizon=None
        if inputs.horizon is None
        else sum((part.npv_at_horizon or ZERO for part in parts), ZERO),
        formulas={"total": " + ".join(part.formulas["total"] for part in parts)},
        warnings=tuple(warning for part in parts for warning in part.warnings),
    )


def part_of(inputs: Inputs, area: Decimal) -> Inputs:
    """The same for a part of the area; the deposit and a price given by hand are shared by area."""
    share = area / inputs.area
    manual = None if inputs.manual_price is None else inputs.manual_price * share
    return Inputs(**{**vars(inputs), "area": area, "deposit": inputs.deposit * share, "manual_price": manual})


FORMS = (grant_full, grant_flex, lease_then_grant, lease_long)


def compare(inputs: Inputs) -> tuple[list[Option], list[Refused]]:
    """The options that the rules allow, and why the others are refused."""
    forms = (*FORMS, lease_grant_mix) if inputs.granted_area is not None else FORMS
    options, refused = [], []
    check_inputs(inputs)
    with localcontext() as context:
        context.prec = 34
        for form in forms:
            try:
                options.append(form(inputs))
            except Refused as refusal:
                refused.append(refusal)
    return options, refused


def check_inputs(inputs: Inputs) -> None:
    """What no option can be reckoned with."""
    for name in ("area", "price50"):
        if getattr(inputs, name) <= 0:
            raise Refused(name, _("面积和单价要大于 0。"))
    for name in ("rent", "deposit", "deed_tax", "cap_rate", "discount", "building_cost"):
        if getattr(inputs, name) < 0:
            raise Refused(name, _("不能为负数。"))
    if sum((share for _year, share in inputs.instalments), ZERO) != 1:
        raise Refused("instalments", _("各期付款比例合计要等于 100%。"))


# -- the formulas in words --------------------------------------------------------------------


def formula_of_price(years: int, inputs: Inputs) -> str:
    if inputs.method == Method.MANUAL:
        return shown(price_of(years, inputs))
    if inputs.method == Method.LINEAR:
        return f"{shown(inputs.price)} × {years} / {REFERENCE}"
    return f"{shown(inputs.price)} × K({years}) {k(years, inputs.cap_rate):.6f}"


def formula_of_conversion(inputs: Inputs) -> str:
    lease, grant, rent = inputs.lease_years, inputs.grant_years, shown(inputs.rent_of_year)
    rents = f"{lease} × {rent}"
    if inputs.conversion == Conversion.DEDUCT_RENT:
        return f"{rents} + max(0, {formula_of_price(lease + grant, inputs)} − {rents})"
    if inputs.conversion == Conversion.MANUAL:
        return f"{rents} + {shown(conversion_price(inputs))}"
    return f"{rents} + {formula_of_price(grant, inputs)}"
