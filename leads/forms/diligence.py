"""A check of the background: eight items, each with what was found, and the conclusion."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.forms.attached import AttachedForm
from leads.forms.fields import PastDay
from leads.models import DueDiligence
from leads.models.due_diligence import is_borne_out

Item, Result, Conclusion = DueDiligence.Item, DueDiligence.Result, DueDiligence.Conclusion
BLANK = ("", gettext_lazy("选择结果"))
TOO_GOOD = gettext_lazy("结论不能好于最差的一项：有一项不通过，结论就是不通过；有一项有疑点，最多是有疑点。")


class DiligenceForm(AttachedForm):
    checked_on = PastDay(label=gettext_lazy("核查日期"))
    conclusion = forms.ChoiceField(label=gettext_lazy("结论"), choices=[BLANK, *Conclusion.choices])
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].on = on
        for item in Item:
            self.fields[f"result_{item}"] = forms.ChoiceField(
                label=_("%(item)s：结果") % {"item": item.label}, choices=[BLANK, *Result.choices]
            )
            self.fields[f"note_{item}"] = forms.CharField(
                label=_("%(item)s：说明") % {"item": item.label}, required=False, max_length=200
            )

    def rows(self):
        """[(item, result box, note box)]"""
        return [(item.label, self[f"result_{item}"], self[f"note_{item}"]) for item in Item]

    def clean(self):
        data = super().clean()
        results = [data[f"result_{item}"] for item in Item if f"result_{item}" in data]
        for item in Item:
            if data.get(f"result_{item}", Result.OK) != Result.OK and not data.get(f"note_{item}"):
                self.add_error(f"note_{item}", _("有疑点或不通过的，写明是什么。"))
        if results and "conclusion" in data and not is_borne_out(data["conclusion"], results):
            self.add_error("conclusion", TOO_GOOD)
        return data

    def details(self):
        """Arguments of record_diligence."""
        data = self.cleaned_data
        items = {str(item): {"result": data[f"result_{item}"], "note": data[f"note_{item}"]} for item in Item}
        said = {name: data[name] for name in ("checked_on", "conclusion", "note")}
        return {"items": items, **said, **self.attached()}


class LeaderNoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("链长意见"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("为什么有疑点仍可以往下走，要注意什么。写下后不能再改。"),
    )
