"""Offer a lead to somebody, and the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms.edit_lead import AssignForm


class TransferForm(AssignForm):
    """To whom, and why. `owner` is who shall be it."""

    reason = forms.CharField(label=_("移交原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, lead, on, **kwargs):
        super().__init__(*args, lead=lead, on=on, **kwargs)
        box = self.fields["owner"]
        box.label, box.empty_label = _("接收人"), _("选择接收人")
        box.queryset = box.queryset.exclude(pk=lead.owner_id)


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("退回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
