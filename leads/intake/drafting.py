"""Turns a plan into the rows that bringing it in would write. Reads, never writes."""

from leads.intake.draft import Draft
from leads.intake.draft_companies import CompanyDrafting
from leads.intake.draft_leads import LeadDrafting

STEP = 500


def make_draft(plan, *, by, at, file_name, progress):
    """The draft of a plan, for whoever imports it. `progress` hears now and then how many rows are done."""
    draft = Draft()
    companies = CompanyDrafting(draft, plan, by=by, at=at, file_name=file_name)
    leads = LeadDrafting(draft, plan, by=by, at=at)
    for number, item in enumerate(plan.active, 1):
        draft.made[item.position] = {}
        companies.add(item)
        leads.add(item)
        if number % STEP == 0:
            progress(number)
    return draft
