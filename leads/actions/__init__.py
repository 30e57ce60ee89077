"""What people do with leads. One noun per file."""

from leads.actions.clock import NotOwed, call_specialists, give_feedback
from leads.actions.export import export_leads
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.step import take_step
from leads.grading import ReasonMissing

__all__ = [
    "LeadChanged",
    "NextStepMissing",
    "NotOwed",
    "ReasonMissing",
    "assign",
    "call_specialists",
    "edit_lead",
    "export_leads",
    "give_feedback",
    "log_lead",
    "show_phone",
    "take_step",
    "write_follow_up",
]
