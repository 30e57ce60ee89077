"""When a lead nobody works on goes to the pool (I-4): a lookup of rules, and the same said to the database.

A day is a local date. `idle_days` after the day of the last activity a lead goes to the pool, and `warn_days`
before that it is warned. A chain's own rule comes before the zone's; without any rule a lead stays.
"""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Case, DateField, F, Q, Value, When
from django.utils import timezone

from leads.models import Lead, PoolRule


class PoolRules:
    """The rules at one moment, read once."""

    def __init__(self, rules):
        self.rules = list(rules)
        self.by_place = {(rule.chain_id, rule.grade): rule for rule in self.rules}

    def of(self, chain, grade):
        """The rule for leads of this grade on the chain with this code (or None); None if there is none."""
        return self.by_place.get((chain, grade)) or self.by_place.get((None, grade))

    def pool_on(self, lead):
        """The day on which the lead goes to the pool if nothing happens and it is warned in time."""
        rule = self.of(lead.chain_id, lead.grade)
        return rule and timezone.localdate(lead.active_at) + dt.timedelta(days=rule.idle_days)

    def scope(self, rule):
        """The leads that `rule` is for."""
        if rule.chain_id:
            return Q(chain=rule.chain_id, grade=rule.grade)
        own = [chain for chain, grade in self.by_place if chain and grade == rule.grade]
        return Q(grade=rule.grade) & (~Q(chain__in=own) if own else Q())

    def with_rule(self, rule):
        """These rules, with `rule` instead of the one in its place."""
        others = [other for other in self.rules if (other.chain_id, other.grade) != place(rule)]
        return PoolRules([*others, rule])

    # -- conditions for `Lead.objects.with_active_at()`; `on` is today ---------------------------

    def to_warn(self, on):
        """Leads whose pool day is near or past and who have no standing warning: these are warned first."""
        near = self.idle(on, lambda rule: rule.idle_days - rule.warn_days)
        return near & (Q(pool_warned_at=None) | Q(pool_warned_at__lte=F("active_at")))

    def to_pool(self, on):
        """Leads whose warning stands and has named a day that has come."""
        ripe = Q(pool_due_on__lte=on, pool_warned_at__gt=F("active_at"))
        return ripe & self.idle(on, lambda rule: rule.idle_days)

    def idle(self, on, days):
        """Leads without activity for `days(rule)` days on the date `on`: compared with moments, so that an
        index of moments serves."""
        terms = [
            self.scope(rule) & Q(active_at__lt=end_of(on - dt.timedelta(days=days(rule))))
            for rule in self.rules
        ]
        if not terms:
            return Q(pk__in=[])
        longest = max(end_of(on - dt.timedelta(days=days(rule))) for rule in self.rules)
        return Q(active_at__lt=longest) & reduce(or_, terms)

    def day_named(self, on):
        """The day that a warning given on `on` names: a full `warn_days` later, however late it comes."""
        cases = [
            When(self.scope(rule), then=Value(on + dt.timedelta(days=rule.warn_days))) for rule in self.rules
        ]
        return Case(*cases, output_field=DateField())


def effect(rule, on):
    """What saving `rule` would do at once: {"warned": leads warned for the first time, "pooled": moved}."""
    rules = pool_rules().with_rule(rule)
    leads = Lead.objects.present().open().with_active_at().filter(rules.scope(rule))
    return {
        "warned": leads.filter(rules.to_warn(on)).count(),
        "pooled": leads.filter(rules.to_pool(on)).count(),
    }


def pool_rules():
    return PoolRules(PoolRule.objects.select_related("chain").order_by("chain__sort", "grade"))


def place(rule):
    return rule.chain_id, rule.grade


def end_of(day):
    """The moment at which the local date `day` is over."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
