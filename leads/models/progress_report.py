"""ProgressReport (进度填报): the monthly figures of a signed project."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped, Versioned


class ProgressReport(TimeStamped, Versioned):
    """One per project and month. `arrived_wan` is cumulative and falls only with a correction (I-9)."""

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="reports", verbose_name=_("项目")
    )
    month = models.DateField(_("月份"), help_text=_("当月第一天"))
    arrived_wan = models.DecimalField(
        _("累计到位资金（万元）"), max_digits=18, decimal_places=2, help_text=_("单位：万元")
    )
    proof = models.ForeignKey(
        "leads.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("到位凭证")
    )
    done_percent = models.DecimalField(
        _("工程进度（%）"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    planned_percent = models.DecimalField(
        _("计划进度（%）"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_in_statistics = models.BooleanField(_("已纳统"), default=False)
    problems = models.TextField(_("存在问题"), blank=True)
    correction = models.CharField(_("更正原因"), max_length=200, blank=True)
    is_confirmed = models.BooleanField(_("已确认超出协议金额"), default=False)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("填报人"))

    class Meta:
        verbose_name = _("进度填报")
        verbose_name_plural = _("进度填报")
        constraints = [
            models.UniqueConstraint(
                name="one_report_per_month",
                fields=["project", "month"],
                violation_error_message=_("这个月已经填报过。"),
            ),
            models.CheckConstraint(
                name="report_month_is_first_day",
                condition=Q(month__day=1),
                violation_error_message=_("月份写当月第一天。"),
            ),
            models.CheckConstraint(
                name="report_percent_of_a_hundred",
                condition=(Q(done_percent__isnull=True) | Q(done_percent__range=(0, 100)))
                & (Q(planned_percent__isnull=True) | Q(planned_percent__range=(0, 100))),
                violation_error_message=_("进度在 0 到 100 之间。"),
            ),
            models.CheckConstraint(
                name="arrived_not_negative",
                condition=Q(arrived_wan__gte=0),
                violation_error_message=_("到位资金不能为负数。"),
            ),
        ]

    def __str__(self):
        return f"{self.project_id} {self.month:%Y-%m}"
