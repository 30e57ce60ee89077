"""Why some leads went to the pool."""

from core import history
from core.models import Event
from leads.models import Lead
from leads.stages import LeadStatus

REASONS = ("对方今年暂不投资", "联系人离职，换人后没有回音", "需求转向外地", "专班调整分工")
ROWS = 1000


def seed_endings() -> None:
    """Follows from the leads alone, so the same leads end the same way."""
    Event.objects.bulk_create(releases(), batch_size=ROWS)


def releases():
    pooled = Lead.objects.filter(status=LeadStatus.POOL).select_related("company", "former_owner")
    for lead in pooled.order_by("pk").iterator(chunk_size=ROWS):
        data = {"step": "release", "old": str(LeadStatus.FOLLOWING), "new": str(LeadStatus.POOL)}
        data["reason"] = REASONS[lead.pk % len(REASONS)]
        yield Event(**history.row("step_lead", lead, by=lead.former_owner, at=lead.released_at, data=data))
