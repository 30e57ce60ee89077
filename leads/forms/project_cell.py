"""One cell of the list of projects, changed where it stands."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.edit_lead import able_to_own
from leads.forms.fields import NextStepMixin, day_input
from leads.forms.versioned import ProjectForm
from leads.models import Grade


class ProjectCellForm(NextStepMixin, ProjectForm):
    """The box of the field `name`, and no other."""

    grade = forms.ChoiceField(label=gettext_lazy("等级"), choices=Grade.choices)
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    owner = forms.ModelChoiceField(label=gettext_lazy("负责人"), queryset=None)

    def __init__(self, *args, project, on, name, **kwargs):
        first = {field: getattr(project, field) for field in ("grade", "next_action_text", "next_action_on")}
        first["owner"] = project.owner_id
        super().__init__(*args, project=project, on=on, initial=first, **kwargs)
        self.name = name
        for other in set(self.fields) - {"version", name}:
            del self.fields[other]
        if name == "owner":
            self.fields["owner"].queryset = able_to_own(project, on)

    def again(self, data, row):
        return ProjectCellForm(data, project=row, on=self.on, name=self.name)

    def clean_next_action_text(self):
        text = self.cleaned_data["next_action_text"]
        if self.project.is_ongoing and not text:
            raise forms.ValidationError(_("正常推进的项目必须有下一步和日期。"))
        return text

    def clean_next_action_on(self):
        """A date that has passed may stand as it is; a new one may not lie in the past, nor be taken away."""
        day = self.cleaned_data["next_action_on"]
        if self.project.is_ongoing and not day:
            raise forms.ValidationError(_("正常推进的项目必须有下一步和日期。"))
        return day if day == self.project.next_action_on else super().clean_next_action_on()

    def changes(self):
        """Arguments of edit_project or assign_project."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
