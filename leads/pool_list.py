"""What the pool shows to one person: the leads, why each is there, and whether this person may claim it."""

from collections import defaultdict
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from chains.models import Chain
from core.models import Event
from leads.claims import Claims
from leads.list_filter import filled
from leads.models import Grade, Lead
from leads.stages import LeadStatus

PAGE_ROWS = 50
ORDER = ["grade", F("released_at").desc(nulls_last=True), "-pk"]  # the best first, then the newest
RELATED = ("company", "chain", "segment", "team", "former_owner")


class PoolFilter(FilterSet):
    """The only reader of the pool's parameters."""

    chain = ModelChoiceFilter(
        label=gettext_lazy("产业链"),
        queryset=Chain.objects.order_by("sort"),
        empty_label=gettext_lazy("全部产业链"),
    )
    grade = ChoiceFilter(
        label=gettext_lazy("等级"), choices=Grade.choices, empty_label=gettext_lazy("全部等级")
    )

    class Meta:
        model = Lead
        fields = []

    def __init__(self, data, *, user):
        self.user = user
        super().__init__(filled(data, self.base_filters), leads_in_pool(user))

    def rows(self):
        """An invalid filter has no rows: never everything."""
        return self.qs.order_by(*ORDER) if self.is_valid() else Lead.objects.none()

    @property
    def chain_code(self):
        chain = self.form.cleaned_data.get("chain") if self.is_valid() else None
        return chain and chain.pk

    @property
    def query(self):
        return self.data.urlencode()

    def without(self):
        """[(label, words, the query without it, how many leads that gives)] for each filter that is set."""
        return [(self.filters[name].label, said(self, name), *self.dropped(name)) for name in self.data]

    def dropped(self, name):
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in self.data.items() if key != name})
        rest = PoolFilter(query, user=self.user)
        return query.urlencode(), rest.rows().order_by().count()


class PoolRow(NamedTuple):
    """`times` is how often the lead came to the pool, `reason` why the last time."""

    lead: Lead
    may_claim: bool
    why_not: str
    times: int
    reason: str


def leads_in_pool(user):
    return Lead.objects.visible_to(user).filter(status=LeadStatus.POOL)


def said(filters, name):
    value = filters.form.cleaned_data.get(name)
    return str(value) if value else filters.data[name]


def pool_page(filters, *, number, claims):
    """The page of the list; its `rows` are PoolRows."""
    page = Paginator(filters.rows().select_related(*RELATED), PAGE_ROWS).get_page(number)
    page.rows = rows_of(page.object_list, claims)
    return page


def rows_of(leads, claims):
    leads = list(leads)
    told = comings(leads)
    return [PoolRow(lead, *claims.verdict(lead), len(told[lead.pk]), why(told[lead.pk])) for lead in leads]


def comings(leads):
    """{key of a lead: the events by which it came to the pool, oldest first}."""
    came = Q(verb="pool_lead") | Q(verb="step_lead", data__new=str(LeadStatus.POOL))
    keys = [str(lead.pk) for lead in leads]
    events = Event.objects.filter(came, object_type=Lead._meta.label_lower, object_id__in=keys)
    found = defaultdict(list)
    for event in events.order_by("at", "pk"):
        found[int(event.object_id)].append(event)
    return found


def why(events):
    if not events:
        return ""
    last = events[-1]
    if last.verb == "pool_lead":
        return _("%(days)s 天没有活动") % last.data
    return last.data.get("reason") or _("主动退回")


def room(claims: Claims, chain=None):
    """[(where and which grade, held, capacity)] of the rules that decide what this person may still claim."""
    user = claims.user
    if not user.access.can("add_lead"):
        return []
    if chain:
        rules = [claims.rules.of(chain, grade) for grade in Grade]
    else:
        codes = user.access.chains("add_lead")
        rules = [
            rule
            for rule in claims.rules.rules
            if not rule.chain_id or codes is None or rule.chain_id in codes
        ]
    return [
        (grade_words(rule), claims.in_hand(rule), rule.capacity)
        for rule in sorted(filter(None, rules), key=lambda rule: (rule.chain_id or "", rule.grade))
    ]


def grade_words(rule):
    grade = _("%s 级") % rule.grade
    return f"{rule.chain} {grade}" if rule.chain_id else grade
