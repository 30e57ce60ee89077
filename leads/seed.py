"""The rules a zone starts with. They are proposals, and say so; a rule that exists is left as it stands."""

from django.utils.translation import gettext as _

from core import history
from leads.models import Grade, PoolRule

IDLE_DAYS = {Grade.A: 15, Grade.B: 30, Grade.C: 60}
CAPACITY = {Grade.A: 10, Grade.B: 30, Grade.C: None}
"""Leads of a grade that a person may have in hand and still claim one."""


def seed_pool_rules(*, at):
    """The zone's rule of each grade, where there is none."""
    for grade, idle_days in IDLE_DAYS.items():
        rule, is_new = PoolRule.objects.get_or_create(
            chain=None,
            grade=grade,
            defaults={
                "idle_days": idle_days,
                "capacity": CAPACITY[grade],
                "basis": _("系统建议，待确认（I-4）：A 级 15 天、B 级 30 天、C 级 60 天没有活动退回公海"),
                "created_at": at,
                "updated_at": at,
            },
        )
        if is_new:
            history.record("seed_pool_rule", rule, by=None, at=at, idle_days=idle_days)


def totals():
    return {"rule_settings": PoolRule.objects.count()}
