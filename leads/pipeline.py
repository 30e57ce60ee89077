"""The pipeline behind a list of projects: their investments, each weighted by its stage."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DecimalField, F, Q, Sum, Value, When

from leads.stages import LIVING, SIGNED_ON, WEIGHTS, ProjectStage

WEIGHT = Case(
    *(When(stage=stage, then=Value(weight)) for stage, weight in WEIGHTS.items()),
    output_field=DecimalField(max_digits=5, decimal_places=2),
)


class Pipeline(NamedTuple):
    """`weights` are [(stage in words, per cent)] before signing, and one line for signed and later."""

    weighted_wan: Decimal
    weights: list


def pipeline(filters):
    """The weighted sum of the rows of a filter, by the database. What is terminated weighs nothing."""
    living = Q(status__in=sorted(LIVING))
    amount = Sum(F("total_investment_wan") * WEIGHT, filter=living, output_field=DecimalField())
    weighted = filters.rows().order_by().aggregate(weighted=amount)["weighted"]
    return Pipeline(weighted or Decimal(0), weight_lines())


def weight_lines():
    early = [stage for stage in ProjectStage if stage not in SIGNED_ON]
    return [(stage.label, int(WEIGHTS[stage] * 100)) for stage in [*early, ProjectStage.SIGNED]]
