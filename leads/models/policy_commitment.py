"""PolicyCommitment (政策承诺): what the zone promises, on which basis, and whether it was kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped, Versioned


class PolicyCommitment(TimeStamped, Versioned):
    """Tax refunds are no kind of promise: they are unlawful, and cannot be written down (I-11)."""

    class Kind(models.TextChoices):
        RENT = "RENT", _("租金支持")
        EQUIPMENT = "EQUIPMENT", _("设备投资补助")
        RESEARCH = "RESEARCH", _("研发补助")
        TALENT = "TALENT", _("人才支持")
        FINANCE = "FINANCE", _("融资支持")
        ENERGY = "ENERGY", _("用能支持")
        SERVICE = "SERVICE", _("配套服务")
        OTHER = "OTHER", _("其他")

    class FairReview(models.TextChoices):
        MISSING = "MISSING", _("未审查")
        PASSED = "PASSED", _("审查通过")
        EXEMPT_ART12 = "EXEMPT_ART12", _("适用第十二条例外")
        NOT_NEEDED = "NOT_NEEDED", _("不需审查")

    class Delivery(models.TextChoices):
        PROMISED = "PROMISED", _("未兑现")
        PARTLY = "PARTLY", _("部分兑现")
        DELIVERED = "DELIVERED", _("已兑现")
        WITHDRAWN = "WITHDRAWN", _("已撤销")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="commitments", verbose_name=_("项目")
    )
    kind = models.CharField(_("类型"), max_length=9, choices=Kind)
    content = models.CharField(_("承诺内容"), max_length=300)
    basis_title = models.CharField(_("依据文件"), max_length=120, blank=True)
    basis_number = models.CharField(_("文号"), max_length=60, blank=True)
    basis_published_on = models.DateField(_("公布日期"), null=True, blank=True)
    amount_wan = models.DecimalField(
        _("承诺金额（万元）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("单位：万元"),
    )
    ceiling_wan = models.DecimalField(
        _("政策上限（万元）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("单位：万元"),
    )
    approver = models.CharField(_("批准人"), max_length=60, blank=True)
    due_on = models.DateField(_("兑现期限"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    fair_review = models.CharField(
        _("公平竞争审查"), max_length=12, choices=FairReview, default=FairReview.MISSING
    )
    fair_reviewed_on = models.DateField(_("审查日期"), null=True, blank=True)
    delivery = models.CharField(_("兑现情况"), max_length=9, choices=Delivery, default=Delivery.PROMISED)
    delivered_wan = models.DecimalField(
        _("已兑现（万元）"), max_digits=18, decimal_places=2, default=0, help_text=_("单位：万元")
    )
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("政策承诺")
        verbose_name_plural = _("政策承诺")
        indexes = [models.Index(fields=["project", "id"], name="commitment_project")]
        constraints = [
            models.CheckConstraint(
                name="commitment_not_negative",
                condition=(Q(amount_wan__isnull=True) | Q(amount_wan__gte=0)) & Q(delivered_wan__gte=0),
                violation_error_message=_("金额不能为负数。"),
            )
        ]

    def __str__(self):
        return self.content

    @property
    def blocks_signing(self):
        """I-11, as leads.stages.gates asks it; what was withdrawn blocks nothing."""
        if self.delivery == self.Delivery.WITHDRAWN:
            return False
        return not self.has_basis or self.fair_review == self.FairReview.MISSING

    def is_overdue(self, on):
        is_open = self.delivery in {self.Delivery.PROMISED, self.Delivery.PARTLY}
        return is_open and self.due_on is not None and self.due_on < on

    @property
    def has_basis(self):
        return bool(self.basis_title and self.basis_number)
