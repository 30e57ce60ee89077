"""The rules a zone starts with. They are proposals, and say so; a rule that exists is left as it stands."""

from django.utils.translation import gettext as _

from core import history
from leads.models import Grade, PoolRule, ReviewIndicator

IDLE_DAYS = {Grade.A: 15, Grade.B: 30, Grade.C: 60}
CAPACITY = {Grade.A: 10, Grade.B: 30, Grade.C: None}
"""Leads of a grade that a person may have in hand and still claim one."""

INDICATORS = (
    ("产业匹配度", 17),
    ("投资强度", 17),
    ("企业实力", 16),
    ("亩均税收", 10),
    ("科技创新", 10),
    ("政策符合性", 5),
    ("选址匹配", 5),
    ("环境影响", 5),
    ("能耗水平", 5),
    ("安全生产", 5),
    ("就业带动", 5),
)
"""Eleven indicators with the weights that one county publishes (domain, §2.2); the names are ours, to be
confirmed."""


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


def seed_review_indicators(*, at):
    """Only where there is none: beside rows that somebody has changed the weights would not add up."""
    if ReviewIndicator.objects.exists():
        return
    for sort, (name, weight) in enumerate(INDICATORS, 1):
        indicator = ReviewIndicator.objects.create(name=name, weight=weight, sort=sort)
        history.record("seed_review_indicator", indicator, by=None, at=at, weight=weight)


def totals():
    return {
        "rule_settings": PoolRule.objects.count(),
        "review_indicators": ReviewIndicator.objects.count(),
    }
