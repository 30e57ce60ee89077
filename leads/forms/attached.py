"""The file that proves what a form says: a new one, or one that hangs on the project's lead already."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.documents import SUFFIXES


class DocumentChoice(forms.ModelChoiceField):
    def label_from_instance(self, document):
        return f"{document.name}（{document.by}，{document.at:%Y-%m-%d}）"


class ProofFile(forms.FileField):
    """Marked as required where a file is needed; whether one of the two ways was taken, the form judges."""

    def validate(self, value):
        pass


class AttachedForm(forms.Form):
    """What is to be attached: `attached()` gives the arguments `file`, `document` and `form_token`, which the
    action hands to leads.actions.document.kept. What the file holds is judged there: DocumentRefused.

    `needs_file` makes one of the two required.
    """

    needs_file = False

    file = ProofFile(
        label=gettext_lazy("上传文件"),
        required=False,
        help_text=gettext_lazy("PDF、图片、Word、Excel、PPT、txt 或 csv，存为这个项目的附件。"),
        widget=forms.FileInput(attrs={"accept": ",".join(end for ends in SUFFIXES.values() for end in ends)}),
    )
    document = DocumentChoice(
        label=gettext_lazy("或者选已有的附件"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("不选"),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.warnings = {}
        present = project.lead.documents.filter(archived_at__isnull=True).select_related("by")
        self.fields["document"].queryset = present.order_by("-at", "-pk")
        for name in ("file", "document"):  # behind what the form itself asks
            self.fields[name] = self.fields.pop(name)
        if not present.exists():
            del self.fields["document"]

    def clean(self):
        data = super().clean()
        given = [name for name in ("file", "document") if data.get(name)]
        if len(given) == 2:
            self.add_error("document", _("上传新文件和选已有附件，只用一种。"))
        elif self.needs_file and not given and not self.errors.keys() & {"file", "document"}:
            self.add_error("file", _("上传佐证文件，或者选一个已有的附件。"))
        return data

    def full_clean(self):
        """A browser does not send a file twice, so a form that comes back says that it has to be chosen."""
        super().full_clean()
        if self.is_bound and self._errors and self.files.get(self.add_prefix("file")):
            self.warnings["file"] = _("别处有错，文件还没有保存，请重新选择一次。")

    def attached(self):
        return {name: self.cleaned_data.get(name) for name in ("file", "document", "form_token")}

    def refuse(self, refusal):
        """What the action said about the file."""
        self.add_error("file", str(refusal))
