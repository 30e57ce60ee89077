"""BulkChange (批量操作): one act on many leads, kept so that it can be undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever did it may look at it and take it back."""
        return self.filter(by=user) if user.access.can("see_business") else self.none()


class BulkChange(models.Model):
    """What was done at once; `label` says it in words."""

    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("操作人"))
    at = models.DateTimeField(_("时间"))
    verb = models.SlugField(_("动作"), max_length=30)
    label = models.CharField(_("说明"), max_length=300)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量操作")
        verbose_name_plural = _("批量操作")

    def __str__(self):
        return self.label


class BulkChangeRow(models.Model):
    """One lead of it: the fields before, and its version after. Undone only while nobody changed it since."""

    change = models.ForeignKey(BulkChange, models.PROTECT, related_name="rows", verbose_name=_("批量操作"))
    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="+", verbose_name=_("线索"))
    before = models.JSONField(_("原内容"), default=dict)
    version = models.PositiveIntegerField(_("改后的版本"))

    class Meta:
        verbose_name = _("批量操作的行")
        verbose_name_plural = _("批量操作的行")
        constraints = [models.UniqueConstraint(name="bulk_row_once", fields=["change", "lead"])]

    def __str__(self):
        return f"{self.change} {self.lead_id}"
