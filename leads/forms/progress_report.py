"""The report of one month."""

from django import forms
from django.utils.translation import gettext_lazy

from leads.forms.attached import AttachedForm
from leads.forms.fields import amount_field, wan_field

FIGURES = (
    "arrived_wan",
    "done_percent",
    "planned_percent",
    "is_in_statistics",
    "problems",
    "correction",
    "is_confirmed",
)


def percent_field(label):
    return amount_field(label, "%", max_digits=5, max_value=100)


class ProgressReportForm(AttachedForm):
    """`row` is the report that is changed: its month stands, and `version` is the state that was seen."""

    month = forms.DateField(
        label=gettext_lazy("月份"),
        input_formats=["%Y-%m"],
        help_text=gettext_lazy("写成 2025-05。"),
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    arrived_wan = wan_field(
        gettext_lazy("累计到位资金"), required=True, help_text=gettext_lazy("从签约起累计，不是当月新增。")
    )
    done_percent = percent_field(gettext_lazy("工程进度"))
    planned_percent = percent_field(gettext_lazy("计划进度"))
    is_in_statistics = forms.BooleanField(label=gettext_lazy("已纳统"), required=False)
    problems = forms.CharField(
        label=gettext_lazy("存在问题"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    correction = forms.CharField(
        label=gettext_lazy("更正原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("累计数比填报过的少，才需要写。"),
    )
    is_confirmed = forms.BooleanField(label=gettext_lazy("已确认超出协议金额"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row=None, initial=None, **kwargs):
        first = initial or {}
        if row:
            first = {name: getattr(row, name) for name in (*FIGURES, "month", "version")} | first
        super().__init__(*args, initial=first, **kwargs)
        self.row = row
        self.fields["file"].label = gettext_lazy("到位凭证")
        if row:
            self.fields["month"].disabled = True

    def details(self):
        """Arguments of report_progress."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("month", *FIGURES)}
        return said | {"version": data["version"] if self.row else None} | self.attached()

    def refuse_all(self, faults):
        for field, sentence in faults:
            self.add_error(field, sentence)
        self.say_file_is_lost()

    def say_file_is_lost(self):
        if self.files.get("file"):
            self.warnings["file"] = gettext_lazy("文件还没有保存，请重新选择一次。")
