"""Lead (线索): someone is talking to a company about coming."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chains.models import Company
from core.models import Archivable, TimeStamped, Versioned
from core.search import GramField
from leads.light import Light, act_by, light, showing
from leads.models.first_contact import FirstContact
from leads.models.hand_over import LeadsInHand
from leads.stages import OPEN, LeadStatus


class Grade(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class ActionType(models.TextChoices):
    FILL = "FILL", _("补链")
    EXTEND = "EXTEND", _("延链")
    EXPAND = "EXPAND", _("扩链")
    STRENGTHEN = "STRENGTHEN", _("强链")
    UPGRADE = "UPGRADE", _("优链")


class LeadSource(models.TextChoices):
    LEADER = "LEADER", _("领导交办")
    VISIT = "VISIT", _("走访")
    ASSOCIATION = "ASSOCIATION", _("商协会")
    REFERRAL = "REFERRAL", _("以商招商")
    FUND = "FUND", _("基金推荐")
    ROADSHOW = "ROADSHOW", _("路演")
    FAIR = "FAIR", _("展会")
    PLATFORM = "PLATFORM", _("平台")
    OWN = "OWN", _("自主挖掘")
    OTHER = "OTHER", _("其他")


class Visibility(models.TextChoices):
    ZONE = "ZONE", _("全区")
    CHAIN = "CHAIN", _("本链")
    TEAM = "TEAM", _("专班")
    SECRET = "SECRET", _("保密")


LAST_ACTIVE = Coalesce("last_activity_at", "created_at")
MANY_COMPANIES = 2000  # more numbers than this are not worth carrying from one query into the next


class LeadQuerySet(LeadsInHand):
    def present(self):
        return self.filter(archived_at__isnull=True)

    def open(self):
        return self.filter(status__in=sorted(OPEN))

    def with_active_at(self):
        """`active_at` for conditions: the moment of the last activity, else of the logging."""
        return self.alias(active_at=LAST_ACTIVE)

    def warned(self):
        """Open leads whose warning stands: any activity after it has made it void."""
        return self.present().open().filter(pool_due_on__isnull=False, pool_warned_at__gt=LAST_ACTIVE)

    def showing(self, wanted, on):
        return self.filter(showing(wanted, on))

    def saying(self, text):
        """Leads that say `text` themselves: in their matter, the need, the name of the contact."""
        return self.filter(grams__has=text)

    def of_companies_matching(self, text):
        return self.filter(company__in=Company.objects.matching(text).values("pk"))

    def matching(self, text):
        """Leads that say `text`, or whose company does.

        The companies are asked first: with their numbers PostgreSQL joins the two indexes bit by bit, five
        times faster than it unites two sets of leads.
        """
        named = Company.objects.matching(text).values_list("pk", flat=True)
        companies = list(named[: MANY_COMPANIES + 1])
        if len(companies) > MANY_COMPANIES:
            companies = named
        return self.filter(Q(grams__has=text) | Q(company__in=companies))

    def with_protection(self, on):
        """Each with `protected_until`: to when its first contact is protected on the date `on`, else None."""
        protecting = FirstContact.objects.protecting(on).filter(lead=models.OuterRef("pk"))
        until = protecting.order_by("-protected_until").values("protected_until")[:1]
        return self.annotate(protected_until=models.Subquery(until))

    def visible_to(self, user):
        """The leads a person may read: own and shared ones always, others by the lead's visibility (§4.1)."""
        access = user.access
        if not access.can("see_business"):
            return self.none()
        mine = Q(owner=user) | Q(
            pk__in=Lead.collaborators.through.objects.filter(user=user).values("lead_id")
        )
        if access.can("see_all_leads"):
            return self.present().filter(mine | ~Q(visibility=Visibility.SECRET))
        rules = mine | Q(visibility=Visibility.ZONE)
        rules |= on_chains(access.chains("see_chain_leads")) & Q(visibility=Visibility.CHAIN)
        rules |= on_chains(access.chains("see_secret_leads"))
        rules |= on_chains(access.chains("assign_lead")) & Q(visibility=Visibility.TEAM)
        if user.team_id:
            rules |= Q(team=user.team_id, visibility=Visibility.TEAM)
        return self.present().filter(rules)

    def openable_by(self, user):
        """The leads whose page a person may open: also what waits for his acceptance, and what became his
        project. Lists: visible_to."""
        if not user.access.can("see_business"):
            return self.none()
        offered = Lead.transfers.rel.related_model.objects.waiting().filter(to_owner=user)
        projects = Lead.project.related.related_model.objects.filter(Q(owner=user) | Q(members__user=user))
        other = Q(pk__in=offered.values("lead")) | Q(pk__in=projects.values("lead"))
        return self.visible_to(user) | self.present().filter(other)


def on_chains(codes):
    """The rows on these chains; None means every chain."""
    if codes is None:
        return ~Q(pk__in=[])
    return Q(chain__in=codes) if codes else Q(pk__in=[])


