"""What a step asks for: the reason, the date of return, the next action."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.edit_lead import able_to_own
from leads.forms.fields import NextStepMixin, day_input
from leads.forms.versioned import LeadForm
from leads.models import ProjectKind
from leads.stages import LeadStatus

INVALID_REASONS = [
    ("", gettext_lazy("选择原因")),
    ("duplicate", gettext_lazy("与已有线索重复")),
    ("no_intent", gettext_lazy("对方没有投资意向")),
    ("unreachable", gettext_lazy("多次联系不上")),
    ("off_chain", gettext_lazy("不符合产业方向")),
    ("access", gettext_lazy("达不到准入条件")),
    ("false", gettext_lazy("信息不实")),
    ("other", gettext_lazy("其他")),
]


class StepForm(NextStepMixin, LeadForm):
    """The boxes that `step` asks for, and no others."""

    feedback = forms.CharField(
        label=gettext_lazy("对引荐人的反馈"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("以后反馈就留空：研判后 5 个工作日内要反馈。"),
    )
    reason_kind = forms.ChoiceField(label=gettext_lazy("无效原因"), choices=INVALID_REASONS)
    reason = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("项目类型"), choices=[("", gettext_lazy("选择项目类型")), *ProjectKind.choices]
    )
    owner = forms.ModelChoiceField(label=gettext_lazy("负责人"), queryset=None)
    restart_on = forms.DateField(label=gettext_lazy("预计重启日期"), widget=day_input())
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), widget=day_input())

    def __init__(self, *args, lead, step, on, **kwargs):
        first = {}
        if lead.is_open:
            first["next_action_text"] = lead.next_action_text
            first["next_action_on"] = lead.next_action_on and max(lead.next_action_on, on)
        super().__init__(*args, lead=lead, on=on, initial=first, **kwargs)
        self.step = step
        asked = {"version", *step.asks} - (set() if lead.introducer else {"feedback"})
        for name in set(self.fields) - asked:
            del self.fields[name]
        if "owner" in self.fields:
            self.fields["owner"].queryset = able_to_own(lead, on)
            self.initial["owner"] = lead.owner_id
        if step.target == LeadStatus.INVALID:
            self.fields["reason"].required = False

    def clean_restart_on(self):
        day = self.cleaned_data["restart_on"]
        if day <= self.on:
            raise forms.ValidationError(_("预计重启日期要晚于今天。"))
        return day

    def clean(self):
        data = super().clean()
        if data.get("reason_kind") == "other" and not data.get("reason"):
            self.add_error("reason", _("选“其他”时写一句说明。"))
        return data

    def again(self, data, row):
        return StepForm(data, lead=row, step=self.step, on=self.on)

    def details(self):
        """Arguments of take_step."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        said = [str(dict(INVALID_REASONS)[data.pop("reason_kind")])] if data.get("reason_kind") else []
        said += [data["reason"]] if data.get("reason") else []
        return data | {"reason": "；".join(said)}
