"""StatusRequest (状态申请): to pause, terminate or take up a project again, and what was decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.stages import ProjectStatus


class StatusRequest(models.Model):
    """At most one waits per project. Those approved are the log, and the report of reasons."""

    class Kind(models.TextChoices):
        MARKET = "MARKET", _("市场变化")
        FUNDING = "FUNDING", _("资金问题")
        LAND = "LAND", _("用地或载体不合适")
        POLICY = "POLICY", _("政策条件谈不拢")
        APPROVAL = "APPROVAL", _("环保、能耗、安全未通过")
        LOST = "LOST", _("落户外地")
        COMPANY = "COMPANY", _("企业自身原因")
        OTHER = "OTHER", _("其他")

    class Answer(models.TextChoices):
        WAITING = "WAITING", _("待审核")
        APPROVED = "APPROVED", _("已同意")
        REFUSED = "REFUSED", _("未同意")
        VOID = "VOID", _("已失效")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="status_requests", verbose_name=_("项目")
    )
    old = models.CharField(_("原状态"), max_length=10, choices=ProjectStatus)
    status = models.CharField(_("申请状态"), max_length=10, choices=ProjectStatus)
    kind = models.CharField(_("原因"), max_length=8, choices=Kind, blank=True)
    reason = models.CharField(_("说明"), max_length=200)
    lost_to = models.CharField(_("流向"), max_length=60, blank=True, help_text=_("落户到哪里。"))
    restart_on = models.DateField(_("预计重启日期"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    at = models.DateTimeField(_("申请时间"))
    answer = models.CharField(_("审核"), max_length=8, choices=Answer, default=Answer.WAITING)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    answered_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    answer_reason = models.CharField(_("审核意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("状态申请")
        verbose_name_plural = _("状态申请")
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_status_request",
                fields=["project"],
                condition=Q(answer="WAITING"),
                violation_error_message=_("这个项目已有一份状态申请在等审核。"),
            ),
            models.CheckConstraint(
                name="pause_names_restart",
                condition=~Q(status=ProjectStatus.PAUSED) | Q(restart_on__isnull=False),
                violation_error_message=_("暂停要写预计重启日期。"),
            ),
            models.CheckConstraint(
                name="status_checker_is_not_asker",
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=models.F("by"))
                | Q(old=ProjectStatus.TERMINATED),
                violation_error_message=_("审核人不能是申请人。"),
            ),
            models.CheckConstraint(
                name="refused_status_says_why",
                condition=~Q(answer="REFUSED") | ~Q(answer_reason=""),
                violation_error_message=_("不同意要写明理由。"),
            ),
        ]

    def __str__(self):
        return f"{self.project_id} → {self.get_status_display()}"
