"""What one person may claim out of the pool at a moment, and why not: right, waiting time, capacity."""

import datetime as dt
from functools import cached_property

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import WHOLE_ZONE
from leads.models import Lead, PoolRule
from leads.pool_rules import pool_rules

Verdict = tuple[bool, str]
GRANTED: Verdict = (True, "")


class Claims:
    """Rights, rules and what the person has in hand, read once for a whole page of leads."""

    def __init__(self, user: User, at: dt.datetime) -> None:
        self.user, self.at = user, at
        self.rules = pool_rules()

    def verdict(self, lead: Lead) -> Verdict:
        """Whether the person may claim the lead, as far as it still is in the pool."""
        if not self.user.access.can("add_lead", lead.chain_id or WHOLE_ZONE):
            return False, _("认领要有这条产业链的招商角色。")
        until = self.waits_until(lead)
        if until and self.at < until:
            day = timezone.localtime(until)
            return False, _("你是原负责人，%(day)s 以后才能再认领。") % {"day": f"{day:%Y-%m-%d %H:%M}"}
        return self.room(lead)

    def waits_until(self, lead: Lead) -> dt.datetime | None:
        """The moment from which a former owner may claim his lead again."""
        if lead.former_owner_id != self.user.pk or lead.released_at is None:
            return None
        rule = self.rules.of(lead.chain_id, lead.grade)
        days = rule.reclaim_days if rule else PoolRule.RECLAIM_DAYS
        return lead.released_at + dt.timedelta(days=days)

    def room(self, lead: Lead) -> Verdict:
        """Whether the person's hands are not full with leads of the same rule."""
        rule = self.rules.of(lead.chain_id, lead.grade)
        if rule is None or rule.capacity is None or self.in_hand(rule) < rule.capacity:
            return GRANTED
        words = {"grade": rule.grade, "held": self.in_hand(rule), "capacity": rule.capacity}
        return False, _("你在办的 %(grade)s 级线索 %(held)s/%(capacity)s，已到上限。") % words

    def in_hand(self, rule: PoolRule) -> int:
        """How many open leads under `rule` the person owns."""
        return sum(count for place, count in self.held.items() if self.rules.of(*place) is rule)

    @cached_property
    def held(self) -> dict[tuple[str | None, str], int]:
        """{(chain, grade): open leads of the person}."""
        mine = Lead.objects.present().open().filter(owner=self.user).order_by()
        counts = mine.values_list("chain", "grade").annotate(Count("pk"))
        return {(chain, grade): count for chain, grade, count in counts}
