"""What people fill in about a project. Wrong input is an error; odd but legal input a warning."""

from itertools import pairwise

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.edit_lead import trimmed
from leads.forms.fields import NextStepMixin, amount_field, day_input, mu_field, wan_field, yes_no_field
from leads.forms.versioned import ProjectForm
from leads.models import Grade, Project, ProjectKind

AMOUNTS = (
    "total_investment_wan",
    "prior_investment_wan",
    "fixed_investment_wan",
    "foreign_usd_wan",
    "annual_output_wan",
    "annual_tax_wan",
    "energy_tce",
    "land_mu",
    "plant_m2",
)
PLANNED = (
    "planned_sign_on",
    "planned_land_on",
    "planned_start_on",
    "planned_production_on",
    "planned_full_on",
)
PLAIN = ("title", "kind", "grade", "next_action_text", "next_action_on", "jobs", "public_summary")
STEP_MISSING = gettext_lazy("正常推进的项目必须有下一步和日期。")
YES_NO = ("is_industrial", "is_emerging")


def label_of(name):
    return Project._meta.get_field(name).verbose_name


def planned(name):
    return forms.DateField(label=label_of(name), required=False, widget=day_input())


class EditProjectForm(NextStepMixin, ProjectForm):
    title = forms.CharField(label=gettext_lazy("事项"), max_length=120)
    segment = forms.ModelChoiceField(label=gettext_lazy("环节"), queryset=None)
    kind = forms.ChoiceField(label=gettext_lazy("项目类型"), choices=ProjectKind.choices)
    grade = forms.ChoiceField(label=gettext_lazy("等级"), choices=Grade.choices)
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    total_investment_wan = wan_field(gettext_lazy("总投资"), required=True)
    prior_investment_wan = wan_field(gettext_lazy("原投资额"))
    fixed_investment_wan = wan_field(gettext_lazy("固定资产投资"))
    foreign_usd_wan = amount_field(gettext_lazy("外资"), gettext_lazy("万美元"))
    annual_output_wan = wan_field(gettext_lazy("年产值"))
    annual_tax_wan = wan_field(gettext_lazy("年税收"))
    jobs = forms.IntegerField(
        label=gettext_lazy("就业（人）"), min_value=0, max_value=1_000_000, required=False
    )
    energy_tce = amount_field(gettext_lazy("年综合能耗"), gettext_lazy("吨标煤"), max_digits=12)
    land_mu = mu_field(gettext_lazy("用地需求"))
    plant_m2 = amount_field(gettext_lazy("厂房需求"), "m²", max_digits=12)
    planned_sign_on = planned("planned_sign_on")
    planned_land_on = planned("planned_land_on")
    planned_start_on = planned("planned_start_on")
    planned_production_on = planned("planned_production_on")
    planned_full_on = planned("planned_full_on")
    is_industrial = yes_no_field(gettext_lazy("工业项目"))
    is_emerging = yes_no_field(gettext_lazy("新兴和未来产业"))
    public_summary = forms.CharField(
        label=gettext_lazy("对外简介"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("给外部看的介绍，不写企业名称和联系人。"),
    )

    GROUPS = (
        (gettext_lazy("项目"), ("title", "segment", "kind", "grade", "next_action_text", "next_action_on")),
        (gettext_lazy("投资与效益"), (*AMOUNTS[:6], "jobs")),
        (gettext_lazy("用地与能耗"), ("land_mu", "plant_m2", "energy_tce")),
        (gettext_lazy("计划"), PLANNED),
        (gettext_lazy("口径与介绍"), (*YES_NO, "public_summary")),
    )

    def __init__(self, *args, project, on, **kwargs):
        values = {name: getattr(project, name) for name in (*PLAIN, *PLANNED, *YES_NO)}
        values |= {name: trimmed(getattr(project, name)) for name in AMOUNTS}
        values["segment"] = project.segment_id
        super().__init__(*args, project=project, on=on, initial=values, **kwargs)
        self.fields["segment"].queryset = segments_of(project)
        self.warnings = {}
        if project.is_ongoing:
            for name in ("next_action_text", "next_action_on"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = STEP_MISSING

    def groups(self):
        """[(heading, boxes)]"""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def clean_next_action_on(self):
        """A date that has passed may stand as it is; a new one may not lie in the past."""
        day = self.cleaned_data["next_action_on"]
        return day if day == self.project.next_action_on else super().clean_next_action_on()

    def clean(self):
        data = super().clean()
        if data.get("prior_investment_wan") is not None and data.get("kind") != ProjectKind.INCREASE:
            self.add_error("prior_investment_wan", _("只有增资扩产项目填写原投资额，请清空或改项目类型。"))
        if not self.errors:
            self.warnings = dict(self.oddities(data))
        return data

    def oddities(self, data):
        """(box, sentence) of what is legal, but seldom meant."""
        total, fixed = data["total_investment_wan"], data["fixed_investment_wan"]
        if fixed is not None and fixed > total:
            yield "fixed_investment_wan", _("固定资产投资大于总投资，请核对。")
        if data["kind"] == ProjectKind.INCREASE and data["prior_investment_wan"] is None:
            yield "prior_investment_wan", _("增资扩产项目还没有填原投资额。")
        days = [(name, data[name]) for name in PLANNED if data[name]]
        for (_earlier, before), (name, after) in pairwise(days):
            if after < before:
                yield name, _("%(plan)s早于前一步的计划日期，请核对。") % {"plan": label_of(name)}
        company = self.project.company
        if any(word and word in data["public_summary"] for word in (company.name, company.short_name)):
            yield "public_summary", _("对外简介里有企业名称，公开前请改写。")

    def changes(self):
        """Arguments of edit_project."""
        return dict(self.cleaned_data)


def segments_of(project):
    """The links of the project's chain that are in use, and the one it has."""
    links = project.chain.segments.order_by("sort", "pk")
    return links.filter(archived_at=None) | links.filter(pk=project.segment_id)
