"""One line of text: why specialists are needed, what the introducer was told."""

from django import forms


class OneLineForm(forms.Form):
    text = forms.CharField(max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
