"""An agreement: its draft, its review by a lawyer, its signing."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.attached import AttachedForm
from leads.forms.fields import day_input
from leads.forms.versioned import VersionedForm
from leads.models import Agreement

Kind = Agreement.Kind


def amount_field():
    field = forms.DecimalField(
        label=gettext_lazy("协议金额"),
        max_digits=18,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("补充协议填变化额，减少为负。"),
    )
    field.unit = gettext_lazy("万元")
    return field


class AgreementFields(forms.Form):
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120, required=False)
    amount_wan = amount_field()
    text_settled_on = forms.DateField(label=gettext_lazy("文本定稿日期"), required=False, widget=day_input())
    executive_meeting_no = forms.CharField(
        label=gettext_lazy("主任办公会会议编号"), max_length=40, required=False
    )
    committee_meeting_no = forms.CharField(
        label=gettext_lazy("党工委会会议编号"), max_length=40, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("变更原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("补充协议要写。"),
    )

    NAMES = (
        "title",
        "amount_wan",
        "text_settled_on",
        "executive_meeting_no",
        "committee_meeting_no",
        "reason",
    )
    on = None

    def clean_text_settled_on(self):
        return not_in_the_future(self.cleaned_data["text_settled_on"], self.on)

    def check_kind(self, kind):
        data = self.cleaned_data
        if kind == Kind.SUPPLEMENT and not data.get("reason") and "reason" in self.fields:
            self.add_error("reason", _("补充协议要写变更原因。"))
        if kind != Kind.SUPPLEMENT and (data.get("amount_wan") or 0) < 0:
            self.add_error("amount_wan", _("协议金额不能为负数。"))

    def said(self):
        return {name: self.cleaned_data[name] for name in self.NAMES if name in self.fields}


def not_in_the_future(day, today):
    if day and day > today:
        raise forms.ValidationError(_("日期不能晚于今天。"))
    return day


class AgreementForm(AgreementFields):
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=Kind.choices, initial=Kind.FORMAL)
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["kind", "title"]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, initial={"form_token": uuid.uuid4()}, **kwargs)
        self.on = on

    def clean(self):
        data = super().clean()
        self.check_kind(data.get("kind"))
        return data

    def values(self):
        """Arguments of draft_agreement."""
        return self.said() | {name: self.cleaned_data[name] for name in ("kind", "form_token")}


class EditAgreementForm(AgreementFields, VersionedForm):
    """Of a signed agreement only the name and the numbers of the meetings."""

    about = "agreement"
    FIXED = ("amount_wan", "text_settled_on", "reason")

    def __init__(self, *args, agreement, **kwargs):
        values = {name: getattr(agreement, name) for name in self.NAMES}
        super().__init__(*args, agreement=agreement, initial=values, **kwargs)
        for name in self.FIXED if agreement.signed_on else ():
            del self.fields[name]

    def clean(self):
        data = super().clean()
        self.check_kind(self.agreement.kind)
        return data

    def values(self):
        """Arguments of edit_agreement."""
        return self.said() | {"version": self.cleaned_data["version"]}


class LegalReviewForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("法务审核日期"), widget=day_input())
    reviewer = forms.CharField(
        label=gettext_lazy("法务审核人"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("留空就是本人；由律师审核的，写律所和姓名。"),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)


class SignForm(AttachedForm):
    """Whether a file is needed is the action's to say: a framework agreement does without."""

    on = forms.DateField(label=gettext_lazy("签约日期"), widget=day_input())
    event = forms.CharField(label=gettext_lazy("签约活动"), max_length=80, required=False)
    amount_wan = amount_field()
    executive_meeting_no = forms.CharField(
        label=gettext_lazy("主任办公会会议编号"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("5 亿元以上必填。"),
    )

    def __init__(self, *args, agreement, today, **kwargs):
        first = {name: getattr(agreement, name) for name in ("amount_wan", "event", "executive_meeting_no")}
        super().__init__(*args, project=agreement.project, initial=first | {"on": today}, **kwargs)
        self.today = today

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)

    def values(self):
        """Arguments of sign_agreement."""
        names = ("on", "event", "amount_wan", "executive_meeting_no", "file", "document")
        return {name: self.cleaned_data.get(name) for name in names}
