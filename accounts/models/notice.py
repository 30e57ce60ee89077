"""Notice (通知): what one person is told, once: work was given, a hand-over waits, a name was mentioned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Written in the transaction of the act it tells of, so it goes out after the commit or not at all.

    `key` names the act: the same act never tells the same person twice. Reminders carry it to inbox and mail.
    """

    recipient = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("收件人"))
    key = models.CharField(max_length=120, editable=False)
    subject = models.CharField(_("对象"), max_length=300)
    text = models.CharField(_("内容"), max_length=300)
    path = models.CharField(_("地址"), max_length=300)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("时间"))
    created_on = models.DateField(_("日期"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        constraints = [models.UniqueConstraint(name="notice_once", fields=["recipient", "key"])]
        indexes = [
            models.Index(fields=["recipient"], name="notice_unread", condition=models.Q(read_at__isnull=True))
        ]

    def __str__(self):
        return f"{self.subject} {self.text}"
