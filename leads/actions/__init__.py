"""What people do with leads. One noun per file."""

from leads.actions.bulk import CannotBeUndone, change_in_bulk, undo_bulk
from leads.actions.export import export_leads
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.step import take_step

__all__ = [
    "CannotBeUndone",
    "LeadChanged",
    "NextStepMissing",
    "assign",
    "change_in_bulk",
    "edit_lead",
    "export_leads",
    "log_lead",
    "show_phone",
    "take_step",
    "undo_bulk",
    "write_follow_up",
]
