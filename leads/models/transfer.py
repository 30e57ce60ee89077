"""Transfer (流转记录): one lead offered to another person, with a reason, accepted or not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of leads one may read."""
        own = Q(to_owner=user) | Q(from_owner=user) | Q(by=user)
        if not user.access.can("see_business"):
            return self.none()
        return self.filter(own | Q(lead__in=Lead.objects.visible_to(user).values("pk")))

    def waiting(self):
        return self.filter(status=Transfer.Status.WAITING)

    def void(self, *, at):
        """The lead went another way: what still waits is over. How many."""
        return self.waiting().update(status=Transfer.Status.VOID, answered_at=at)


class Transfer(models.Model):
    """The owner stays responsible until the other has accepted."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("待接收")
        ACCEPTED = "ACCEPTED", _("已接收")
        DECLINED = "DECLINED", _("已退回")
        WITHDRAWN = "WITHDRAWN", _("已撤回")
        VOID = "VOID", _("已失效")

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="transfers", verbose_name=_("线索"))
    from_owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("移交人")
    )
    to_owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="transfers_to_me", verbose_name=_("接收人")
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("发起人"))
    reason = models.CharField(_("移交原因"), max_length=200)
    created_at = models.DateTimeField(_("发起时间"))
    answer_by = models.DateField(_("接收期限"))
    status = models.CharField(_("状态"), max_length=9, choices=Status, default=Status.WAITING)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("流转记录")
        verbose_name_plural = _("流转记录")
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_transfer",
                fields=["lead"],
                condition=Q(status="WAITING"),
                violation_error_message=_("这条线索已在移交中。"),
            ),
            models.CheckConstraint(
                name="transfer_to_another",
                condition=~Q(from_owner=models.F("to_owner")),
                violation_error_message=_("不能移交给现在的负责人。"),
            ),
        ]

    def __str__(self):
        return f"{self.from_owner} → {self.to_owner}"
