"""Project (招商项目): what a lead becomes once both sides negotiate about one investment."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chains.models import Company
from core.models import Archivable, TimeStamped, Versioned
from leads.light import Light, light
from leads.models.hand_over import InHand
from leads.models.lead import Grade, Lead
from leads.stages import ONGOING, ProjectStage, ProjectStatus


def wan(label, **options):
    """An amount that may be unknown, in 万元."""
    options.setdefault("help_text", _("单位：万元"))
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, blank=True, **options)


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
        """A project is read by its owner and its team, and by those who may read its lead."""
        if not user.access.can("see_business"):
            return self.none()
        helped = ProjectMember.objects.filter(user=user).values("project")
        readable = Q(owner=user) | Q(pk__in=helped) | Q(lead__in=Lead.objects.visible_to(user))
        return self.present().filter(readable)

    def matching(self, text):
        """Projects whose number or title holds `text`, or whose company's name does. Hundreds of rows: no
        index is kept for them beside that of the companies."""
        said = Q(code__icontains=text.strip()) | Q(title__icontains=text.strip())
        return self.filter(said | Q(company__in=Company.objects.matching(text).values("pk")))

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
    prior_investment_wan = wan(_("原投资额（万元）"))
    fixed_investment_wan = wan(_("固定资产投资（万元）"))
    foreign_usd_wan = wan(_("外资（万美元）"), help_text=_("单位：万美元"))
    annual_output_wan = wan(_("年产值（万元）"))
    annual_tax_wan = wan(_("年税收（万元）"))
    jobs = models.PositiveIntegerField(_("就业（人）"), null=True, blank=True)
    energy_tce = models.DecimalField(
        _("年综合能耗（吨标煤）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    land_mu = models.DecimalField(
        _("用地需求（亩）"), max_digits=12, decimal_places=4, null=True, blank=True, help_text=_("单位：亩")
    )
    plant_m2 = models.DecimalField(
        _("厂房需求（m²）"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("单位：m²")
    )
    is_industrial = models.BooleanField(_("工业项目"), default=True)
    is_emerging = models.BooleanField(_("新兴和未来产业"), default=False)
    public_summary = models.TextField(
        _("对外简介"), blank=True, help_text=_("给外部看的介绍，不写企业名称和联系人。")
    )
    grade = models.CharField(_("等级"), max_length=1, choices=Grade, default=Grade.C)
    next_action_text = models.CharField(_("下一步"), max_length=120, blank=True)
    next_action_on = models.DateField(_("下次跟进"), null=True, blank=True)

    planned_sign_on = models.DateField(_("计划签约"), null=True, blank=True)
    planned_land_on = models.DateField(_("计划落地"), null=True, blank=True)
    planned_start_on = models.DateField(_("计划开工"), null=True, blank=True)
    planned_production_on = models.DateField(_("计划投产"), null=True, blank=True)
    planned_full_on = models.DateField(_("计划达产"), null=True, blank=True)

    # What the actions keep true of the rows behind, so that a list, a board and a rule need to read one row.
    stage_on = models.DateField(_("进入阶段日期"), null=True, editable=False)
    idle_from_on = models.DateField(
        _("计停滞起始日"), null=True, editable=False, help_text=_("最近实质进展的日期；暂停的天数不计。")
    )
    signed_on = models.DateField(_("首次正式签约日期"), null=True, editable=False)
    signed_wan = wan(_("首次正式签约金额（万元）"), editable=False)
    started_on = models.DateField(_("开工日期"), null=True, editable=False)
    producing_on = models.DateField(_("投产日期"), null=True, editable=False)
    in_statistics_on = models.DateField(_("纳统日期"), null=True, editable=False)
    behind_points = models.DecimalField(
        _("落后计划（百分点）"), max_digits=5, decimal_places=2, null=True, editable=False
    )
    behind_on = models.DateField(
        _("落后计划起始日"), null=True, editable=False, help_text=_("工程进度的灯变为现在颜色的日期。")
    )
    arrived_wan = wan(_("到位资金（万元）"), editable=False)
    paused_on = models.DateField(_("暂停日期"), null=True, editable=False)
    restart_on = models.DateField(_("预计重启日期"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("终止日期"), null=True, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("项目")
        verbose_name_plural = _("项目")
        indexes = [
            models.Index(fields=["chain", "stage", "id"], name="project_chain_stage"),
            models.Index(fields=["owner", "status", "next_action_on", "id"], name="project_owner_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="increase_names_what_was_before",
                condition=Q(prior_investment_wan__isnull=True) | Q(kind=ProjectKind.INCREASE),
                violation_error_message=_("只有增资扩产项目填写原投资额。"),
            ),
            models.CheckConstraint(
                name="pause_has_a_day",
                condition=Q(status=ProjectStatus.PAUSED, paused_on__isnull=False)
                | (~Q(status=ProjectStatus.PAUSED) & Q(paused_on__isnull=True)),
                violation_error_message=_("暂停的项目要有暂停日期。"),
            ),
            models.CheckConstraint(
                name="termination_has_a_day",
                condition=Q(status=ProjectStatus.TERMINATED, terminated_on__isnull=False)
                | (~Q(status=ProjectStatus.TERMINATED) & Q(terminated_on__isnull=True)),
                violation_error_message=_("终止的项目要有终止日期。"),
            ),
            models.CheckConstraint(
                name="signing_has_day_and_amount",
                condition=Q(signed_on__isnull=True, signed_wan__isnull=True)
                | Q(signed_on__isnull=False, signed_wan__isnull=False),
                violation_error_message=_("签约要同时有日期和金额。"),
            ),
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

    @property
    def is_ongoing(self):
        return self.status in ONGOING

    def step_light(self, on) -> Light:
        """The light of the next step on the date `on`, as that of a lead."""
        return light(self.status, self.next_action_on, on, open_in=ONGOING)


class ProjectMember(models.Model):
    """Somebody who works on a project beside its owner, and as what."""

    class Part(models.TextChoices):
        RECRUIT = "RECRUIT", _("招商")
        LAND = "LAND", _("土地")
        FUND = "FUND", _("基金")
        POLICY = "POLICY", _("政策")
        LEGAL = "LEGAL", _("法务")
        SERVICE = "SERVICE", _("服务")

    project = models.ForeignKey(Project, models.PROTECT, related_name="members", verbose_name=_("项目"))
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("成员"))
    part = models.CharField(_("分工"), max_length=7, choices=Part)

    class Meta:
        verbose_name = _("项目成员")
        verbose_name_plural = _("项目成员")
        constraints = [models.UniqueConstraint(name="project_member_once", fields=["project", "user"])]

    def __str__(self):
        return f"{self.user} {self.get_part_display()}"


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
