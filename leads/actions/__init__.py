"""What people do with leads. One noun per file."""

from leads.actions.export import export_leads
from leads.actions.first_contact import (
    AlreadyRegistered,
    ConflictOpen,
    EvidenceMissing,
    lapse_first_contacts,
    register_first_contact,
    release,
    renew,
)
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.joining import ask_to_join
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.ruling import (
    RivalChanged,
    RulingOvertaken,
    SameCompany,
    SegmentsAlike,
    appeal,
    rule_conflict,
)
from leads.actions.step import take_step

__all__ = [
    "AlreadyRegistered",
    "ConflictOpen",
    "EvidenceMissing",
    "LeadChanged",
    "NextStepMissing",
    "RivalChanged",
    "RulingOvertaken",
    "SameCompany",
    "SegmentsAlike",
    "appeal",
    "ask_to_join",
    "assign",
    "edit_lead",
    "export_leads",
    "lapse_first_contacts",
    "log_lead",
    "register_first_contact",
    "release",
    "renew",
    "rule_conflict",
    "show_phone",
    "take_step",
    "write_follow_up",
]
