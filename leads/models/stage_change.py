"""StageChange (阶段记录): the log of stages. StageRequest (阶段申请): one asks, another approves (I-12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.stages import ProjectStage


class StageChange(models.Model):
    """A project entered `stage`. Written by actions and by the import, never edited.

    `days` is how long the project stood in the stage before, in calendar days; empty for the first.
    """

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="stage_changes", verbose_name=_("项目")
    )
    old = models.CharField(_("原阶段"), max_length=13, choices=ProjectStage, blank=True)
    stage = models.CharField(_("阶段"), max_length=13, choices=ProjectStage)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("记录时间"))
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("操作人")
    )
    days = models.PositiveIntegerField(_("原阶段天数"), null=True, blank=True)
    is_back = models.BooleanField(_("退回"), default=False)
    is_exception = models.BooleanField(_("例外通过"), default=False)
    is_backfilled = models.BooleanField(_("补录"), default=False)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("阶段记录")
        verbose_name_plural = _("阶段记录")
        indexes = [models.Index(fields=["project", "at"], name="stage_change_project")]
        constraints = [
            models.CheckConstraint(
                name="back_or_exception_says_why",
                condition=Q(is_back=False, is_exception=False) | ~Q(reason=""),
                violation_error_message=_("退回和例外通过要写理由。"),
            )
        ]

    def __str__(self):
        return f"{self.project_id} {self.get_stage_display()} {self.on}"


class StageRequest(models.Model):
    """The wish to move a project into the next stage; at most one waits per project."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", _("待审核")
        APPROVED = "APPROVED", _("已通过")
        REFUSED = "REFUSED", _("已退回")
        VOID = "VOID", _("已失效")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="stage_requests", verbose_name=_("项目")
    )
    stage = models.CharField(_("申请进入"), max_length=13, choices=ProjectStage)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    at = models.DateTimeField(_("申请时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    answer = models.CharField(_("审核"), max_length=8, choices=Answer, default=Answer.WAITING)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    answered_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reason = models.CharField(_("审核意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("阶段申请")
        verbose_name_plural = _("阶段申请")
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_stage_request",
                fields=["project"],
                condition=Q(answer="WAITING"),
                violation_error_message=_("这个项目已有一份阶段申请在等审核。"),
            ),
            models.CheckConstraint(
                name="refused_stage_says_why",
                condition=~Q(answer="REFUSED") | ~Q(reason=""),
                violation_error_message=_("退回要写明理由。"),
            ),
            models.CheckConstraint(
                name="checker_is_not_asker",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("by")),
                violation_error_message=_("审核人不能是申请人。"),
            ),
        ]

    def __str__(self):
        return f"{self.project_id} → {self.get_stage_display()}"
