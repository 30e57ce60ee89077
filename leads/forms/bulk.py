"""What is typed once for many leads."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import VERBS
from leads.forms.fields import NextStepMixin, day_input
from leads.models import Grade


class ManyForm(forms.Form):
    """`values()` are the arguments of the action, `label()` the act in words."""

    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        first = self.visible_fields()[0]
        first.field.widget.attrs["autofocus"] = True

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "form_token"}


class AssignManyForm(ManyForm):
    owner = forms.ModelChoiceField(label=gettext_lazy("负责人"), queryset=User.objects.none())

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        able = User.objects.working().holding(*VERBS["add_lead"], on=on)
        self.fields["owner"].queryset = able.select_related("team").order_by("name", "pk")

    def label(self):
        return _("指派给 %(person)s") % {"person": self.cleaned_data["owner"]}


class NextManyForm(NextStepMixin, ManyForm):
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), widget=day_input())
    next_action_text = forms.CharField(
        label=gettext_lazy("下一步"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("不写就保留各条原来的下一步。"),
    )

    def label(self):
        return _("下次跟进定为 %(day)s") % {"day": self.cleaned_data["next_action_on"]}


class GradeManyForm(ManyForm):
    grade = forms.ChoiceField(label=gettext_lazy("等级"), choices=Grade.choices)
    grade_reason = forms.CharField(label=gettext_lazy("改等级的理由"), max_length=200)

    def label(self):
        return _("等级改为 %(grade)s：%(reason)s") % {
            "grade": self.cleaned_data["grade"],
            "reason": self.cleaned_data["grade_reason"],
        }


class ReleaseManyForm(ManyForm):
    reason = forms.CharField(
        label=gettext_lazy("退回公海的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def label(self):
        return _("退回公海：%(reason)s") % self.cleaned_data


MANY_FORMS = {
    "assign": AssignManyForm,
    "next": NextManyForm,
    "grade": GradeManyForm,
    "release": ReleaseManyForm,
}
