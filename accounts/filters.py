"""What the list of people shows: the only reader of its parameters."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, Team, User
from accounts.roles import Role


class PersonFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="naming",
        label=_("姓名或用户名"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("姓名或用户名")}),
    )
    role = filters.ChoiceFilter(method="holding", choices=Role, label=_("角色"), empty_label=_("全部角色"))
    team = filters.ModelChoiceFilter(
        queryset=Team.objects.filter(archived_at__isnull=True).order_by("name"),
        label=_("单位"),
        empty_label=_("全部单位"),
    )
    is_active = filters.ChoiceFilter(
        choices=[("true", _("在用")), ("false", _("已停用"))],
        method="being_active",
        label=_("账号"),
        empty_label=_("全部账号"),
    )

    class Meta:
        model = User
        fields = ["q", "role", "team", "is_active"]

    def __init__(self, *args, on, **kwargs):
        """`on`: the day on which a role is looked for."""
        super().__init__(*args, **kwargs)
        self.on = on

    @property
    def people(self):
        """The rows; none at all when a parameter makes no sense."""
        return self.qs if self.is_valid() else self.queryset.none()

    @property
    def is_narrowed(self):
        return not self.is_valid() or any(self.form.cleaned_data.values())

    def naming(self, people, _name, text):
        return people.filter(Q(name__icontains=text) | Q(username__icontains=text))

    def holding(self, people, _name, role):
        return people.filter(pk__in=RoleGrant.objects.in_force(self.on).filter(role=role).values("user"))

    def being_active(self, people, _name, answer):
        return people.filter(is_active=answer == "true")
