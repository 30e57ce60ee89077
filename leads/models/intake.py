"""ImportBatch (导入批次) and ImportRow: a sheet that leads came in by, and what became of each row."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

UNDO_HOURS = 24


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A batch holds names and telephone numbers: its uploader sees it, and the zone's administrators."""
        if not user.access.can("see_business"):
            return self.none()
        return self if user.access.can("see_all_imports") else self.filter(by=user)


class ImportBatch(models.Model):
    """One file, from upload to undo. `claim` names the worker that has it until `lease_until`.

    `layout` is what was found in each sheet, `chosen` the fields a person gave its columns
    ({sheet: {column index: field}}), `counts` what the preview and the result say in numbers.
    """

    class Status(models.TextChoices):
        READING = "READING", _("读取中")
        READY = "READY", _("待确认")
        QUEUED = "QUEUED", _("排队中")
        RUNNING = "RUNNING", _("导入中")
        DONE = "DONE", _("已导入")
        REFUSED = "REFUSED", _("无法导入")
        UNDONE = "UNDONE", _("已撤销")

    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="imports", verbose_name=_("导入人"))
    created_at = models.DateTimeField(_("上传时间"))
    file_name = models.CharField(_("文件"), max_length=200)
    stored_name = models.CharField(max_length=60, editable=False, blank=True)
    sha256 = models.CharField(max_length=64, editable=False, blank=True, db_index=True)
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.READING)
    encoding = models.CharField(_("编码"), max_length=12, blank=True)
    layout = models.JSONField(default=list)
    chosen = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error = models.TextField(_("原因"), blank=True)
    done_rows = models.PositiveIntegerField(_("已处理"), default=0)
    total_rows = models.PositiveIntegerField(_("总行数"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤销人")
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        indexes = [
            models.Index(
                fields=["lease_until"],
                name="import_waiting",
                condition=Q(status__in=["READING", "QUEUED", "RUNNING"]),
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("imports:detail", args=[self.pk])

    @property
    def is_working(self):
        """A worker has it or will take it: the page asks again."""
        return self.status in WORKING

    def can_be_undone(self, at):
        is_done = self.status == self.Status.DONE and self.finished_at is not None
        return is_done and (at - self.finished_at).total_seconds() <= UNDO_HOURS * 3600


WORKING = frozenset({ImportBatch.Status.READING, ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING})


class ImportRow(models.Model):
    """A data row of the sheet: its cells, what they were read as, and what became of it.

    `made` holds the keys of what this row brought about, and the fields it filled: what undoing looks at.
    """

    class Outcome(models.TextChoices):
        INVALID = "INVALID", _("有问题")
        LEAD = "LEAD", _("新线索")
        ATTACH = "ATTACH", _("并入已有线索")
        COPY = "COPY", _("整行重复")
        KNOWN = "KNOWN", _("以前导入过")
        SKIP = "SKIP", _("不导入")

    class Choice(models.TextChoices):
        DEFAULT = "", _("按建议")
        ATTACH = "ATTACH", _("并入已有线索")
        LEAD = "LEAD", _("另立线索")
        SKIP = "SKIP", _("不导入")

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rows", verbose_name=_("导入批次"))
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("行号"))
    fingerprint = models.CharField(max_length=64, db_index=True)
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    outcome = models.CharField(_("处理"), max_length=7, choices=Outcome)
    choice = models.CharField(_("选择"), max_length=6, choices=Choice, blank=True, default=Choice.DEFAULT)
    level = models.CharField(max_length=7, blank=True)
    evidence = models.JSONField(default=list)
    of = models.JSONField(default=dict)
    lead = models.ForeignKey("leads.Lead", models.PROTECT, null=True, blank=True, related_name="+")
    company = models.ForeignKey("chains.Company", models.PROTECT, null=True, blank=True, related_name="+")
    made = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("导入的行")
        verbose_name_plural = _("导入的行")
        constraints = [
            models.UniqueConstraint(name="import_row_once", fields=["batch", "sheet", "row"]),
        ]

    def __str__(self):
        return f"{self.sheet} {self.row}".strip()
