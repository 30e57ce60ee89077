"""What a comparison is asked with: the only reader of its parameters."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from land.terms import Inputs, Method

MU, WAN_MU, WAN_MU_YEAR, PERCENT, YEARS = _("亩"), _("万元/亩"), _("万元/亩·年"), "%", _("年")
METHODS = [(Method.YEAR_CORRECTION.value, _("年期修正")), (Method.LINEAR.value, _("按年均摊"))]
RATES = ("cap_rate", "discount", "deed_tax")


def amount(label, unit, *, required=True, initial=None, least=Decimal(0), places=4):
    field = forms.DecimalField(
        label=label,
        min_value=least,
        max_value=Decimal(10_000_000),
        decimal_places=places,
        required=required,
        initial=initial,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    field.unit = unit
    return field


def years(label, initial, most):
    field = forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        initial=initial,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field.unit = YEARS
    return field


class ComparisonForm(forms.Form):
    """`inputs()` are the terms; limits of years that a rule sets are said by land.limits, not here."""

    area = amount(_("面积"), MU, least=Decimal("0.0001"))
    price50 = amount(_("50 年单价"), WAN_MU, least=Decimal("0.0001"))
    rent = amount(_("年租金"), WAN_MU_YEAR)
    cap_rate = amount(_("土地还原率"), PERCENT, initial=6)
    discount = amount(_("企业折现率"), PERCENT, initial=6)
    flex_years = years(_("弹性年期"), 20, 999)
    lease_years = years(_("先租年限"), 5, 999)
    grant_years = years(_("后让年限"), 15, 999)
    long_lease_years = years(_("长租年限"), 20, 999)
    horizon = years(_("比较到第几年末"), 20, 100)
    method = forms.ChoiceField(label=_("年期价格"), choices=METHODS, initial=METHODS[0][0])
    granted_area = amount(_("租让结合的出让面积"), MU, required=False)
    deed_tax = amount(_("契税税率"), PERCENT, required=False)
    deposit = amount(_("保证金"), _("万元"), required=False)
    building_cost = amount(_("自建厂房成本"), _("万元"), required=False)

    def inputs(self):
        given = {
            name: value for name, value in self.cleaned_data.items() if value is not None and name != "method"
        }
        given |= {name: given[name] / 100 for name in RATES if name in given}
        return Inputs(method=Method(self.cleaned_data["method"]), **given)

    @property
    def main_fields(self):
        return [self[name] for name in ("area", "price50", "rent", "cap_rate", "discount")]

    @property
    def more_fields(self):
        main = {field.name for field in self.main_fields}
        return [field for field in self if field.name not in main]
