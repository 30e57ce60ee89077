"""How well a link of a chain is filled (domain, §4.4). Pure: members in, status out."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from chains.models import ChainMember

FEW = 3
"""From so many members on a link is no longer weak."""

Role = ChainMember.Role


class SegmentStatus(TextChoices):
    MISSING = "MISSING", _("缺失")
    WEAK = "WEAK", _("薄弱")
    PRESENT = "PRESENT", _("具备")
    STRONG = "STRONG", _("优势")


GAPS = frozenset({SegmentStatus.MISSING, SegmentStatus.WEAK})
"""A company that fills one of these counts more (I-16)."""


def segment_status(roles: Collection[str]) -> SegmentStatus:
    """The status of a link whose present members have these roles on the chain (empty where not known)."""
    if not roles:
        return SegmentStatus.MISSING
    if len(roles) < FEW:
        return SegmentStatus.PRESENT if Role.ANCHOR in roles else SegmentStatus.WEAK
    return SegmentStatus.STRONG if {Role.ANCHOR, Role.BACKBONE} & set(roles) else SegmentStatus.PRESENT
