"""Agreement (协议): framework, formal, supplement. Only the first formal one counts as a signing (I-8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped, Versioned


class Agreement(TimeStamped, Versioned):
    """A draft until `signed_on`; from then on its amount and day do not change (a SUPPLEMENT does that)."""

    class Kind(models.TextChoices):
        FRAMEWORK = "FRAMEWORK", _("框架协议")
        FORMAL = "FORMAL", _("正式协议")
        SUPPLEMENT = "SUPPLEMENT", _("补充协议")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="agreements", verbose_name=_("项目")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    title = models.CharField(_("名称"), max_length=120, blank=True)
    amount_wan = models.DecimalField(
        _("协议金额（万元）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("单位：万元；补充协议填变化额，减少为负。"),
    )
    text_settled_on = models.DateField(_("文本定稿日期"), null=True, blank=True)
    legal_reviewed_on = models.DateField(_("法务审核日期"), null=True, blank=True)
    legal_reviewer = models.CharField(_("法务审核人"), max_length=60, blank=True)
    legal_reviewed_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("法务审核登记人"),
    )
    executive_meeting_no = models.CharField(_("主任办公会会议编号"), max_length=40, blank=True)
    committee_meeting_no = models.CharField(_("党工委会会议编号"), max_length=40, blank=True)
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    event = models.CharField(_("签约活动"), max_length=80, blank=True)
    reason = models.CharField(_("变更原因"), max_length=200, blank=True)
    document = models.ForeignKey(
        "leads.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("协议文件")
    )
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("协议")
        verbose_name_plural = _("协议")
        indexes = [models.Index(fields=["kind", "signed_on", "project"], name="agreement_signed")]
        constraints = [
            models.CheckConstraint(
                name="formal_signing_has_amount",
                condition=~Q(kind="FORMAL") | Q(signed_on__isnull=True) | Q(amount_wan__gt=0),
                violation_error_message=_("正式协议签约要有金额。"),
            ),
            models.CheckConstraint(
                name="supplement_says_why",
                condition=~Q(kind="SUPPLEMENT") | ~Q(reason=""),
                violation_error_message=_("补充协议要写变更原因。"),
            ),
            models.CheckConstraint(
                name="legal_reviewer_is_not_drafter",
                condition=Q(legal_reviewed_by__isnull=True) | ~Q(legal_reviewed_by=models.F("created_by")),
                violation_error_message=_("法务审核人不能是起草人。"),
            ),
            models.CheckConstraint(
                name="only_supplements_shrink",
                condition=Q(kind="SUPPLEMENT") | Q(amount_wan__isnull=True) | Q(amount_wan__gte=0),
                violation_error_message=_("协议金额不能为负数。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.title}".strip()
