"""Log a lead: four inputs in sight, the rest folded away with values that usually hold."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chains.matching import UsccFault, clean_uscc, core_key, name_key, uscc_fault
from chains.models import Company
from core.templatetags.ui import day_words
from leads.contact_keys import Party, claims
from leads.forms.fields import BLANK, NextStepMixin, PlaceField, day_input, mu_field, wan_field
from leads.models import ActionType, Lead, LeadSource, Visibility
from leads.rivals import obstacles

USCC_FAULTS = {
    UsccFault.LENGTH: gettext_lazy("统一社会信用代码是 18 位，请对照营业执照改正。"),
    UsccFault.LETTER: gettext_lazy("代码里有不会出现的字符（字母 I、O、S、V、Z 不用），请对照营业执照改正。"),
    UsccFault.CHECK: gettext_lazy("第 18 位校验不对，请对照营业执照改正。"),
}
READ_FIRST = gettext_lazy("已有相近的登记，请看下面的说明。不是同一件事就再次保存。")


def companies_like(name, uscc):
    """Companies on file with this name (written in whatever way) or this code."""
    known = Q(name_key=name_key(name)) | Q(core_key=core_key(name)) | (Q(uscc=uscc) if uscc else Q())
    return list(Company.objects.present().filter(known).order_by("pk")[:20])


def holder(companies, name, uscc):
    """The company that has this code, else the one that has this name."""
    by_code = [company for company in companies if uscc and company.uscc == uscc]
    by_name = [company for company in companies if company.name_key == name_key(name)]
    return next(iter(by_code + by_name), None)


def same_link(lead, place):
    segment = place["segment"].pk if place["segment"] else None
    return lead.chain_id == (place["chain"].pk if place["chain"] else None) and lead.segment_id == segment


class QuickLeadForm(NextStepMixin, forms.Form):
    """Wrong input is an error; odd but legal input a warning that has to be read once."""

    name = forms.CharField(
        label=gettext_lazy("企业"),
        max_length=120,
        error_messages={"required": gettext_lazy("写下企业名称，简称也行。")},
    )
    intention = forms.CharField(
        label=gettext_lazy("对方想要什么"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("写一句对方想要什么：项目、用地或时间。")},
    )
    place = PlaceField(label=gettext_lazy("产业链与环节"))
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=120, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("线索来源"), choices=[BLANK, *LeadSource.choices], required=False
    )
    next_action_text = forms.CharField(label=gettext_lazy("下一步"), max_length=120, required=False)
    next_action_on = forms.DateField(label=gettext_lazy("下次跟进"), required=False, widget=day_input())
    investment_wan = wan_field(gettext_lazy("预计投资"))
    land_mu = mu_field(gettext_lazy("用地需求"))
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=30, required=False)
    introducer = forms.CharField(label=gettext_lazy("引荐人"), max_length=60, required=False)
    action_type = forms.ChoiceField(
        label=gettext_lazy("动作"), choices=[BLANK, *ActionType.choices], required=False
    )
    visibility = forms.ChoiceField(label=gettext_lazy("可见范围"), choices=Visibility.choices, required=False)
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    answered = forms.CharField(widget=forms.HiddenInput, required=False)
    pasted = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    FOLDED = (
        "source",
        "next_action_text",
        "next_action_on",
        "investment_wan",
        "land_mu",
        "uscc",
        "introducer",
        "action_type",
        "visibility",
    )

    def __init__(self, *args, user, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.on = user, on
        self.warnings = {}
        self.said = {}
        self.company = self.own_lead = None

    def show_said(self, said):
        """`said`: {name of a box: what stands beneath it of a pasted text}; read out with the box."""
        self.said = said
        for name in said:
            self.fields[name].widget.attrs["aria-describedby"] = f"id_{name}_said"

    @property
    def has_said_in_fold(self):
        return any(name in self.said for name in self.FOLDED)

    def in_sight(self):
        return [self[name] for name in ("intention", "place", "contact")]

    def folded(self):
        return [self[name] for name in self.FOLDED]

    @property
    def has_folded_errors(self):
        return any(name in self.errors for name in self.FOLDED) if self.is_bound else False

    @property
    def source_words(self):
        """The source on the quiet line; before anything is sent it is that of last time."""
        label = dict(LeadSource.choices).get(self["source"].value(), _("未定"))
        return label if self.is_bound else _("%(source)s（沿用上次）") % {"source": label}

    @property
    def step_words(self):
        day = self["next_action_on"].value() or ""
        said = day if isinstance(day, str) else day_words(day, self.on)
        return f"{said} {self['next_action_text'].value() or ''}".strip()

    def clean_name(self):
        name = self.cleaned_data["name"]
        if len(name_key(name)) < 2:
            raise forms.ValidationError(_("企业名称至少两个字。"))
        return name

    def clean_uscc(self):
        code = clean_uscc(self.cleaned_data["uscc"])
        if code and (fault := uscc_fault(code)):
            raise forms.ValidationError(USCC_FAULTS[fault])
        return code

    def clean(self):
        data = super().clean()
        if "name" not in data or "uscc" not in data:
            return data
        known = companies_like(data["name"], data["uscc"])
        self.company = holder(known, data["name"], data["uscc"])
        if self.company:
            self.check_running_leads(data)
        elif known and data.get("answered") != data["name"]:
            self.warnings["name"] = READ_FIRST
        self.check_first_contact(data)
        return data

    def check_first_contact(self, data):
        """A company that another unit protects, under whatever name, is read about before it is saved."""
        if self.errors or self.warnings or data.get("answered") == data["name"]:
            return
        keys = claims(Party((data["name"],), data["uscc"]))
        rival = obstacles(keys, on=self.on).rival
        if rival and rival.contact.lead.owner_id != self.user.pk and not self.was_sent_before(data):
            self.warnings["name"] = READ_FIRST

    def check_running_leads(self, data):
        """My own lead on the same link is a mistake; somebody else's has to be read once."""
        place = data.get("place") or {"chain": None, "segment": None}
        running = list(self.company.leads.present().open().order_by("pk"))
        if running and self.was_sent_before(data):
            return  # the action answers with the first lead
        for lead in running:
            if lead.owner_id == self.user.pk and same_link(lead, place):
                self.own_lead = lead
                self.add_error("name", _("这家企业在同一环节已有我的线索，请在那条线索里记跟进。"))
                return
        if running and data.get("answered") != data["name"]:
            self.warnings["name"] = READ_FIRST

    def was_sent_before(self, data):
        token = data.get("form_token")
        return bool(token) and Lead.objects.filter(form_token=token, created_by=self.user).exists()

    @property
    def needs_reading(self):
        """Whether there is a warning that the person has not yet had before the eyes."""
        return bool(self.warnings)

    def details(self):
        """Arguments of log_lead."""
        data = self.cleaned_data
        asked = ("name", "uscc", "contact", "form_token", "intention", *self.FOLDED)
        given = {name: data[name] for name in dict.fromkeys(asked) if data[name] not in ("", None)}
        return given | data["place"] | ({"company": self.company} if self.company else {})
