"""Forms of the import pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.intake.fields import MANY, Field
from leads.models import ImportRow


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("线索表"),
        help_text=_("xlsx、xls 或 csv，不超过 10 MB、20,000 行。表头在第几行、叫什么都行。"),
        error_messages={"required": _("先选一个文件。"), "empty": _("文件是空的。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv", "class": "form-control"}),
    )


class ColumnsForm(forms.Form):
    """What each column of each sheet holds: one choice per column."""

    def __init__(self, *args, layout, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = layout
        for number, table in enumerate(layout):
            for column in table["columns"]:
                if not column["is_ignored"]:
                    self.fields[f"{number}-{column['index']}"] = column_field(column)

    def rows(self):
        """(table, [(bound field, column)]) per sheet."""
        for number, table in enumerate(self.layout):
            shown = [column for column in table["columns"] if not column["is_ignored"]]
            yield table, [(self[f"{number}-{column['index']}"], column) for column in shown]

    def clean(self):
        for number, table in enumerate(self.layout):
            chosen = [value for name, value in self.cleaned_data.items() if name.startswith(f"{number}-")]
            twice = {
                Field(value).label
                for value in chosen
                if value and chosen.count(value) > 1 and Field(value) not in MANY
            }
            if twice:
                names = "、".join(str(label) for label in sorted(twice, key=str))
                raise forms.ValidationError(_("“%(names)s”选给了不止一列。"), params={"names": names})
            if Field.NAME not in chosen and table["rows"]:
                raise forms.ValidationError(_("请指定哪一列是企业名称。"))
        return self.cleaned_data

    def chosen(self):
        """{sheet: {column index: field}} as the batch keeps it."""
        found = {table["name"]: {} for table in self.layout}
        for name, value in self.cleaned_data.items():
            number, index = name.split("-")
            found[self.layout[int(number)]["name"]][index] = value
        return found


def column_field(column):
    return forms.ChoiceField(
        label=column["head"] or _("（没有列名）"),
        choices=[("", _("不导入")), *Field.choices],
        required=False,
        initial=column["field"],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(choices=ImportRow.Choice.choices, required=False)
