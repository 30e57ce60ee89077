"""PoolRule (公海规则): when a lead nobody works on goes back, as data per chain and grade (I-4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped, Versioned
from leads.models.lead import Grade


class PoolRule(TimeStamped, Versioned):
    """The rule of one grade, for one chain or, without a chain, for all that have none of their own."""

    RECLAIM_DAYS = 7

    chain = models.ForeignKey(
        "chains.Chain",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pool_rules",
        verbose_name=_("产业链"),
    )
    grade = models.CharField(_("等级"), max_length=1, choices=Grade)
    idle_days = models.PositiveSmallIntegerField(_("多少天没有活动退回公海"))
    warn_days = models.PositiveSmallIntegerField(_("提前多少天预警"), default=7)
    reclaim_days = models.PositiveSmallIntegerField(_("原负责人多少天内不能再认领"), default=RECLAIM_DAYS)
    capacity = models.PositiveSmallIntegerField(
        _("每人在办上限（条）"), null=True, blank=True, help_text=_("到上限就不能再认领；不填即不限。")
    )
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("公海规则")
        verbose_name_plural = _("公海规则")
        constraints = [
            models.UniqueConstraint(
                name="pool_rule_once",
                fields=["chain", "grade"],
                violation_error_message=_("这条产业链这一级已有规则。"),
            ),
            models.UniqueConstraint(
                name="pool_rule_of_the_zone_once",
                fields=["grade"],
                condition=Q(chain__isnull=True),
                violation_error_message=_("全区这一级已有规则。"),
            ),
            models.CheckConstraint(
                name="pool_warning_before_the_end",
                condition=Q(warn_days__lt=models.F("idle_days")),
                violation_error_message=_("预警天数要小于退回天数。"),
            ),
        ]

    def __str__(self):
        return f"{self.chain or _('全区')} {self.grade}"
