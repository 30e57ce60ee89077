"""What the filters of every list share: the kinds of boxes, and what an empty and a wrong one mean."""

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import (
    CharFilter,
    ChoiceFilter,
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

OWNER_WORDS = {"any": _("全部"), "me": _("我"), "team": _("我或本单位"), "none": _("无负责人")}
HANDS_ON = {Role.STAFF, Role.FUND_STAFF}


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


class ListFilter(FilterSet):
    """`form.is_valid()` decides whether there are rows at all: see `rows()`.

    A list needs only the filters that are set; making all of them cost a quarter of the answer.
    """

    has_all_boxes = False
    list_name = ""
    sorts: dict = {}  # {key: (label, order)}; the first one holds until another is asked for
    words: dict = {}  # {filter: its choices in words}, for the chips
    everything = ""  # the unfiltered list in words
    money = ""  # the column whose sum stands beside the count

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
    view = NumberFilter(label=_("视图"), method="unchanged", min_value=1, widget=forms.HiddenInput)
    page = NumberFilter(label=_("页"), method="unchanged", min_value=1, widget=forms.HiddenInput)

    def __init__(self, data, *, user, on):
        self.user, self.on = user, on
        data = filled(data, self.base_filters)
        self.is_default = not data
        data = data or self.opening_data(user)
        if not self.has_all_boxes:
            self.base_filters = {name: self.base_filters[name] for name in data}
        super().__init__(data, self.visible_rows(user))

    def visible_rows(self, user):
        return self._meta.model.objects.visible_to(user)

    @staticmethod
    def opening_data(user):
        """What the list shows before anything is chosen."""
        return QueryDict()

    def rows(self):
        """The rows in their order. An invalid filter has none: never everything."""
        if not self.is_valid():
            return self.queryset.none()
        return self.qs.order_by(*self.order)

    @property
    def order(self):
        """The order asked for; of an invalid filter the first one."""
        _label, order = self.sorts[self.sort_key if self.is_valid() else self.first_sort]
        return order

    @property
    def first_sort(self):
        return next(iter(self.sorts))

    @property
    def sort_key(self):
        return self.form.cleaned_data.get("sort") or self.first_sort

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

    def unchanged(self, queryset, name, value):
        return queryset


def sort_filter(sorts):
    return ChoiceFilter(
        label=_("排序"),
        choices=[(key, label) for key, (label, _order) in sorts.items()],
        method="unchanged",
        widget=forms.HiddenInput,
    )


def filled(data, names):
    """The parameters that say something: a form sent by a browser names its empty boxes too."""
    kept = QueryDict(mutable=True)
    for name in names:
        if values := [value for value in data.getlist(name) if value.strip()]:
            kept.setlist(name, values)
    return kept
