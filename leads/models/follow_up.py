"""FollowUp (跟进记录): what was said to the company, and what is to happen next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead


class FollowUp(models.Model):
    """One conversation with the company (跟进记录), and what is to happen next."""

    class Method(models.TextChoices):
        PHONE = "PHONE", _("电话")
        WECHAT = "WECHAT", _("微信")
        MAIL = "MAIL", _("邮件")
        MEETING = "MEETING", _("会议")
        FACE = "FACE", _("面谈")
        SHEET = "SHEET", _("台账导入")

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="follow_ups", verbose_name=_("线索"))
    at = models.DateTimeField(_("跟进时间"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("跟进人"))
    method = models.CharField(_("方式"), max_length=7, choices=Method, default=Method.PHONE)
    summary = models.TextField(_("内容"))
    next_action_text = models.CharField(_("下一步"), max_length=120, blank=True)
    next_action_on = models.DateField(_("下次跟进"), null=True, blank=True)
    officer = models.CharField(_("原台账招商专员"), max_length=60, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("跟进记录")
        verbose_name_plural = _("跟进记录")
        indexes = [models.Index(fields=["lead", "-at"], name="follow_up_lead")]

    def __str__(self):
        return self.summary[:60]
