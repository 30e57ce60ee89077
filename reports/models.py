"""What was reported: the figures of a month, frozen, and what was corrected since."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_ZONE


class Frozen(Exception):
    """A figure that was reported is not changed: a correction is booked in a later month (I-13)."""


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """They hold all projects, secret ones too, so only those who answer for the chain or the zone."""
        codes = user.access.chains("report_figures")
        return self.all() if codes is None else self.filter(chain_code__in=sorted(codes - {WHOLE_ZONE}))

    def update(self, **values):
        raise Frozen

    def delete(self):
        raise Frozen


class KpiSnapshot(models.Model):
    """The figures of one month as they stood on its last day. An empty code stands for the zone."""

    month = models.DateField(_("月份"), help_text=_("当月第一天"))
    chain_code = models.CharField(_("产业链代码"), max_length=16, blank=True)
    figures = models.JSONField(_("指标"))
    taken_at = models.DateTimeField(_("定稿时间"))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标定稿")
        verbose_name_plural = _("指标定稿")
        constraints = [
            models.UniqueConstraint(name="one_snapshot_per_month", fields=["month", "chain_code"]),
            models.CheckConstraint(name="snapshot_month_is_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.chain_code}".strip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen


class CorrectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        codes = user.access.chains("report_figures")
        return self.all() if codes is None else self.filter(chain_code__in=sorted(codes - {WHOLE_ZONE}))

    def checked(self):
        return self.filter(checked_by__isnull=False)


class KpiCorrection(models.Model):
    """What an earlier month said wrongly, booked in `month` as a line of its own.

    It counts once another person has checked it (I-12).
    """

    month = models.DateField(_("记入月份"), help_text=_("当月第一天"))
    of_month = models.DateField(_("更正哪个月"), help_text=_("当月第一天"))
    chain_code = models.CharField(_("产业链代码"), max_length=16, blank=True)
    metric = models.CharField(_("指标代码"), max_length=3)
    amount = models.DecimalField(_("更正数"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    checked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("复核人")
    )
    checked_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标更正")
        verbose_name_plural = _("指标更正")
        constraints = [
            models.CheckConstraint(
                name="correction_is_booked_later",
                condition=Q(of_month__lt=F("month"), month__day=1, of_month__day=1),
                violation_error_message=_("更正记入被更正月份之后的月份。"),
            ),
            models.CheckConstraint(
                name="correction_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("更正要写明理由。"),
            ),
            models.CheckConstraint(
                name="correction_checked_by_another",
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(checked_by=F("by"))),
                violation_error_message=_("复核人不能是登记人。"),
            ),
        ]

    def __str__(self):
        return f"{self.of_month:%Y-%m} {self.metric} {self.amount}"
