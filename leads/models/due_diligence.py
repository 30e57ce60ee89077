"""DueDiligence (背景核查): who the investor really is, before anybody reviews the project."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DueDiligence(models.Model):
    """One check of eight items. The latest counts; a new one is made when the old is over 6 months (R21).

    `items`: {key of Item: {"result": key of Result, "note": text}}.
    """

    class Item(models.TextChoices):
        REGISTRATION = "REGISTRATION", _("工商登记")
        SHAREHOLDERS = "SHAREHOLDERS", _("股东与出资")
        CONTROLLER = "CONTROLLER", _("实际控制人")
        LITIGATION = "LITIGATION", _("涉诉与执行")
        DISHONEST = "DISHONEST", _("失信名单")
        FINANCIALS = "FINANCIALS", _("财务状况")
        CLAIMS = "CLAIMS", _("资质与荣誉真实性")
        SITE = "SITE", _("现场看过")

    class Result(models.TextChoices):
        OK = "OK", _("正常")
        CONCERN = "CONCERN", _("有疑点")
        FAIL = "FAIL", _("不通过")

    class Conclusion(models.TextChoices):
        PASS = "PASS", _("通过")
        CONCERN = "CONCERN", _("有疑点")
        FAIL = "FAIL", _("不通过")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="diligences", verbose_name=_("项目")
    )
    checked_on = models.DateField(_("核查日期"))
    items = models.JSONField(_("核查项"), default=dict)
    conclusion = models.CharField(_("结论"), max_length=7, choices=Conclusion)
    note = models.TextField(_("说明"), blank=True)
    document = models.ForeignKey(
        "leads.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核查报告")
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("核查人"))
    at = models.DateTimeField(_("登记时间"))
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    leader_note = models.CharField(_("链长意见"), max_length=200, blank=True)
    leader = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("链长")
    )
    leader_at = models.DateTimeField(_("链长意见时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("背景核查")
        verbose_name_plural = _("背景核查")
        indexes = [models.Index(fields=["project", "-checked_on", "-id"], name="diligence_project")]
        constraints = [
            models.CheckConstraint(
                name="leader_note_has_leader",
                condition=Q(leader_note="", leader__isnull=True)
                | (~Q(leader_note="") & Q(leader__isnull=False)),
                violation_error_message=_("链长意见要写明是谁。"),
            )
        ]

    def __str__(self):
        return f"{self.checked_on} {self.get_conclusion_display()}"
