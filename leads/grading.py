"""The grade that follows from the estimate (I-16): A from 10 亿元, B from 1 亿元, else C.

The other way to an A, a titled company for a missing link, comes with the gap scores of the chain map.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from leads.models import Grade

FROM_WAN = ((Grade.A, Decimal(100_000)), (Grade.B, Decimal(10_000)))
"""Lower bounds in 万元, highest first."""


def grade_for(investment_wan):
    """The grade of an estimate in 万元; None, not known, is C."""
    if investment_wan is not None:
        for grade, bound in FROM_WAN:
            if investment_wan >= bound:
                return grade
    return Grade.C


def grade_reason(investment_wan):
    """One sentence that says where the grade comes from."""
    if investment_wan is None:
        return _("预计投资未填，按 C 级。")
    return {
        Grade.A: _("预计投资不低于 10 亿元，A 级。"),
        Grade.B: _("预计投资不低于 1 亿元，B 级。"),
        Grade.C: _("预计投资低于 1 亿元，C 级。"),
    }[grade_for(investment_wan)]
