"""ShelvingRequest (暂缓申请): the owner asks to shelve a lead, the office of the chain agrees or declines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ShelvingRequest(models.Model):
    """At most one waits per lead. One that lost its ground, because the lead moved meanwhile, is void."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("待答复")
        AGREED = "AGREED", _("已同意")
        DECLINED = "DECLINED", _("未同意")
        VOID = "VOID", _("已失效")

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="shelving_requests", verbose_name=_("线索")
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    reason = models.CharField(_("理由"), max_length=200)
    restart_on = models.DateField(_("预计重启日期"))
    created_at = models.DateTimeField(_("申请时间"))
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.WAITING)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("暂缓申请")
        verbose_name_plural = _("暂缓申请")
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_shelving",
                fields=["lead"],
                condition=Q(status="WAITING"),
                violation_error_message=_("这条线索已有一份暂缓申请在等答复。"),
            ),
            models.CheckConstraint(
                name="declined_shelving_says_why",
                condition=~Q(status="DECLINED") | ~Q(answer=""),
                violation_error_message=_("不同意要写明理由。"),
            ),
        ]

    def __str__(self):
        return f"{self.lead_id} {self.get_status_display()}"
