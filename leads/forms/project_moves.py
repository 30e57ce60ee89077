"""What a person says when a project moves along its two axes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.fields import day_input
from leads.models import StatusRequest


def lines(rows=2):
    return forms.Textarea(attrs={"rows": rows})


class MoveForm(forms.Form):
    """`stage` is where the person saw the project go: sent twice, or late, it moves nothing further."""

    stage = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=lines())


class AdvanceForm(forms.Form):
    stage = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("说明（选填）"), max_length=200, required=False, widget=lines())


class VerdictForm(forms.Form):
    """`verdict` comes with the button that was pressed, `asked` is the request the person saw."""

    asked = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        choices=[("approve", ""), ("refuse", ""), ("withdraw", "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(label=gettext_lazy("退回的理由"), max_length=200, required=False, widget=lines())

    def clean(self):
        data = super().clean()
        if data.get("verdict") == "refuse" and not data.get("reason"):
            self.add_error("reason", _("退回要写明理由。"))
        return data


class PauseForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("原因"), choices=[("", gettext_lazy("选择原因")), *StatusRequest.Kind.choices]
    )
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=200, widget=lines())
    restart_on = forms.DateField(label=gettext_lazy("预计重启日期"), widget=day_input())

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_restart_on(self):
        day = self.cleaned_data["restart_on"]
        if day <= self.on:
            raise forms.ValidationError(_("预计重启日期要晚于今天。"))
        return day


class TerminateForm(PauseForm):
    lost_to = forms.CharField(
        label=gettext_lazy("流向（选填）"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("落户到哪里，例如“合肥高新区”。"),
    )
    restart_on = None

    def clean(self):
        data = super().clean()
        if data.get("kind") == StatusRequest.Kind.LOST and not data.get("lost_to"):
            self.add_error("lost_to", _("落户外地的，写明落户到哪里。"))
        return data


class ReopenForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=lines())


class ResumeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("说明（选填）"), max_length=200, required=False, widget=lines()
    )
