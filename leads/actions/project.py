"""Make a project of a lead (§4.3): the last step of the one is the first stage of the other."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import history
from leads.actions.changed import RowChanged
from leads.actions.first_contact import hold
from leads.actions.lead import LeadChanged
from leads.actions.step import take_step
from leads.models import Project, ProjectCounter, StageChange


class ProjectChanged(RowChanged):
    """Somebody else changed or moved the project meanwhile."""


def convert(*, lead, step, by, at, kind, reason=""):
    """The project of `lead`, in its first stage. A lead converted already answers with its first project.

    LeadChanged if somebody moved the lead elsewhere. What must be known before is asked in leads.checklist.
    """
    try:
        return make_project(lead, step, by=by, at=at, kind=kind)
    except LeadChanged:
        project = Project.objects.filter(lead=lead.pk).first()
        if project is None:
            raise
        return project


@transaction.atomic
def make_project(lead, step, *, by, at, kind):
    chain_id = lead.segment.chain_id
    code = next_code(chain_id, timezone.localdate(at).year)
    next_step = {"next_action_text": lead.next_action_text, "next_action_on": lead.next_action_on}
    take_step(lead=lead, step=step, by=by, at=at, reason=code)
    on = timezone.localdate(at)
    project = Project.objects.create(
        code=code,
        lead=lead,
        company_id=lead.company_id,
        title=lead.title,
        chain_id=chain_id,
        segment_id=lead.segment_id,
        kind=kind,
        owner_id=lead.owner_id,
        team_id=lead.team_id,
        total_investment_wan=lead.investment_wan,
        land_mu=lead.land_mu,
        grade=lead.grade,
        stage_on=on,
        idle_from_on=on,
        **next_step,
        created_by=by,
        created_at=at,
        updated_at=at,
    )
    StageChange.objects.create(project=project, stage=project.stage, on=on, at=at, by=by)
    hold(lead, by=by, at=at)
    history.record("create_project", project, by=by, at=at, code=code, lead=lead.pk)
    return project


def next_code(chain_id, year):
    """GX-SENSOR-2025-001 and onwards. The UPDATE holds the counter until the transaction ends: whoever comes
    second waits, and a transaction that fails gives its number back."""
    ProjectCounter.objects.bulk_create([ProjectCounter(chain_id=chain_id, year=year)], ignore_conflicts=True)
    counter = ProjectCounter.objects.filter(chain=chain_id, year=year)
    counter.update(last=F("last") + 1)
    return f"GX-{chain_id}-{year}-{counter.get().last:03d}"
