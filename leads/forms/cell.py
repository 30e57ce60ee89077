"""One cell of the list, changed where it stands."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.edit_lead import able_to_own
from leads.forms.fields import NextStepMixin, day_input
from leads.forms.versioned import LeadForm
from leads.grading import ReasonMissing, regraded
from leads.models import Grade

BESIDE = {"grade": ["grade_reason"]}  # what is asked together with a field


class CellForm(NextStepMixin, LeadForm):
    """The box of the field `name`, and no other."""

    grade = forms.ChoiceField(label=gettext_lazy("等级"), choices=Grade.choices)
    grade_reason = forms.CharField(
        label=gettext_lazy("改等级的理由"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("为什么改")}),
    )
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    owner = forms.ModelChoiceField(label=gettext_lazy("负责人"), queryset=None)

    def __init__(self, *args, lead, on, name, **kwargs):
        first = {field: getattr(lead, field) for field in ("grade", "next_action_text", "next_action_on")}
        first["owner"] = lead.owner_id
        super().__init__(*args, lead=lead, on=on, initial=first, **kwargs)
        self.name = name
        for other in set(self.fields) - {"version", name, *BESIDE.get(name, ())}:
            del self.fields[other]
        if name == "owner":
            self.fields["owner"].queryset = able_to_own(lead, on)

    def again(self, data, row):
        return CellForm(data, lead=row, on=self.on, name=self.name)

    def clean_next_action_text(self):
        text = self.cleaned_data["next_action_text"]
        if self.lead.is_open and not text:
            raise forms.ValidationError(_("在办线索必须有下一步，写一句要做什么。"))
        return text

    def clean_next_action_on(self):
        """A date that has passed may stand as it is; a new one may not lie in the past, nor be taken away."""
        day = self.cleaned_data["next_action_on"]
        if self.lead.is_open and not day:
            raise forms.ValidationError(_("在办线索必须有下次跟进的日期。"))
        return day if day == self.lead.next_action_on else super().clean_next_action_on()

    def clean(self):
        data = super().clean()
        if "grade" in data:
            try:
                regraded(self.lead, data)
            except ReasonMissing:
                self.add_error("grade_reason", _("手工改等级要写理由，例如：省重点项目。"))
        return data

    def changes(self):
        """Arguments of edit_lead or assign. A reason alone changes nothing."""
        if self.name == "grade" and self.cleaned_data["grade"] == self.lead.grade:
            return {}
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
