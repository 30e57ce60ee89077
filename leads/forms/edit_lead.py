"""The facts of a lead, and who owns it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import VERBS
from leads.forms.fields import BLANK, NextStepMixin, PlaceField, day_input, mu_field, place_value, wan_field
from leads.forms.versioned import LeadForm
from leads.grading import ReasonMissing, regraded
from leads.models import ActionType, Grade, LeadSource, Visibility


class EditLeadForm(NextStepMixin, LeadForm):
    """All facts of a lead in one form."""

    title = forms.CharField(label=gettext_lazy("事项"), max_length=120)
    intention = forms.CharField(
        label=gettext_lazy("对方想要什么"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = PlaceField(label=gettext_lazy("产业链与环节"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("要换一位，就把姓名、职务、电话写在一行；原来的联系人仍留在企业名下。"),
    )
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    investment_wan = wan_field(gettext_lazy("预计投资"))
    land_mu = mu_field(gettext_lazy("用地需求"))
    grade = forms.ChoiceField(label=gettext_lazy("等级"), choices=Grade.choices)
    grade_reason = forms.CharField(
        label=gettext_lazy("改等级的理由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("手工改等级时写；留空则按预计投资、环节和企业称号定级。"),
    )
    action_type = forms.ChoiceField(
        label=gettext_lazy("动作"), choices=[BLANK, *ActionType.choices], required=False
    )
    source = forms.ChoiceField(label=gettext_lazy("线索来源"), choices=LeadSource.choices)
    introducer = forms.CharField(label=gettext_lazy("引荐人"), max_length=60, required=False)
    visibility = forms.ChoiceField(label=gettext_lazy("可见范围"), choices=Visibility.choices)

    PLAIN = (
        "title",
        "intention",
        "next_action_text",
        "next_action_on",
        "investment_wan",
        "land_mu",
        "grade",
        "grade_reason",
        "action_type",
        "source",
        "introducer",
        "visibility",
    )

    def __init__(self, *args, lead, on, **kwargs):
        values = {name: getattr(lead, name) for name in self.PLAIN}
        values |= {name: trimmed(values[name]) for name in ("investment_wan", "land_mu")}
        values |= {"place": place_value(lead), "contact": contact_line(lead)}
        super().__init__(*args, lead=lead, on=on, initial=values, **kwargs)
        self.warnings = {}

    def clean_next_action_on(self):
        """A date that has passed may stand as it is; a new one may not lie in the past."""
        day = self.cleaned_data["next_action_on"]
        return day if day == self.lead.next_action_on else super().clean_next_action_on()

    def clean(self):
        data = super().clean()
        if self.lead.is_open and not (data.get("next_action_text") and data.get("next_action_on")):
            for name in ("next_action_text", "next_action_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("在办线索必须有下一步和日期。"))
        if not self.errors:
            self.check_grade()
        return data

    def check_grade(self):
        """A grade changed by hand needs its reason; one that follows the rule to another is told."""
        changes = self.changes()
        try:
            grade = regraded(self.lead, changes).get("grade", self.lead.grade)
        except ReasonMissing:
            self.add_error("grade_reason", _("写明为什么改等级，例如：省重点项目，领导要求按 A 级跟进。"))
            return
        if grade != changes["grade"]:
            self.warnings["grade"] = _("等级按规则改为 %(grade)s。") % {"grade": grade}

    def changes(self):
        """Arguments of edit_lead."""
        data = self.cleaned_data
        given = {name: data[name] for name in (*self.PLAIN, "version")}
        is_another = data["contact"] != contact_line(self.lead)
        return given | data["place"] | {"contact_text": data["contact"] if is_another else ""}


def contact_line(lead):
    """The contact in one line, without the number: that is shown on request only."""
    return f"{lead.contact.name} {lead.contact.title}".strip() if lead.contact else ""


def trimmed(number):
    """A stored number as a person would type it: 24300, not 24300.00."""
    return None if number is None else f"{number.normalize():f}"


class AssignForm(LeadForm):
    """Choose an owner among the people whose role is to work on leads.

    Without a version it is about the lead as it is: the owner is chosen, whoever it was before.
    """

    owner = forms.ModelChoiceField(label=gettext_lazy("负责人"), queryset=User.objects.none())

    def __init__(self, *args, lead, on, **kwargs):
        super().__init__(*args, lead=lead, on=on, initial={"owner": lead.owner_id}, **kwargs)
        self.fields["version"].required = False
        self.fields["owner"].queryset = able_to_own(lead, on)

    def chosen(self):
        """Arguments of assign."""
        return {"owner": self.cleaned_data["owner"]}


def able_to_own(lead, on):
    able = User.objects.working().holding(*VERBS["add_lead"], on=on, chain_code=lead.chain_id)
    return able.select_related("team").order_by("name", "pk")
