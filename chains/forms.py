"""What an administrator may type in about the map."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chains.models import Chain, ChainMember, Segment


class ChainForm(forms.ModelForm):
    """`version` travels with the page, so that the second of two editors is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Chain
        fields = ["name", "name_en", "positioning", "goal"]
        widgets = {
            "positioning": forms.Textarea(attrs={"rows": 3}),
            "goal": forms.Textarea(attrs={"rows": 2}),
        }


class SegmentForm(forms.ModelForm):
    class Meta:
        model = Segment
        fields = ["name", "name_en", "position", "importance"]
        help_texts = {"importance": _("缺口分按它加权：5 最重要。")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = [("", _("位置未定")), *Segment.Position.choices]
        self.fields["importance"].min_value, self.fields["importance"].max_value = 1, 5


class SegmentEditForm(SegmentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberForm(forms.ModelForm):
    """A member of a chain; its company is looked up by name when it is saved."""

    class Meta:
        model = ChainMember
        fields = ["name", "kind", "role", "segments", "note"]
        widgets = {"segments": forms.CheckboxSelectMultiple}

    def __init__(self, *args, chain, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("没有说明")), *ChainMember.Role.choices]
        self.fields["segments"].queryset = chain.segments.present().order_by("sort", "pk")


class MoveForm(forms.Form):
    """One step up or down in the order the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.TypedChoiceField(choices=[("-1", "up"), ("1", "down")], coerce=int)
