"""A comment, files to attach, and why a document is taken out of use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.documents import SUFFIXES

MAX_COMMENT = 2000


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("评论"),
        max_length=MAX_COMMENT,
        widget=forms.Textarea,
        error_messages={"required": _("先写下评论，再发出。")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once. What each holds is judged when it is kept."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list) else [data]
        if not any(files):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class UploadForm(forms.Form):
    files = FilesField(
        label=_("选择文件"),
        widget=FilesInput(
            attrs={
                "id": "upload-files",
                "aria-describedby": "upload-hint upload-errors",
                "accept": ",".join(end for ends in SUFFIXES.values() for end in ends),
            }
        ),
        error_messages={"required": _("先选文件，再上传。")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ArchiveForm(forms.Form):
    reason = forms.CharField(
        label=_("移除的理由"),
        max_length=200,
        help_text=_("例如：传错了文件。文件本身留存，只是不再列出。"),
        error_messages={"required": _("写一句理由。")},
    )
