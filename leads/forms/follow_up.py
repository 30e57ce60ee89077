"""One screen after a call or a visit: what was said, and what happens next."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.fields import NextStepMixin, day_input
from leads.models import FollowUp

NEXT_AFTER_DAYS = 7
BY_HAND = [choice for choice in FollowUp.Method.choices if choice[0] != FollowUp.Method.SHEET]


class FollowUpForm(NextStepMixin, forms.Form):
    summary = forms.CharField(
        label=gettext_lazy("记一条跟进"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    method = forms.ChoiceField(label=gettext_lazy("方式"), choices=BY_HAND, initial=FollowUp.Method.PHONE)
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, lead, on, **kwargs):
        self.lead = lead
        super().__init__(*args, **kwargs)
        self.on = on
        if self.needs_step:
            self.fields["next_action_on"].initial = on + dt.timedelta(days=NEXT_AFTER_DAYS)

    @property
    def needs_step(self):
        """Whether somebody goes on working: what comes next has to be said (I-5)."""
        return self.lead.is_open

    def clean(self):
        data = super().clean()
        if self.needs_step:
            if not data.get("next_action_text"):
                self.add_error("next_action_text", _("写下一步做什么，例如：发送厂房清单。"))
            if "next_action_on" in data and not data["next_action_on"]:
                self.add_error("next_action_on", _("写下次跟进的日期。"))
        return data


class ProjectFollowUpForm(FollowUpForm):
    def __init__(self, *args, project, on, **kwargs):
        self.project = project
        super().__init__(*args, lead=project.lead, on=on, **kwargs)

    @property
    def needs_step(self):
        return self.project.is_ongoing
