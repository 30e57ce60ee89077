"""The filters of the lead list: the only reader of its parameters. List, export and counts all come here."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import F, Q
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import (
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    ModelChoiceFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
    NumberFilter,
)
from django_filters.fields import ModelMultipleChoiceField

from accounts.models import Team, User
from accounts.roles import Role
from chains.models import Chain, Company, Segment
from chains.tree import branches, tree_choices
from leads.cadence import is_quiet
from leads.lapses import lapsing, waiting_for_leader
from leads.light import Light, showing
from leads.models import ActionType, Grade, Lead, LeadSource
from leads.stages import ENDED, OPEN, LeadStatus

STATE_GROUPS = {"open": OPEN, "ended": ENDED}
STATES = [("open", _("未关闭")), ("ended", _("已结束")), *LeadStatus.choices]
OWNER_WORDS = {"any": _("全部"), "me": _("我"), "team": _("我或本单位"), "none": _("无负责人")}
QUIET = [("yes", _("是"))]
HANDS_ON = {Role.STAFF, Role.FUND_STAFF}
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
FIRST_SORT = "next"  # who must act first


class OwnerField(forms.CharField):
    """me, team, none, any, or the number of a person."""

    def clean(self, value):
        value = super().clean(value)
        if not value or value in OWNER_WORDS:
            return value
        person = User.objects.filter(pk=int(value)).first() if is_number(value) else None
        if person is None:
            raise forms.ValidationError(_("没有这位负责人。"))
        return person


def owner_choices():
    """Words first, then everybody who works; read only where the box is shown."""
    yield from OWNER_WORDS.items()
    yield from User.objects.working().order_by("name", "pk").values_list("pk", "name")


class OwnerFilter(CharFilter):
    field_class = OwnerField


class AnyOf(MultipleChoiceFilter):
    """Rows whose value is one of those chosen, as one IN that an index can serve."""

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class AnyRowOf(ModelMultipleChoiceFilter):
    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": list(value)}) if value else qs


class TreeIterator(ModelChoiceIterator):
    """The boxes of a tree: by chain, each link under its parent; read only where they are shown."""

    def __iter__(self):
        yield from tree_choices(self.queryset.filter(archived_at=None))


class TreeField(ModelMultipleChoiceField):
    iterator = TreeIterator


class BranchFilter(ModelMultipleChoiceFilter):
    """Rows on one of the chosen links or on any link below them."""

    field_class = TreeField

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": sorted(branches(value))}) if value else qs


def is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 19


def many(**kwargs):
    return {"widget": forms.CheckboxSelectMultiple} | kwargs


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LeadFilter(FilterSet):
    """`form.is_valid()` decides whether there are rows at all: see `rows()`.

    A list needs only the filters that are set; making all of them cost a quarter of the answer.
    """

    has_all_boxes = False

    q = CharFilter(label=_("关键词"), method="search", max_length=60)
    owner = OwnerFilter(label=_("负责人"), method="owned_by", widget=forms.Select(choices=owner_choices))
    team = ModelChoiceFilter(label=_("单位"), queryset=Team.objects.order_by("name"), empty_label=_("全部"))
    chain = AnyRowOf(label=_("产业链"), queryset=Chain.objects.order_by("sort"), **many())
    segment = BranchFilter(
        label=_("环节（含下级）"),
        queryset=Segment.objects.select_related("chain").order_by("chain__sort", "sort", "pk"),
        **many(widget=forms.CheckboxSelectMultiple(attrs={"class": "tree"})),
    )
    company = ModelChoiceFilter(label=_("企业"), queryset=Company.objects.present(), widget=forms.HiddenInput)
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
    sort = ChoiceFilter(
        label=_("排序"),
        choices=[(key, label) for key, (label, _order) in SORTS.items()],
        method="unchanged",
        widget=forms.HiddenInput,
    )
    view = NumberFilter(label=_("视图"), method="unchanged", min_value=1, widget=forms.HiddenInput)
    page = NumberFilter(label=_("页"), method="unchanged", min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Lead
        fields = []

    def __init__(self, data, *, user, on):
        self.user, self.on = user, on
        data = filled(data, self.base_filters)
        self.is_default = not data
        data = data or opening_data(user)
        if not self.has_all_boxes:
            self.base_filters = {name: self.base_filters[name] for name in data}
        super().__init__(data, Lead.objects.visible_to(user))

    def rows(self):
        """The rows in their order. An invalid filter has none: never everything."""
        if not self.is_valid():
            return Lead.objects.none()
        return self.qs.order_by(*self.order)

    @property
    def order(self):
        """The order asked for; of an invalid filter the first one."""
        _label, order = SORTS[self.sort_key if self.is_valid() else FIRST_SORT]
        return order

    @property
    def sort_key(self):
        return self.form.cleaned_data.get("sort") or FIRST_SORT

    def search(self, queryset, name, value):
        return queryset.matching(value)

    def owned_by(self, queryset, name, value):
        if value == "any":
            return queryset
        if value == "none":
            return queryset.filter(owner=None)
        if value == "team" and self.user.team_id:
            return queryset.filter(Q(owner=self.user) | Q(team=self.user.team_id))
        return queryset.filter(owner=self.user if value in OWNER_WORDS else value)

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

    def unchanged(self, queryset, name, value):
        return queryset


class LeadFilterPanel(LeadFilter):
    """The same filters with every box, for the panel that shows them."""

    has_all_boxes = True


def filled(data, names):
    """The parameters that say something: a form sent by a browser names its empty boxes too."""
    kept = QueryDict(mutable=True)
    for name in names:
        if values := [value for value in data.getlist(name) if value.strip()]:
            kept.setlist(name, values)
    return kept


def opening_data(user):
    """What the list shows before anything is chosen: open leads, their own to those who work on leads."""
    return QueryDict("owner=me&status=open" if HANDS_ON & user.access.roles else "status=open")
