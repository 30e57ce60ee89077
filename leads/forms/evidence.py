"""What proves a stage: one form per kind, with the boxes that the kind needs."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chains.matching import clean_uscc, uscc_fault
from leads.forms.attached import AttachedForm
from leads.forms.fields import PastDay, wan_field
from leads.forms.quick_lead import USCC_FAULTS
from leads.models import StageEvidence

Kind = StageEvidence.Kind
REFERENCES = {
    Kind.LOCAL_COMPANY: (gettext_lazy("统一社会信用代码"), gettext_lazy("18 位，照营业执照填写。")),
    Kind.LAND_CONTRACT: (gettext_lazy("合同编号"), gettext_lazy("国有建设用地使用权出让或租赁合同的编号。")),
    Kind.CARRIER_LEASE: (gettext_lazy("合同编号"), gettext_lazy("载体租赁合同的编号。")),
    Kind.START: (gettext_lazy("施工许可编号"), gettext_lazy("没有许可证的附现场照片。")),
    Kind.PRODUCTION: (gettext_lazy("发票号或凭证号"), ""),
}
"""What `reference` is, by kind; the others have none."""

DAYS = {
    Kind.LOCAL_COMPANY: gettext_lazy("登记日期"),
    Kind.LAND_CONTRACT: gettext_lazy("签订日期"),
    Kind.CARRIER_LEASE: gettext_lazy("签订日期"),
    Kind.START: gettext_lazy("开工日期"),
    Kind.FIT_OUT: gettext_lazy("进场日期"),
    Kind.PRODUCTION: gettext_lazy("投产日期"),
    Kind.YEAR_FIGURES: gettext_lazy("截止日期"),
}
OPTIONAL_REFERENCE = frozenset({Kind.START, Kind.PRODUCTION})
NEEDS_FILE = frozenset({Kind.START, Kind.FIT_OUT, Kind.PRODUCTION, Kind.YEAR_FIGURES})
AFTER_SIGNING = frozenset({Kind.START, Kind.FIT_OUT, Kind.PRODUCTION})


class EvidenceForm(AttachedForm):
    """A day that is possible but odd is said once: `answered` is the day about which it was said."""

    on = PastDay(label=gettext_lazy("日期"))
    reference = forms.CharField(max_length=80)
    output_wan = wan_field(gettext_lazy("年产值"))
    tax_wan = wan_field(gettext_lazy("年税收"))
    answered = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.needs_file = kind, kind in NEEDS_FILE
        self.fields["file"].required = self.needs_file
        self.fields["on"].on, self.fields["on"].label = on, DAYS[kind]
        if kind in REFERENCES:
            box = self.fields["reference"]
            box.label, box.help_text = REFERENCES[kind]
            box.required = kind not in OPTIONAL_REFERENCE
        else:
            del self.fields["reference"]
        for name in ("output_wan", "tax_wan"):
            self.fields[name].required = True
            if kind != Kind.YEAR_FIGURES:
                del self.fields[name]

    def clean_reference(self):
        said = self.cleaned_data["reference"]
        if self.kind != Kind.LOCAL_COMPANY:
            return said
        code = clean_uscc(said)
        if fault := uscc_fault(code):
            raise forms.ValidationError(USCC_FAULTS[fault])
        return code

    def clean(self):
        data = super().clean()
        day = data.get("on")
        if not day:
            return data
        started, signed = self.project.started_on, self.project.signed_on
        if self.kind == Kind.PRODUCTION and started and day < started:
            self.add_error("on", _("投产不能早于开工（%(day)s）。") % {"day": started})
        elif self.kind in AFTER_SIGNING and signed and day < signed and data["answered"] != day.isoformat():
            self.warnings["on"] = _("早于签约日期 %(day)s。属实就再保存一次。") % {"day": signed}
        return data

    @property
    def needs_reading(self):
        return "on" in self.warnings

    def again(self):
        """The same answers, with the odd day read."""
        data = self.data.copy()
        data["answered"] = self.cleaned_data["on"].isoformat()
        form = type(self)(data, self.files, kind=self.kind, on=self.fields["on"].on, project=self.project)
        form.is_valid()
        form.warnings = self.warnings
        if self.files.get("file"):
            form.warnings["file"] = _("文件还没有保存，请重新选择一次。")
        return form

    def details(self):
        """Arguments of record_evidence."""
        data = self.cleaned_data
        figures = {name: data[name] for name in ("output_wan", "tax_wan") if name in data}
        said = {"on": data["on"], "reference": data.get("reference", ""), "figures": figures}
        return {"kind": self.kind, **said, **self.attached()}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("撤回的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
