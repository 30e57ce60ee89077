"""What people do with leads. One noun per file."""

from leads.actions.export import export_leads
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.project import convert
from leads.actions.step import take_step

__all__ = [
    "LeadChanged",
    "NextStepMissing",
    "assign",
    "convert",
    "edit_lead",
    "export_leads",
    "log_lead",
    "show_phone",
    "take_step",
    "write_follow_up",
]
