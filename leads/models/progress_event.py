"""ProgressEvent (实质进展): what moved a project on. The light asks these alone (I-6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgressEvent(models.Model):
    """Written by record_progress, once per `source`; a phone note is no progress and never stands here."""

    class Kind(models.TextChoices):
        STAGE = "STAGE", _("阶段变化")
        VISIT = "VISIT", _("走访结果确认")
        REVIEW = "REVIEW", _("评审结论")
        AGREEMENT = "AGREEMENT", _("协议环节通过")
        LAND_PLAN = "LAND_PLAN", _("供地方案采纳")
        FUND = "FUND", _("基金协同推进")
        ARRIVAL = "ARRIVAL", _("资金到位")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="progress", verbose_name=_("项目")
    )
    kind = models.CharField(_("类型"), max_length=9, choices=Kind)
    on = models.DateField(_("日期"))
    text = models.CharField(_("内容"), max_length=200)
    source = models.CharField(_("来源"), max_length=80, editable=False)
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人")
    )
    at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("实质进展")
        verbose_name_plural = _("实质进展")
        indexes = [models.Index(fields=["project", "-on", "-id"], name="progress_project")]
        constraints = [models.UniqueConstraint(name="progress_once", fields=["project", "source"])]

    def __str__(self):
        return f"{self.on} {self.text}"
