"""FirstContact (首谈报备): the unit that spoke to a company first, and until when nobody else may."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import TimeStamped, Versioned

PROTECT_DAYS = 60
RENEW_DAYS = 30
MAX_DAYS = 180
"""Protection: 60 days, each valid activity makes it at least 30 days from then, never past 180 (I-3)."""
UNTIL_TERMINATED = dt.date(9999, 12, 31)
"""The day that stands for: as long as the project of the lead is not terminated (I-3)."""
RULING_WORKDAYS = 3


class ConflictLevel(models.TextChoices):
    """How close the two claims are; the closest first (product, "Conflict levels, not a yes/no")."""

    ENTITY = "ENTITY", _("同一法人")
    GROUP = "GROUP", _("同一集团")
    VEHICLE = "VEHICLE", _("同一项目换主体")
    BROKER = "BROKER", _("同一中间人")


class Ruling(models.TextChoices):
    CHALLENGER = "CHALLENGER", _("支持异议，保护改归异议方")
    RIVAL = "RIVAL", _("维持原报备")
    BOTH = "BOTH", _("同意按环节分开报备，两份都有效")
    SEPARATE = "SEPARATE", _("不是同一家企业或同一集团，两份都有效")


class FirstContactQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(status=FirstContact.Status.VALID)

    def protecting(self, on):
        """Those that protect on the date `on`, whether or not a sweep has been since."""
        return self.filter(status__in=sorted(PROTECTING), protected_until__gte=on)

    def run_out(self, on):
        return self.valid().filter(protected_until__lt=on)

    def disputed(self):
        return self.filter(status=FirstContact.Status.CONFLICT)

    def visible_to(self, user):
        """That a unit has registered something until a date is no secret; what, `with_readable` says."""
        return self.all() if user.access.can("see_business") else self.none()

    def readable_by(self, user):
        """Whose company and evidence a person may read: own, the unit's, those of leads open to the person.

        Whoever rules reads all but the secret ones, and of these both sides of a conflict.
        """
        lead = FirstContact._meta.get_field("lead").related_model
        secret = Q(lead__visibility="SECRET")
        rules = Q(registered_by=user) | Q(lead__in=lead.objects.visible_to(user).values("pk"))
        if user.team_id:
            rules |= Q(team=user.team_id) & ~secret
        if user.access.can("rule_first_contacts"):
            sides = FirstContact.objects.exclude(level__in=["", ConflictLevel.BROKER]).exclude(rival=None)
            rules |= ~secret | Q(pk__in=sides.values("pk")) | Q(pk__in=sides.values("rival"))
        return self.visible_to(user).filter(rules)

    def with_readable(self, user):
        mine = FirstContact.objects.readable_by(user).filter(pk=OuterRef("pk"))
        return self.visible_to(user).annotate(is_readable=Exists(mine))

    def with_parties(self):
        return self.select_related(
            "company", "team", "lead__company", "lead__owner", "registered_by", "ruled_by", "segment"
        )


class FirstContact(TimeStamped, Versioned):
    """One registration. Server time decides (I-2); without evidence there is no protection.

    What it claims are rows of FirstContactKey: a UNIQUE constraint lets one registration hold each.
    The rights are the unit's (`team`), and stay with it when a person leaves (I-15).
    """

    class Status(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("已提交")
        VALID = "VALID", _("有效")
        CONFLICT = "CONFLICT", _("冲突待裁定")
        REJECTED = "REJECTED", _("未予支持")
        EXPIRED = "EXPIRED", _("已过期")
        RELEASED = "RELEASED", _("已释放")
        COMPLETED = "COMPLETED", _("已签约")

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="first_contacts", verbose_name=_("线索")
    )
    company = models.ForeignKey(
        "chains.Company", models.PROTECT, related_name="first_contacts", verbose_name=_("企业")
    )
    segment = models.ForeignKey(
        "chains.Segment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("项目范围（环节）"),
        help_text=_("不填即整个企业集团；按环节分开报备要管委会管理员同意。"),
    )
    team = models.ForeignKey(
        "accounts.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="first_contacts",
        verbose_name=_("单位"),
    )
    registered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("报备人")
    )
    registered_at = models.DateTimeField(_("报备时间"))
    contacted_on = models.DateField(_("首次有效接触日期"))
    evidence = models.TextField(_("凭据"))
    documents = models.ManyToManyField(
        "leads.Document", blank=True, related_name="first_contacts", verbose_name=_("凭据文件")
    )
    status = models.CharField(_("状态"), max_length=9, choices=Status, default=Status.SUBMITTED)
    protected_until = models.DateField(_("保护到期日"), null=True, blank=True)
    level = models.CharField(_("冲突等级"), max_length=7, choices=ConflictLevel, blank=True)
    rival = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rivals", verbose_name=_("冲突的报备")
    )
    appeal = models.TextField(_("异议理由"), blank=True)
    ruling_due_on = models.DateField(_("裁定期限"), null=True, blank=True)
    ruled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定人")
    )
    ruled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)
    ruling = models.TextField(_("裁定理由"), blank=True)
    outcome = models.CharField(_("裁定结果"), max_length=10, choices=Ruling, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FirstContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("首谈报备")
        verbose_name_plural = _("首谈报备")
        indexes = [
            models.Index(fields=["lead", "-registered_at"], name="first_contact_lead"),
            models.Index(
                fields=["protected_until"], name="first_contact_ending", condition=Q(status="VALID")
            ),
            models.Index(
                fields=["ruling_due_on"], name="first_contact_rulings", condition=Q(status="CONFLICT")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="valid_contact_has_an_end",
                condition=~Q(status="VALID") | Q(protected_until__isnull=False),
                violation_error_message=_("有效的首谈报备必须有保护到期日。"),
            ),
            models.CheckConstraint(
                name="conflict_has_a_ruling_day",
                condition=~Q(status="CONFLICT") | Q(ruling_due_on__isnull=False),
                violation_error_message=_("冲突必须有裁定期限。"),
            ),
            models.UniqueConstraint(
                name="one_open_conflict_per_lead",
                fields=["lead"],
                condition=Q(status="CONFLICT"),
                violation_error_message=_("这条线索已有待裁定的异议。"),
            ),
            models.CheckConstraint(
                name="ruling_is_whole",
                condition=Q(ruled_at__isnull=True, ruled_by__isnull=True, ruling="", outcome="")
                | (Q(ruled_at__isnull=False, ruled_by__isnull=False) & ~Q(ruling="") & ~Q(outcome="")),
                violation_error_message=_("裁定要有裁定人、时间、结果和理由。"),
            ),
        ]

    def __str__(self):
        return f"{self.company} {self.get_status_display()}"

    def get_absolute_url(self):
        return reverse("leads:first_contact", args=[self.pk])

    @property
    def registered_on(self):
        return timezone.localdate(self.registered_at)

    @property
    def last_day(self):
        """The day past which no activity protects any longer."""
        return self.registered_on + dt.timedelta(days=MAX_DAYS)

    @property
    def unit(self):
        """What others may know of who registered: the unit, never the person."""
        return str(self.team) if self.team else gettext("其他单位")

    @property
    def is_disputed(self):
        return self.status == self.Status.CONFLICT

    @property
    def is_standing(self):
        return self.status in {self.Status.VALID, self.Status.CONFLICT}

    @property
    def is_conflict(self):
        """Whether it is, or was, an objection to another registration; a shared broker is none."""
        return self.rival_id is not None and self.level != ConflictLevel.BROKER

    @property
    def is_open_ended(self):
        """Its project was reviewed."""
        return self.protected_until == UNTIL_TERMINATED

    def protects_on(self, day):
        return self.status in PROTECTING and bool(self.protected_until) and self.protected_until >= day


PROTECTING = frozenset({FirstContact.Status.VALID, FirstContact.Status.COMPLETED})


class FirstContactKey(models.Model):
    """One thing a registration claims: the code, a name, the group. Held by one registration at a time."""

    first_contact = models.ForeignKey(
        FirstContact, models.PROTECT, related_name="keys", verbose_name=_("首谈报备")
    )
    key = models.CharField(_("标识"), max_length=180)
    is_held = models.BooleanField(_("占用中"), default=True)

    class Meta:
        verbose_name = _("首谈标识")
        verbose_name_plural = _("首谈标识")
        constraints = [
            models.UniqueConstraint(
                name="first_contact_key_held_once",
                fields=["key"],
                condition=Q(is_held=True),
                violation_error_message=_("已有单位报备。"),
            ),
        ]

    def __str__(self):
        return self.key