class Lead(TimeStamped, Archivable, Versioned):
    """Someone is talking to a company about coming (线索)."""

    company = models.ForeignKey(
        "chains.Company", models.PROTECT, related_name="leads", verbose_name=_("企业")
    )
    title = models.CharField(_("事项"), max_length=120, blank=True)
    intention = models.TextField(_("对方想要什么"), blank=True)
    chain = models.ForeignKey(
        "chains.Chain", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("产业链")
    )
    segment = models.ForeignKey(
        "chains.Segment", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("环节")
    )
    contact = models.ForeignKey(
        "chains.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("联系人"),
    )
    action_type = models.CharField(_("动作"), max_length=10, choices=ActionType, blank=True)
    source = models.CharField(_("线索来源"), max_length=11, choices=LeadSource, default=LeadSource.OWN)
    introducer = models.CharField(_("引荐人"), max_length=60, blank=True)
    investment_wan = models.DecimalField(
        _("预计投资（万元）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("单位：万元"),
    )
    land_mu = models.DecimalField(
        _("用地需求（亩）"), max_digits=12, decimal_places=4, null=True, blank=True, help_text=_("单位：亩")
    )
    grade = models.CharField(_("等级"), max_length=1, choices=Grade, default=Grade.C)
    status = models.CharField(_("状态"), max_length=9, choices=LeadStatus, default=LeadStatus.NEW)
    visibility = models.CharField(_("可见范围"), max_length=6, choices=Visibility, default=Visibility.CHAIN)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("负责人")
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("单位")
    )
    collaborators = models.ManyToManyField(
        "accounts.User", blank=True, related_name="shared_leads", verbose_name=_("协同人")
    )
    next_action_text = models.CharField(_("下一步"), max_length=120, blank=True)
    next_action_on = models.DateField(_("下次跟进"), null=True, blank=True)
    received_on = models.DateField(_("首次对接日期"), null=True, blank=True)
    responded_at = models.DateTimeField(_("首次响应时间"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("最近活动"), null=True, blank=True)
    response_due_on = models.DateField(_("响应期限"), null=True, blank=True)
    judgement_due_on = models.DateField(_("研判期限"), null=True, blank=True)
    judged_at = models.DateTimeField(_("研判时间"), null=True, blank=True)
    feedback_due_on = models.DateField(_("反馈期限"), null=True, blank=True)
    feedback_at = models.DateTimeField(_("反馈引荐人时间"), null=True, blank=True)
    grade_reason = models.CharField(
        _("改等级的理由"), max_length=200, blank=True, help_text=_("手工改过等级才有；不填即按规则定级。")
    )
    restart_on = models.DateField(_("预计重启日期"), null=True, blank=True)
    released_at = models.DateTimeField(_("退回公海时间"), null=True, blank=True)
    pool_warned_at = models.DateTimeField(_("公海预警时间"), null=True, blank=True)
    pool_due_on = models.DateField(
        _("预计退回公海日期"), null=True, blank=True, help_text=_("预警时告知的日期，到这天没有活动才退回。")
    )
    former_owner = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("原负责人"),
    )
    officer = models.CharField(_("原台账招商专员"), max_length=60, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    grams = GramField()

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("线索")
        verbose_name_plural = _("线索")
        indexes = [
            models.Index(fields=["owner", "status", "next_action_on", "id"], name="lead_owner_list"),
            models.Index(fields=["chain", "status", "next_action_on", "id"], name="lead_chain_list"),
            models.Index(fields=["status", "next_action_on", "id"], name="lead_status_list"),
            # All that count and sum of a wide list ask for: read from the index, not from the rows.
            models.Index(
                fields=["status", "chain", "visibility", "owner", "team", "investment_wan", "id"],
                name="lead_figures",
                condition=Q(archived_at__isnull=True),
            ),
            # All open leads in the order of acting: one state after the other would have to be sorted.
            models.Index(
                fields=["next_action_on", "id"],
                name="lead_open_list",
                condition=Q(status__in=sorted(OPEN), archived_at__isnull=True),
            ),
            # Read every minute: who has been idle for long, and whose warning has run out.
            # The state stands first: SQLite does not take a range alone when it could take a state.
            models.Index("status", LAST_ACTIVE, name="lead_idle", condition=Q(archived_at__isnull=True)),
            models.Index(
                fields=["status", "pool_due_on"],
                name="lead_pool_day",
                condition=Q(pool_due_on__isnull=False),
            ),
            models.Index(
                fields=["feedback_due_on"],
                name="lead_feedback_owed",
                condition=Q(feedback_due_on__isnull=False, feedback_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="pool_warning_names_a_day",
                condition=Q(pool_warned_at__isnull=True, pool_due_on__isnull=True)
                | Q(pool_warned_at__isnull=False, pool_due_on__isnull=False),
                violation_error_message=_("公海预警要有退回日期。"),
            ),
            models.CheckConstraint(
                name="open_lead_has_owner",
                condition=~Q(status__in=sorted(OPEN)) | Q(owner__isnull=False),
                violation_error_message=_("在办线索必须有负责人。"),
            ),
            models.CheckConstraint(
                name="lead_investment_not_negative",
                condition=Q(investment_wan__isnull=True) | Q(investment_wan__gte=0),
                violation_error_message=_("投资额不能为负数。"),
            ),
            models.CheckConstraint(
                name="lead_land_not_negative",
                condition=Q(land_mu__isnull=True) | Q(land_mu__gte=0),
                violation_error_message=_("用地面积不能为负数。"),
            ),
        ]

    def __str__(self):
        return f"{self.company} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("leads:detail", args=[self.pk])

    @property
    def is_open(self):
        return self.status in OPEN

    @property
    def active_at(self):
        return self.last_activity_at or self.created_at

    @property
    def is_warned(self):
        """Told that it will go to the pool on `pool_due_on`, and nothing has happened since."""
        return self.is_open and self.pool_warned_at is not None and self.pool_warned_at > self.active_at

    @property
    def act_by(self):
        """By when somebody must act: the response to a new lead, else the next step."""
        return act_by(self.status, self.response_due_on, self.next_action_on)

    def light(self, on):
        return light(self.status, self.next_action_on, on)

    def is_late(self, on):
        return self.light(on) == Light.OVERDUE
