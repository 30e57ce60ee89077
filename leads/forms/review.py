"""What the joint meeting scored and decided, and the indicators that it scores."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.attached import AttachedForm
from leads.forms.fields import PastDay
from leads.models import AdmissionReview, ReviewIndicator
from leads.models.admission_review import FULL_MARKS

Conclusion, Veto = AdmissionReview.Conclusion, AdmissionReview.Veto
NEW_ROWS = 3


class ReviewForm(AttachedForm):
    held_on = PastDay(label=gettext_lazy("评审日期"))
    members = forms.CharField(
        label=gettext_lazy("参加人员"), max_length=200, help_text=gettext_lazy("单位和姓名，用顿号隔开。")
    )
    vetoes = forms.MultipleChoiceField(
        label=gettext_lazy("否决项"),
        choices=Veto.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("逐项确认；有一项，项目就不能通过。"),
    )
    conclusion = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=[("", gettext_lazy("选择结论")), *Conclusion.choices]
    )
    conditions = forms.CharField(
        label=gettext_lazy("附带条件"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("有条件通过时必填。"),
    )
    minutes = forms.CharField(
        label=gettext_lazy("会议纪要"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, on, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["held_on"].on = on
        self.indicators = indicators
        for one in indicators:
            said = _("填 0 到 %(weight)s 分。") % {"weight": one.weight}
            field = forms.DecimalField(
                label=one.name,
                min_value=0,
                max_value=one.weight,
                max_digits=5,
                decimal_places=1,
                error_messages={"min_value": said, "max_value": said},
            )
            field.widget.attrs["step"] = "0.5"
            self.fields[f"score_{one.pk}"] = field

    def rows(self):
        """[(indicator, box)]"""
        return [(one, self[f"score_{one.pk}"]) for one in self.indicators]

    @property
    def total(self):
        """Of the scores that are right so far."""
        data = getattr(self, "cleaned_data", {})
        return sum((data.get(f"score_{one.pk}") or Decimal(0) for one in self.indicators), Decimal(0))

    def clean(self):
        data = super().clean()
        if data.get("vetoes") and data.get("conclusion") in AdmissionReview.ADMITTED:
            items = "、".join(str(Veto(key).label) for key in data["vetoes"])
            self.add_error(
                "conclusion",
                _("有否决项（%(items)s），不能通过或有条件通过。请改结论，或去掉误选的否决项。")
                % {"items": items},
            )
        if data.get("conclusion") == Conclusion.CONDITIONAL and not data.get("conditions"):
            self.add_error("conditions", _("有条件通过要写明条件。"))
        return data

    def details(self):
        """Arguments of record_review."""
        data = self.cleaned_data
        names = ("held_on", "members", "vetoes", "conclusion", "conditions", "minutes")
        scores = {one.pk: data[f"score_{one.pk}"] for one in self.indicators}
        return {"scores": scores, **{name: data[name] for name in names}, **self.attached()}


class IndicatorsForm(forms.Form):
    """All indicators at once, and a few empty rows for new ones. Each box carries what it showed at first."""

    def __init__(self, *args, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = {one.pk: one for one in indicators}
        for pk, one in self.indicators.items():
            self.add_row(pk, one.name, one.weight, is_used=one.is_used)
        for number in range(NEW_ROWS):
            self.add_row(f"new{number}", "", None, is_used=True)

    def add_row(self, key, name, weight, *, is_used):
        is_new = not name
        seen = {"show_hidden_initial": not is_new}
        self.fields[f"name_{key}"] = forms.CharField(
            label=_("指标"), max_length=40, required=not is_new, initial=name, **seen
        )
        self.fields[f"weight_{key}"] = forms.IntegerField(
            label=_("权重"), min_value=1, max_value=100, required=not is_new, initial=weight, **seen
        )
        self.fields[f"used_{key}"] = forms.BooleanField(
            label=_("启用"), required=False, initial=is_used, **seen
        )

    def keys(self):
        return [*self.indicators, *[f"new{number}" for number in range(NEW_ROWS)]]

    def rows(self):
        return [(self[f"name_{key}"], self[f"weight_{key}"], self[f"used_{key}"]) for key in self.keys()]

    @property
    def sum(self):
        """Of the weights in use, as they stand in the boxes."""
        if not self.is_bound:
            return sum(one.weight for one in self.indicators.values() if one.is_used)
        rows = (self.row(key) for key in self.keys())
        return sum(row["weight"] or 0 for row in rows if row["is_used"])

    def row(self, key):
        data = self.cleaned_data
        return {
            "name": data.get(f"name_{key}", ""),
            "weight": data.get(f"weight_{key}"),
            "is_used": data.get(f"used_{key}", False),
        }

    @property
    def is_stale(self):
        """Whether somebody has added an indicator that this page did not show."""
        shown = (self[f"name_{pk}"].html_initial_name for pk in self.indicators)
        return self.is_bound and any(name not in self.data for name in shown)

    def clean(self):
        data = super().clean()
        new = [f"new{number}" for number in range(NEW_ROWS)]
        for key in new:
            if bool(data.get(f"name_{key}")) != bool(data.get(f"weight_{key}")) and not self.errors:
                self.add_error(f"name_{key}", _("新指标要同时写名称和权重。"))
        names = [data.get(f"name_{key}") for key in self.keys() if data.get(f"name_{key}")]
        if len(set(names)) < len(names):
            self.add_error(None, _("有两个指标同名，请改一个。"))
        if not self.errors and self.sum != FULL_MARKS:
            self.add_error(
                None,
                _("启用的指标权重合计要正好是 100，现在是 %(sum)s。没有保存。") % {"sum": self.sum},
            )
        return data

    def changes(self):
        """Arguments of edit_review_indicators."""
        new = [self.row(f"new{number}") for number in range(NEW_ROWS)]
        return {
            "seen": {pk: self.seen(pk) for pk in self.indicators},
            "wanted": {pk: self.row(pk) for pk in self.indicators},
            "added": [row for row in new if row["name"]],
        }

    def seen(self, pk):
        """What the boxes of a row showed when the page was opened."""
        boxes = {"name": self[f"name_{pk}"], "weight": self[f"weight_{pk}"], "is_used": self[f"used_{pk}"]}
        said = {name: self.data.get(box.html_initial_name, "") for name, box in boxes.items()}
        weight = int(said["weight"]) if said["weight"].isdecimal() else None
        return {"name": said["name"], "weight": weight, "is_used": said["is_used"] in ("True", "on")}


def used_indicators():
    return list(ReviewIndicator.objects.used())
