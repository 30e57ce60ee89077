"""The code of a lead's company."""

from django import forms
from django.utils.translation import gettext_lazy

from leads.forms.quick_lead import USCC_FAULTS


class CompanyCodeForm(forms.Form):
    uscc = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=30,
        help_text=gettext_lazy("18 位，照营业执照填写；最后一位是校验位，输错会提示。"),
    )

    def refuse(self, fault):
        self.add_error("uscc", USCC_FAULTS[fault])
