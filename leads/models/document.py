"""Document (附件): a file that belongs to a lead."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Archivable


class Document(Archivable):
    """The bytes lie under `stored_name`, a random name outside the web root; `name` is only shown.

    `media_type` is what the content is, not what the name says.
    """

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="documents", verbose_name=_("线索"))
    name = models.CharField(_("文件名"), max_length=200)
    stored_name = models.CharField(max_length=40, unique=True, editable=False)
    media_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"))
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        indexes = [models.Index(fields=["lead", "-at"], name="document_lead")]

    def __str__(self):
        return self.name

    @property
    def path(self):
        """Where the bytes lie."""
        return settings.DOCUMENT_DIR / self.stored_name[:2] / self.stored_name
