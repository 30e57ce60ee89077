"""Which figures: the only reader of the parameters of the report pages."""

import datetime as dt

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chains.models import Chain
from reports.counting import Period
from reports.scope import Scope


def day_field(label):
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=box, input_formats=["%Y-%m-%d"])


class FiguresForm(forms.Form):
    """What is left out is the current year until today, of all that the person may see."""

    start = day_field(_("期间从"))
    end = day_field(_("到"))
    as_of = day_field(_("截至"))
    chain = forms.ModelChoiceField(
        label=_("产业链"), queryset=Chain.objects.order_by("sort"), required=False, empty_label=_("全部")
    )

    def __init__(self, given, *, user, on):
        self.user = user
        usual = {"start": f"{on:%Y}-01-01", "end": f"{on}", "as_of": f"{on}", "chain": ""}
        super().__init__(usual | {name: value for name, value in given.items() if value})

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("start", "end", "as_of")]
        if None in days:
            return
        start, end, as_of = days
        if end < start:
            self.add_error("end", gettext("期间的最后一天早于第一天，请改正。"))
        if as_of < start:
            self.add_error("as_of", gettext("截至日期早于期间，那时还没有数。"))

    @property
    def period(self):
        return Period(self.cleaned_data["start"], self.cleaned_data["end"], self.cleaned_data["as_of"])

    @property
    def scope(self):
        return Scope(self.user, self.cleaned_data["chain"])

    @property
    def query(self):
        """The same figures as an address."""
        period, chain = self.period, self.cleaned_data["chain"]
        said = f"start={period.first}&end={period.last}&as_of={period.as_of}"
        return f"{said}&chain={chain.pk}" if chain else said

    @property
    def month(self):
        """The first day of the month, if these are the figures of one month as of its last day."""
        first, last = self.period.first, self.period.last
        is_month = first.day == 1 and (last + dt.timedelta(days=1)).day == 1 and (last - first).days < 31
        return first if is_month and self.period.as_of == last else None
