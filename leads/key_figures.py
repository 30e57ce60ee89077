"""What a project brings per 亩: three quotients, each with the formula and the numbers in it. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import MISSING, shortest

CENT = Decimal("0.01")
PER_MU = (
    (gettext_lazy("投资强度"), gettext_lazy("固定资产投资"), "fixed_investment_wan"),
    (gettext_lazy("亩均产值"), gettext_lazy("年产值"), "annual_output_wan"),
    (gettext_lazy("亩均税收"), gettext_lazy("年税收"), "annual_tax_wan"),
)


class Figure(NamedTuple):
    label: str
    value: Decimal | None
    formula: str

    @property
    def words(self):
        return MISSING if self.value is None else _("%(number)s 万元/亩") % {"number": shortest(self.value)}


def key_figures(project):
    """The figures of `project`; a number that is missing is named in the formula."""
    return [per_mu(project, *figure) for figure in PER_MU]


def per_mu(project, label, numerator, name):
    amount, area = getattr(project, name), project.land_mu
    value = (amount / area).quantize(CENT, ROUND_HALF_UP) if amount is not None and area else None
    formula = _("%(figure)s = %(numerator)s（%(amount)s 万元）÷ 用地需求（%(area)s 亩）") % {
        "figure": label,
        "numerator": numerator,
        "amount": MISSING if amount is None else shortest(amount),
        "area": MISSING if area is None else shortest(area),
    }
    return Figure(str(label), value, formula)
