"""SavedView (视图) and ListColumns: how a person looks at a list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Team, User
from core.models import TimeStamped, Versioned


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of one's unit."""
        shared = Q(team=user.team_id) if user.team_id else Q(pk__in=[])
        return self.filter(Q(owner=user) | shared)

    def of_list(self, name):
        return self.filter(list_name=name)


class SavedView(TimeStamped, Versioned):
    """A filter, an order and columns under a name: mine (no team) or my unit's (团队).

    `query` holds checked parameters of the list `list_name`; they are checked again when the view is opened.
    A team's view is changed by its owner only; others save as.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views", verbose_name=_("所有人"))
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="saved_views", verbose_name=_("团队")
    )
    list_name = models.CharField(_("列表"), max_length=30)
    name = models.CharField(_("名称"), max_length=40)
    query = models.TextField(_("筛选"), blank=True)
    columns = models.JSONField(_("列"), default=list, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("视图")
        verbose_name_plural = _("视图")
        constraints = [
            models.UniqueConstraint(
                name="saved_view_name_once",
                fields=["owner", "list_name", "name"],
                violation_error_message=_("已有同名视图，换一个名称。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_shared(self):
        return self.team_id is not None


class ListColumnsQuerySet(models.QuerySet):
    def chosen(self, user, list_name):
        """The columns a person has chosen for a list, or none."""
        rows = self.filter(user=user, list_name=list_name).order_by("pk")
        return rows.values_list("columns", flat=True).first() or []


class ListColumns(models.Model):
    """The columns a person has chosen for a list, in their order. Without a row the list's own hold."""

    user = models.ForeignKey(User, models.PROTECT, related_name="list_columns", verbose_name=_("人员"))
    list_name = models.CharField(_("列表"), max_length=30)
    columns = models.JSONField(_("列"), default=list)

    objects = ListColumnsQuerySet.as_manager()

    class Meta:
        verbose_name = _("列表的列")
        verbose_name_plural = _("列表的列")
        constraints = [models.UniqueConstraint(name="list_columns_once", fields=["user", "list_name"])]

    def __str__(self):
        return f"{self.user} {self.list_name}"
