"""What people do with leads. One noun per file."""

from leads.actions.bulk import CannotBeUndone, change_in_bulk, undo_bulk
from leads.actions.comment import CommentStays, withdraw_comment, write_comment
from leads.actions.document import (
    DocumentGone,
    archive_document,
    attach_document,
    attach_documents,
    view_document,
)
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
from leads.actions.ruling import RivalChanged, RulingOvertaken, SegmentsAlike, appeal, rule_conflict
from leads.actions.step import take_step

__all__ = [
    "AlreadyRegistered",
    "CannotBeUndone",
    "CommentStays",
    "ConflictOpen",
    "DocumentGone",
    "EvidenceMissing",
    "LeadChanged",
    "NextStepMissing",
    "RivalChanged",
    "RulingOvertaken",
    "SegmentsAlike",
    "appeal",
    "archive_document",
    "ask_to_join",
    "assign",
    "attach_document",
    "attach_documents",
    "change_in_bulk",
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
    "undo_bulk",
    "view_document",
    "withdraw_comment",
    "write_comment",
    "write_follow_up",
]
