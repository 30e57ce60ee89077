"""The filters of the lead list: the only reader of its parameters. List, export and counts all come here."""

from functools import reduce
from operator import or_

from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, MultipleChoiceFilter, NumberFilter

from leads.cadence import is_quiet
from leads.lapses import lapsing, waiting_for_leader
from leads.light import Light, showing
from leads.list_filter import HANDS_ON, OWNER_WORDS, AnyOf, ListFilter, day_input, many, sort_filter
from leads.models import ActionType, Grade, Lead, LeadSource
from leads.stages import ENDED, OPEN, LeadStatus

STATE_GROUPS = {"open": OPEN, "ended": ENDED}
STATES = [("open", _("未关闭")), ("ended", _("已结束")), *LeadStatus.choices]
QUIET = [("yes", _("是"))]
LAPSES = [("week", _("本周"))]
WAITS = [("leader", _("等链长定"))]

SORTS = {
    "next": (_("下次跟进，最早在前"), [F("next_action_on").asc(nulls_last=True), "pk"]),
    "-next": (_("下次跟进，最晚在前"), [F("next_action_on").desc(nulls_last=True), "-pk"]),
    "investment": (_("预计投资，从小到大"), [F("investment_wan").asc(nulls_last=True), "pk"]),
    "-investment": (_("预计投资，从大到小"), [F("investment_wan").desc(nulls_last=True), "-pk"]),
    "grade": (_("等级，A 在前"), ["grade", F("next_action_on").asc(nulls_last=True), "pk"]),
    "-grade": (_("等级，C 在前"), ["-grade", F("next_action_on").asc(nulls_last=True), "pk"]),
    "activity": (_("最近活动，最早在前"), [F("last_activity_at").asc(nulls_first=True), "pk"]),
    "-activity": (_("最近活动，最近在前"), [F("last_activity_at").desc(nulls_last=True), "-pk"]),
    "logged": (_("登记时间，最早在前"), ["created_at", "pk"]),
    "-logged": (_("登记时间，最近在前"), ["-created_at", "-pk"]),
}


class LeadFilter(ListFilter):
    list_name = "leads"
    sorts = SORTS
    everything = _("全部可见线索")
    money = "investment_wan"
    words = {
        "owner": OWNER_WORDS,
        "status": STATES,
        "light": Light.choices,
        "lapses": LAPSES,
        "waits": WAITS,
        "quiet": QUIET,
        "grade": Grade.choices,
        "action_type": ActionType.choices,
        "source": LeadSource.choices,
    }

    status = MultipleChoiceFilter(label=_("状态"), choices=STATES, method="in_state", **many())
    light = MultipleChoiceFilter(label=_("跟进灯"), choices=Light.choices, method="showing", **many())
    lapses = ChoiceFilter(
        label=_("保护到期或退回公海"), choices=LAPSES, method="lapsing_in", empty_label=_("全部")
    )
    waits = ChoiceFilter(label=_("等谁决定"), choices=WAITS, method="waiting_for", empty_label=_("全部"))
    quiet = ChoiceFilter(label=_("久未跟进"), choices=QUIET, method="left_alone", empty_label=_("全部"))
    grade = AnyOf(label=_("等级"), choices=Grade.choices, **many())
    action_type = AnyOf(label=_("动作"), choices=ActionType.choices, **many())
    source = AnyOf(label=_("线索来源"), choices=LeadSource.choices, **many())
    investment_min = NumberFilter(
        label=_("预计投资不低于（万元）"), field_name="investment_wan", lookup_expr="gte", min_value=0
    )
    investment_max = NumberFilter(
        label=_("预计投资不高于（万元）"), field_name="investment_wan", lookup_expr="lte", min_value=0
    )
    next_from = DateFilter(
        label=_("下次跟进不早于"), field_name="next_action_on", lookup_expr="gte", widget=day_input()
    )
    next_to = DateFilter(
        label=_("下次跟进不晚于"), field_name="next_action_on", lookup_expr="lte", widget=day_input()
    )
    logged_from = DateFilter(
        label=_("登记不早于"), field_name="created_at__date", lookup_expr="gte", widget=day_input()
    )
    logged_to = DateFilter(
        label=_("登记不晚于"), field_name="created_at__date", lookup_expr="lte", widget=day_input()
    )
    sort = sort_filter(SORTS)

    class Meta:
        model = Lead
        fields = []

    @staticmethod
    def opening_data(user):
        """Open leads, their own to those who work on leads."""
        return QueryDict("owner=me&status=open" if HANDS_ON & user.access.roles else "status=open")

    def in_state(self, queryset, name, values):
        states = set().union(*(STATE_GROUPS.get(value, {value}) for value in values))
        return queryset.filter(status__in=sorted(states)) if states else queryset

    def showing(self, queryset, name, values):
        lights = [showing(Light(value), self.on) for value in values]
        return queryset.filter(reduce(or_, lights)) if lights else queryset

    def lapsing_in(self, queryset, name, value):
        return queryset.filter(lapsing(self.on))

    def waiting_for(self, queryset, name, value):
        return queryset.filter(waiting_for_leader())

    def left_alone(self, queryset, name, value):
        return queryset.filter(is_quiet(self.on))


class LeadFilterPanel(LeadFilter):
    """The same filters with every box, for the panel that shows them."""

    has_all_boxes = True
