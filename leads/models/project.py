"""Project (招商项目): what a lead becomes once both sides negotiate about one investment."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Archivable, TimeStamped, Versioned
from leads.models.hand_over import InHand
from leads.models.lead import Lead
from leads.stages import ProjectStage, ProjectStatus


class ProjectKind(models.TextChoices):
    NEW = "NEW", _("新建")
    INCREASE = "INCREASE", _("增资扩产")
    RELOCATE = "RELOCATE", _("迁建")
    HQ = "HQ", _("总部")


class ProjectQuerySet(InHand):
    verb, list_name = "hand_over_project", "projects:list"

    def present(self):
        return self.filter(archived_at__isnull=True)

    def visible_to(self, user):
        """A project is read by its owner, and by those who may read its lead."""
        if not user.access.can("see_business"):
            return self.none()
        return self.present().filter(Q(owner=user) | Q(lead__in=Lead.objects.visible_to(user)))

    def in_hand(self):
        """Projects somebody is responsible for, whether they go on or pause."""
        return self.present().exclude(status=ProjectStatus.TERMINATED)


class Project(TimeStamped, Archivable, Versioned):
    """One lead makes at most one project. How far it is (`stage`) and whether it goes on (`status`) are two
    things."""

    code = models.CharField(_("项目编号"), max_length=40, unique=True)
    lead = models.OneToOneField("leads.Lead", models.PROTECT, related_name="project", verbose_name=_("线索"))
    company = models.ForeignKey(
        "chains.Company", models.PROTECT, related_name="projects", verbose_name=_("企业")
    )
    title = models.CharField(_("事项"), max_length=120, blank=True)
    chain = models.ForeignKey(
        "chains.Chain", models.PROTECT, related_name="projects", verbose_name=_("产业链")
    )
    segment = models.ForeignKey(
        "chains.Segment", models.PROTECT, related_name="projects", verbose_name=_("环节")
    )
    kind = models.CharField(_("项目类型"), max_length=8, choices=ProjectKind)
    stage = models.CharField(_("阶段"), max_length=13, choices=ProjectStage, default=ProjectStage.NEGOTIATING)
    status = models.CharField(_("状态"), max_length=10, choices=ProjectStatus, default=ProjectStatus.ACTIVE)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="projects", verbose_name=_("负责人")
    )
    team = models.ForeignKey(
        "accounts.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("单位"),
    )
    total_investment_wan = models.DecimalField(
        _("总投资（万元）"), max_digits=18, decimal_places=2, help_text=_("单位：万元")
    )
    land_mu = models.DecimalField(
        _("用地需求（亩）"), max_digits=12, decimal_places=4, null=True, blank=True, help_text=_("单位：亩")
    )
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("项目")
        verbose_name_plural = _("项目")
        indexes = [models.Index(fields=["chain", "stage", "id"], name="project_chain_stage")]
        constraints = [
            models.CheckConstraint(
                name="project_investment_not_negative",
                condition=Q(total_investment_wan__gte=0),
                violation_error_message=_("投资额不能为负数。"),
            ),
            models.CheckConstraint(
                name="project_land_not_negative",
                condition=Q(land_mu__isnull=True) | Q(land_mu__gte=0),
                violation_error_message=_("用地面积不能为负数。"),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.pk])


class ProjectCounter(models.Model):
    """The last number given to a project of one chain in one year. Counted up in the transaction that makes
    the project, so that a number is never lost."""

    chain = models.ForeignKey("chains.Chain", models.PROTECT, related_name="+", verbose_name=_("产业链"))
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = _("项目编号计数")
        verbose_name_plural = _("项目编号计数")
        constraints = [models.UniqueConstraint(name="project_counter_once", fields=["chain", "year"])]

    def __str__(self):
        return f"{self.chain_id} {self.year}: {self.last}"
