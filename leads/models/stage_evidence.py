"""StageEvidence (阶段佐证): what proves that a signed project has landed, started, produces."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StageEvidence(models.Model):
    """The latest row of a kind that stands counts. `reference` is a code or number: the credit code of the local company,
    the number of a contract, of a permit, of an invoice."""

    class Kind(models.TextChoices):
        LOCAL_COMPANY = "LOCAL_COMPANY", _("本地公司登记")
        LAND_CONTRACT = "LAND_CONTRACT", _("供地合同")
        CARRIER_LEASE = "CARRIER_LEASE", _("载体租赁合同")
        START = "START", _("开工")
        FIT_OUT = "FIT_OUT", _("装修进场")
        PRODUCTION = "PRODUCTION", _("投产")
        YEAR_FIGURES = "YEAR_FIGURES", _("年度实绩")

    project = models.ForeignKey(
        "leads.Project", models.PROTECT, related_name="evidence", verbose_name=_("项目")
    )
    kind = models.CharField(_("类型"), max_length=13, choices=Kind)
    on = models.DateField(_("日期"))
    reference = models.CharField(_("编号"), max_length=80, blank=True)
    output_wan = models.DecimalField(
        _("年产值（万元）"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("单位：万元")
    )
    tax_wan = models.DecimalField(
        _("年税收（万元）"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("单位：万元")
    )
    document = models.ForeignKey(
        "leads.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("佐证文件")
    )
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    at = models.DateTimeField(_("登记时间"))
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_why = models.CharField(_("撤回理由"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("阶段佐证")
        verbose_name_plural = _("阶段佐证")
        indexes = [models.Index(fields=["project", "kind", "-on", "-id"], name="evidence_project")]
        constraints = [
            models.CheckConstraint(
                name="year_figures_are_given",
                condition=~Q(kind="YEAR_FIGURES") | Q(output_wan__isnull=False, tax_wan__isnull=False),
                violation_error_message=_("年度实绩要填产值和税收。"),
            ),
            models.CheckConstraint(
                name="withdrawn_evidence_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                violation_error_message=_("撤回佐证要写明是谁、为什么。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"
