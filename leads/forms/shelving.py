"""Ask to shelve a lead, and decline."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.fields import day_input


class AskToShelveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("为什么暂缓"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    restart_on = forms.DateField(label=gettext_lazy("预计重启日期"), widget=day_input())

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_restart_on(self):
        day = self.cleaned_data["restart_on"]
        if day <= self.on:
            raise forms.ValidationError(_("预计重启日期要晚于今天。"))
        return day


class AnswerForm(forms.Form):
    """`verdict` comes with the button that was pressed; declining says why."""

    verdict = forms.ChoiceField(choices=[("agree", ""), ("decline", "")], widget=forms.HiddenInput)
    answer = forms.CharField(
        label=gettext_lazy("不同意的理由"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self):
        data = super().clean()
        if data.get("verdict") == "decline" and not data.get("answer"):
            self.add_error("answer", _("不同意要写明理由。"))
        return data
