"""Comment (评论): what colleagues say to each other about a lead. No conversation with the company."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """No activity and no progress: a comment keeps no lead from the pool. Withdrawn, never deleted (I-13)."""

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="comments", verbose_name=_("线索"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("评论人"))
    at = models.DateTimeField(_("时间"))
    text = models.TextField(_("评论"))
    mentions = models.ManyToManyField(
        "accounts.User", blank=True, related_name="+", verbose_name=_("提到的人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("评论")
        verbose_name_plural = _("评论")
        indexes = [models.Index(fields=["lead", "-at"], name="comment_lead")]

    def __str__(self):
        return self.text[:60]
