"""The filters of the list of projects: the only reader of its parameters."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.models import User
from chains.models import Chain
from leads.models import Project
from leads.stages import ProjectStage


class ProjectFilter(FilterSet):
    chain = ModelChoiceFilter(
        label=_("产业链"), queryset=Chain.objects.order_by("sort"), empty_label=_("全部")
    )
    stage = ChoiceFilter(label=_("阶段"), choices=ProjectStage.choices, empty_label=_("全部"))
    owner = ModelChoiceFilter(
        label=_("负责人"),
        queryset=User.objects.filter(projects__isnull=False).distinct().order_by("name", "pk"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Project
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, Project.objects.visible_to(user))

    def rows(self):
        """The rows, newest first; an invalid filter has none: never everything."""
        return self.qs.order_by("-created_at", "-pk") if self.is_valid() else Project.objects.none()

    @property
    def is_narrowed(self):
        return any(self.form.cleaned_data.values()) if self.is_valid() else True
