"""Somebody's part in a project."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import VERBS
from leads.models import ProjectMember


class MemberForm(forms.Form):
    """People who may read business and are not in the team yet; the owner is in it anyhow."""

    user = forms.ModelChoiceField(label=gettext_lazy("成员"), queryset=None, empty_label=gettext_lazy("选人"))
    part = forms.ChoiceField(label=gettext_lazy("分工"), choices=ProjectMember.Part.choices)

    def __init__(self, *args, project, on, **kwargs):
        super().__init__(*args, **kwargs)
        able = User.objects.working().holding(*VERBS["see_business"], on=on, chain_code=project.chain_id)
        team = project.members.values("user")
        self.fields["user"].queryset = (
            able.exclude(pk=project.owner_id).exclude(pk__in=team).order_by("name", "pk")
        )
