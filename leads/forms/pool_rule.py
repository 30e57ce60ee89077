"""A rule of the pool. Before it is saved the page says what it would do, so it is sent twice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chains.models import Chain
from leads.models import PoolRule

VALUES = ("idle_days", "warn_days", "reclaim_days", "capacity", "basis")


class PoolRuleForm(forms.ModelForm):
    """`seen` are the values whose effect was shown; with others it is shown again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PoolRule
        fields = VALUES
        help_texts = {"basis": _("文件、会议或者谁的决定。")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name in ("idle_days", "warn_days", "reclaim_days"):
            self.fields[name].unit = _("天")
        self.fields["capacity"].unit = _("条")

    def clean_idle_days(self):
        days = self.cleaned_data["idle_days"]
        if not 1 <= days <= 365:
            raise forms.ValidationError(_("填 1 至 365 天。"))
        return days

    def values(self):
        return {name: self.cleaned_data[name] for name in VALUES}

    @property
    def fingerprint(self):
        return "/".join(str(self.cleaned_data[name]) for name in VALUES[:-1])

    @property
    def is_seen(self):
        return self.cleaned_data["seen"] == self.fingerprint

    def again(self, **changes):
        """The same answers, to be sent once more."""
        data = self.data.copy()
        for name, value in changes.items():
            data[name] = value
        return type(self)(data, instance=self.instance)


class NewPoolRuleForm(PoolRuleForm):
    """The own rule of one chain for one grade."""

    chain = forms.ModelChoiceField(
        label=_("产业链"), queryset=Chain.objects.order_by("sort"), empty_label=_("选择产业链")
    )
    field_order = ["chain", "grade", *VALUES]

    class Meta(PoolRuleForm.Meta):
        fields = ("chain", "grade", *VALUES)

    def values(self):
        return super().values() | {name: self.cleaned_data[name] for name in ("chain", "grade")}

    @property
    def fingerprint(self):
        return f"{self.cleaned_data['chain'].pk}/{self.cleaned_data['grade']}/{super().fingerprint}"
