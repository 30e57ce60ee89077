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
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.step import take_step

__all__ = [
    "CannotBeUndone",
    "CommentStays",
    "DocumentGone",
    "LeadChanged",
    "NextStepMissing",
    "archive_document",
    "assign",
    "attach_document",
    "attach_documents",
    "change_in_bulk",
    "edit_lead",
    "export_leads",
    "log_lead",
    "show_phone",
    "take_step",
    "undo_bulk",
    "view_document",
    "withdraw_comment",
    "write_comment",
    "write_follow_up",
]
