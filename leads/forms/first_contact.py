"""Register a first contact, object to another one, rule on the two."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.fields import day_input
from leads.models import Ruling

NO_EVIDENCE = gettext_lazy("没有凭据不予保护。写明何时、何地、与谁、谈了什么，例如会议纪要、往来函件。")


class FirstContactForm(forms.Form):
    """Evidence decides, so it is asked for in words; files of the lead may be named beside it."""

    contacted_on = forms.DateField(label=gettext_lazy("首次有效接触日期"), widget=day_input())
    evidence = forms.CharField(
        label=gettext_lazy("凭据"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("何时、何地、与谁、谈了什么，有什么材料可以证明。"),
        error_messages={"required": NO_EVIDENCE},
    )
    documents = forms.ModelMultipleChoiceField(
        label=gettext_lazy("凭据文件"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, lead, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        present = lead.documents.filter(archived_at__isnull=True).order_by("-at", "-pk")
        self.fields["documents"].queryset = present
        if not present.exists():
            del self.fields["documents"]

    def clean_contacted_on(self):
        day = self.cleaned_data["contacted_on"]
        if day > self.on:
            raise forms.ValidationError(_("接触日期不能晚于今天。"))
        return day


class AppealForm(FirstContactForm):
    reason = forms.CharField(
        label=gettext_lazy("异议理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("为什么应当由本单位跟进：接触更早，或不是同一家企业、同一个项目。"),
    )
    field_order = ("reason", "contacted_on", "evidence", "documents")


class RulingForm(forms.Form):
    supports = forms.ChoiceField(label=gettext_lazy("裁定"), choices=Ruling.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("双方都会看到。"),
    )

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        if contact.rival and contact.company_id == contact.rival.company_id:
            choices = self.fields["supports"].choices
            self.fields["supports"].choices = [each for each in choices if each[0] != Ruling.SEPARATE]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class JoinForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("想怎样协同"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
