"""What a person may choose about the board itself. What it shows is chosen by the filters of the list."""

from django import forms
from django.utils.translation import gettext_lazy as _

GROUPS = [("stage", _("阶段")), ("chain", _("产业链")), ("owner", _("负责人")), ("light", _("灯"))]


class BoardForm(forms.Form):
    """`group` splits the rows into lanes, `finished` unfolds the last two stages; one lane is read on from
    its card number `start`. A parameter that says nothing known is as good as none."""

    group = forms.ChoiceField(choices=GROUPS, required=False)
    finished = forms.BooleanField(required=False)
    lane = forms.CharField(required=False, max_length=40)
    start = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    @property
    def chosen(self):
        self.is_valid()
        return self.cleaned_data

    @property
    def group_key(self):
        return self.chosen.get("group") or "stage"


class AheadForm(forms.Form):
    """What a card knew when it was taken up: its version, and the stage it was dropped on, if any."""

    version = forms.IntegerField(required=False)
    to = forms.CharField(required=False, max_length=13)
