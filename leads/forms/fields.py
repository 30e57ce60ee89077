"""Fields that the forms of leads share."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chains.models import Chain, Segment

BLANK = ("", gettext_lazy("未定"))


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def amount_field(label, unit, **options):
    options = {"max_digits": 18, "decimal_places": 2, "min_value": 0, "required": False} | options
    field = forms.DecimalField(label=label, **options)
    field.unit = unit
    return field


def wan_field(label, **options):
    return amount_field(label, gettext_lazy("万元"), **options)


def mu_field(label):
    return amount_field(label, gettext_lazy("亩"), max_digits=12, decimal_places=4)


def yes_no_field(label):
    """Two words instead of a tick: a conflict shows both sides in them."""
    choices = [("True", gettext_lazy("是")), ("False", gettext_lazy("否"))]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=lambda value: value == "True")


def place_choices():
    """Each chain, and under it each of its links: 传感器 · 设计."""
    segments = {}
    for segment in Segment.objects.filter(archived_at=None).order_by("sort", "pk"):
        segments.setdefault(segment.chain_id, []).append(segment)
    yield "", _("选择产业链与环节")
    for chain in Chain.objects.order_by("sort"):
        links = [(f"{chain.pk}:{link.pk}", f"{chain} · {link}") for link in segments.get(chain.pk, [])]
        yield str(chain), [(chain.pk, _("%(chain)s（环节未定）") % {"chain": chain}), *links]


class PlaceField(forms.CharField):
    """A chain, or one of its links, in one box. The value is {"chain": …, "segment": … or None}.

    The choices are read from the database only where the box is shown, not where an answer is checked.
    """

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Select(choices=place_choices), max_length=40, **kwargs)

    def clean(self, value):
        code, _colon, number = super().clean(value).partition(":")
        if not code:
            return {"chain": None, "segment": None}
        links = Segment.objects.filter(archived_at=None, chain=code).select_related("chain")
        link = links.filter(pk=number).first() if number.isdecimal() else None
        chain = link.chain if link else Chain.objects.filter(pk=code).first()
        if chain is None or (number and link is None):
            raise forms.ValidationError(_("没有这个产业链或环节，请重新选择。"))
        return {"chain": chain, "segment": link}


def place_value(lead):
    if not lead.chain_id:
        return ""
    return f"{lead.chain_id}:{lead.segment_id}" if lead.segment_id else lead.chain_id


class NextStepMixin:
    """The date of the next step: not in the past."""

    on = None

    def clean_next_action_on(self):
        day = self.cleaned_data["next_action_on"]
        if day and day < self.on:
            raise forms.ValidationError(_("下次跟进不能早于今天，请改成今天或以后的日期。"))
        return day


class PastDay(forms.DateField):
    """A day on which something happened: today (`on`, set by the form) or before."""

    on = None

    def __init__(self, **kwargs):
        super().__init__(widget=day_input(), **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and self.on and day > self.on:
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return day
