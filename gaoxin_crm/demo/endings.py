"""What became of some leads: why they went to the pool, and the projects of those that were converted."""

from collections import Counter

from django.utils import timezone

from core import history
from core.models import Event
from leads.models import Lead, Project, ProjectCounter, ProjectKind
from leads.stages import LeadStatus

REASONS = ("对方今年暂不投资", "联系人离职，换人后没有回音", "需求转向外地", "专班调整分工")
KINDS = (ProjectKind.NEW, ProjectKind.NEW, ProjectKind.INCREASE, ProjectKind.RELOCATE, ProjectKind.HQ)
ROWS = 1000


def seed_endings() -> None:
    """Both follow from the leads alone, so the same leads end the same way."""
    Event.objects.bulk_create(releases(), batch_size=ROWS)
    numbers = Counter()
    Project.objects.bulk_create(projects(numbers), batch_size=ROWS)
    ProjectCounter.objects.bulk_create(
        ProjectCounter(chain_id=chain, year=year, last=last) for (chain, year), last in numbers.items()
    )


def releases():
    pooled = Lead.objects.filter(status=LeadStatus.POOL).select_related("company", "former_owner")
    for lead in pooled.order_by("pk").iterator(chunk_size=ROWS):
        data = {"step": "release", "old": str(LeadStatus.FOLLOWING), "new": str(LeadStatus.POOL)}
        data["reason"] = REASONS[lead.pk % len(REASONS)]
        yield Event(**history.row("step_lead", lead, by=lead.former_owner, at=lead.released_at, data=data))


def projects(numbers):
    """One project in its first stage for each converted lead; `numbers` counts them by chain and year."""
    converted = Lead.objects.filter(status=LeadStatus.CONVERTED, segment__isnull=False).defer("grams")
    for lead in converted.order_by("last_activity_at", "pk").iterator(chunk_size=ROWS):
        year = lead.last_activity_at.year
        numbers[lead.chain_id, year] += 1
        yield Project(
            code=f"GX-{lead.chain_id}-{year}-{numbers[lead.chain_id, year]:03d}",
            lead=lead,
            company_id=lead.company_id,
            title=lead.title,
            chain_id=lead.chain_id,
            segment_id=lead.segment_id,
            kind=KINDS[lead.pk % len(KINDS)],
            owner_id=lead.owner_id,
            team_id=lead.team_id,
            total_investment_wan=lead.investment_wan,
            land_mu=lead.land_mu,
            grade=lead.grade,
            next_action_text=lead.next_action_text,
            next_action_on=lead.next_action_on,
            stage_on=timezone.localdate(lead.last_activity_at),
            idle_from_on=timezone.localdate(lead.last_activity_at),
            created_by_id=lead.created_by_id,
            created_at=lead.last_activity_at,
            updated_at=lead.last_activity_at,
        )
