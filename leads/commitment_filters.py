"""The filters of the zone-wide ledger of promises: the only reader of its parameters."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from chains.models import Chain
from leads.models import PolicyCommitment, Project

OPEN = (PolicyCommitment.Delivery.PROMISED, PolicyCommitment.Delivery.PARTLY)


class CommitmentFilter(FilterSet):
    chain = ModelChoiceFilter(
        label=_("产业链"),
        field_name="project__chain",
        queryset=Chain.objects.order_by("sort"),
        empty_label=_("全部"),
    )
    delivery = ChoiceFilter(
        label=_("兑现情况"), choices=PolicyCommitment.Delivery.choices, empty_label=_("全部")
    )
    fair_review = ChoiceFilter(
        label=_("公平竞争审查"), choices=PolicyCommitment.FairReview.choices, empty_label=_("全部")
    )
    due = ChoiceFilter(
        label=_("兑现期限"),
        choices=[("late", _("已逾期")), ("30", _("30 天内")), ("90", _("90 天内"))],
        method="due_within",
        empty_label=_("不限"),
    )

    class Meta:
        model = PolicyCommitment
        fields = []

    def __init__(self, data, *, user, on):
        self.on = on
        projects = Project.objects.visible_to(user)
        super().__init__(data, PolicyCommitment.objects.filter(project__in=projects))

    def rows(self):
        """What is due first; an invalid filter has none: never everything."""
        if not self.is_valid():
            return PolicyCommitment.objects.none()
        return self.qs.order_by("due_on", "pk")

    def due_within(self, queryset, name, value):
        open_rows = queryset.filter(delivery__in=OPEN)
        if value == "late":
            return open_rows.filter(due_on__lt=self.on)
        last = self.on + dt.timedelta(days=int(value))
        return open_rows.filter(due_on__range=(self.on, last))

    @property
    def is_narrowed(self):
        return any(self.form.cleaned_data.values()) if self.is_valid() else True
