"""The filters of the ledger of first contacts: the only reader of its parameters."""

import datetime as dt

from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.models import Team
from chains.models import Chain
from leads.models import FirstContact

Status = FirstContact.Status
STATES = {
    "open": (_("有效和待裁定"), [Status.VALID, Status.CONFLICT]),
    "valid": (_("有效"), [Status.VALID]),
    "conflict": (_("冲突待裁定"), [Status.CONFLICT]),
    "ended": (_("已结束"), [Status.EXPIRED, Status.RELEASED, Status.REJECTED, Status.COMPLETED]),
    "all": (_("全部"), list(Status)),
}
SOON = [("3", _("3 天内到期")), ("15", _("15 天内到期")), ("30", _("30 天内到期"))]


class LedgerFilter(FilterSet):
    """Ruling first, then what ends first. A chain is looked for only where the person may read what it is."""

    state = ChoiceFilter(
        label=_("状态"),
        choices=[(key, label) for key, (label, _states) in STATES.items()],
        method="in_state",
        empty_label=None,
    )
    ending = ChoiceFilter(label=_("到期"), choices=SOON, method="ending_within", empty_label=_("不限"))
    team = ModelChoiceFilter(label=_("单位"), queryset=Team.objects.order_by("name"), empty_label=_("全部"))
    chain = ModelChoiceFilter(
        label=_("产业链"), queryset=Chain.objects.order_by("sort"), method="on_chain", empty_label=_("全部")
    )

    class Meta:
        model = FirstContact
        fields = []

    def __init__(self, data, *, user, on):
        self.on = on
        data = QueryDict(data.urlencode(), mutable=True)
        data.setdefault("state", "open")
        super().__init__(data, FirstContact.objects.with_readable(user))

    def rows(self):
        """The rows in their order; an invalid filter has none: never everything."""
        if not self.is_valid():
            return FirstContact.objects.none()
        order = (F("ruling_due_on").asc(nulls_last=True), F("protected_until").asc(nulls_last=True), "-pk")
        if self.form.cleaned_data["state"] in ("ended", "all"):
            order = ("-registered_at", "-pk")
        return self.qs.with_parties().select_related("rival__team").order_by(*order)

    def in_state(self, queryset, name, value):
        return queryset.filter(status__in=STATES[value][1])

    def ending_within(self, queryset, name, value):
        last = self.on + dt.timedelta(days=int(value))
        return queryset.protecting(self.on).filter(protected_until__lte=last)

    def on_chain(self, queryset, name, value):
        return queryset.filter(lead__chain=value, is_readable=True)
