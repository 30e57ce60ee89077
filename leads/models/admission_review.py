"""AdmissionReview (准入评审): the joint meeting that admits a project or does not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReviewIndicator(models.Model):
    """What a review scores. The weights of those in use add up to 100."""

    name = models.CharField(_("指标"), max_length=40, unique=True)
    weight = models.PositiveSmallIntegerField(_("权重"))
    sort = models.PositiveSmallIntegerField(_("次序"), default=0)
    is_used = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("评审指标")
        verbose_name_plural = _("评审指标")
        constraints = [
            models.CheckConstraint(
                name="indicator_weight_of_a_hundred",
                condition=Q(weight__gte=1, weight__lte=100),
                violation_error_message=_("权重在 1 到 100 之间。"),
            )
        ]

    def __str__(self):
        return f"{self.name} {self.weight}"


class AdmissionReview(models.Model):
    """`scores` keep indicators and weights of the day: [{"name", "weight", "score"}], score out of weight.

    `vetoes` are the veto items that were found; with one the project is not admitted.
    """

    class Veto(models.TextChoices):
        ENVIRONMENT = "ENVIRONMENT", _("环保")
        ENERGY = "ENERGY", _("能耗")
        SAFETY = "SAFETY", _("安全")
        NEGATIVE_LIST = "NEGATIVE_LIST", _("产业负面清单")
        CREDIT = "CREDIT", _("信用")

    class Conclusion(models.TextChoices):
        APPROVED = "APPROVED", _("通过")
        CONDITIONAL = "CONDITIONAL", _("有条件通过")
        REJECTED = "REJECTED", _("不通过")
        RESUBMIT = "RESUBMIT", _("补充后再审")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="reviews", verbose_name=_("项目")
    )
    held_on = models.DateField(_("评审日期"))
    members = models.CharField(_("参加人员"), max_length=200)
    scores = models.JSONField(_("评分"), default=list)
    total = models.DecimalField(_("总分"), max_digits=5, decimal_places=2)
    vetoes = models.JSONField(_("否决项"), default=list)
    conclusion = models.CharField(_("结论"), max_length=11, choices=Conclusion)
    conditions = models.CharField(_("附带条件"), max_length=300, blank=True)
    minutes = models.TextField(_("会议纪要"), blank=True)
    document = models.ForeignKey(
        "leads.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("纪要文件")
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("准入评审")
        verbose_name_plural = _("准入评审")
        indexes = [models.Index(fields=["project", "-held_on", "-id"], name="review_project")]
        constraints = [
            models.CheckConstraint(
                name="veto_is_not_admitted",
                condition=Q(vetoes=[]) | Q(conclusion__in=["REJECTED", "RESUBMIT"]),
                violation_error_message=_("有否决项的项目不能通过。"),
            ),
            models.CheckConstraint(
                name="conditions_are_named",
                condition=~Q(conclusion="CONDITIONAL") | ~Q(conditions=""),
                violation_error_message=_("有条件通过要写明条件。"),
            ),
        ]

    def __str__(self):
        return f"{self.held_on} {self.get_conclusion_display()} {self.total}"
