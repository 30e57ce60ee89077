"""People: who they are, the unit they belong to, and which roles they hold from when to when."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.roles import MANAGEMENT, WHOLE_ZONE, Access, Role
from core.models import Archivable, TimeStamped


class Team(TimeStamped, Archivable):
    """A unit of the zone (单位、专班). First-contact rights stay with the unit when a person leaves."""

    name = models.CharField(_("单位名称"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def working(self):
        return self.filter(is_active=True)

    def visible_to(self, user):
        """Who keeps accounts or rights sees everybody; everyone else reads their own page."""
        if user.access.can("manage_people") or user.access.can("grant_roles"):
            return self.all()
        return self.filter(pk=user.pk)

    def holding(self, *roles, on, chain_code=None):
        """People who hold one of `roles` on the date `on`, on that chain or the whole zone."""
        grants = RoleGrant.objects.in_force(on).filter(role__in=roles)
        if chain_code is not None:
            grants = grants.filter(chain_code__in=[WHOLE_ZONE, chain_code])
        return self.filter(pk__in=grants.values("user_id"))


class People(UserManager.from_queryset(UserQuerySet)):
    """Makes users, and answers questions about them."""


class User(AbstractUser):
    class Theme(models.TextChoices):
        AUTO = "auto", _("跟随系统")
        LIGHT = "light", _("浅色")
        DARK = "dark", _("深色")

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    first_name = None
    last_name = None
    name = models.CharField(_("姓名"), max_length=60)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("单位")
    )
    theme = models.CharField(_("外观"), max_length=5, choices=Theme, default=Theme.AUTO)
    language = models.CharField(_("语言"), max_length=10, choices=Language, default=Language.CHINESE)
    has_shortcuts = models.BooleanField(_("单键快捷键"), default=True)
    has_reminder_mail = models.BooleanField(_("接收提醒邮件"), default=True)

    objects = People()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @cached_property
    def access(self):
        """The person's rights today. Rights begin and end on days, so this alone reads the clock here."""
        return self.access_on(timezone.localdate())

    def access_on(self, day):
        if not self.is_active:
            return Access(())
        return Access(self.grants.in_force(day).values_list("role", "chain_code"))


class RoleGrantQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user__in=User.objects.visible_to(user))

    def in_force(self, on):
        return self.filter(Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def during(self, starts_on, ends_on):
        """Grants that hold on at least one day of the period; an open end is None."""
        begun = Q(starts_on__lte=ends_on) if ends_on else Q()
        return self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))


class RoleGrant(TimeStamped):
    """A role from a day to a day (both included), on one chain or, with no chain code, on the whole zone."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("人员"))
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    chain_code = models.CharField(_("产业链"), max_length=16, blank=True, default=WHOLE_ZONE)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授权人")
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色授权")
        verbose_name_plural = _("角色授权")
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.UniqueConstraint(
                name="grant_once",
                fields=["user", "role", "chain_code"],
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("这个人已有同样的授权。"),
            ),
            models.UniqueConstraint(
                name="one_leader_per_chain",
                fields=["chain_code"],
                condition=Q(role="CHAIN_LEADER", ends_on__isnull=True),
                violation_error_message=_("这条产业链已有链长，请先给原链长填结束日期。"),
            ),
            models.UniqueConstraint(
                name="one_management_role",
                fields=["user"],
                condition=Q(role__in=sorted(MANAGEMENT), ends_on__isnull=True),
                violation_error_message=_("系统、安全、审计三种管理员不能由同一个人兼任。"),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()} {self.chain_code}".strip()

    def holds_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def is_over_on(self, day):
        return self.ends_on is not None and self.ends_on < day
