"""What people do with leads. One noun per file."""

from leads.actions.bulk import CannotBeUndone, change_in_bulk, undo_bulk
from leads.actions.changed import ProjectChanged, RowChanged
from leads.actions.claim import CapacityReached
from leads.actions.clock import NotOwed, call_specialists, give_feedback
from leads.actions.comment import CommentStays, withdraw_comment, write_comment
from leads.actions.document import (
    DocumentGone,
    archive_document,
    attach_document,
    attach_documents,
    view_document,
)
from leads.actions.edit_project import assign_project, edit_project
from leads.actions.export import export_list
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
from leads.actions.pool import pool_idle_leads
from leads.actions.pool_rules import RuleChanged, RuleExists, add_pool_rule, edit_pool_rule
from leads.actions.progress import record_progress
from leads.actions.project import convert
from leads.actions.project_follow_up import follow_up_project
from leads.actions.project_member import AlreadyMember, add_member, remove_member
from leads.actions.ruling import (
    RivalChanged,
    RulingOvertaken,
    SameCompany,
    SegmentsAlike,
    appeal,
    rule_conflict,
)
from leads.actions.stage import (
    GateClosed,
    GateOpen,
    NoSuchStage,
    NotTheApprover,
    RequestOver,
    StageAlreadyAsked,
    approve_stage,
    ask_for_stage,
    move_back,
    pass_by_exception,
    refuse_stage,
    withdraw_stage_request,
)
from leads.actions.status import (
    RestartTooEarly,
    StatusAlreadyAsked,
    TooLateToReopen,
    approve_status,
    ask_for_status,
    refuse_status,
    reopen,
    resume,
    withdraw_status_request,
)
from leads.actions.step import take_step
from leads.actions.transfer import TransferOver, TransferRefused, accept, decline, offer_lead, withdraw
from leads.grading import ReasonMissing

__all__ = [
    "AlreadyMember",
    "AlreadyRegistered",
    "CannotBeUndone",
    "CapacityReached",
    "CommentStays",
    "ConflictOpen",
    "DocumentGone",
    "EvidenceMissing",
    "GateClosed",
    "GateOpen",
    "LeadChanged",
    "NextStepMissing",
    "NoSuchStage",
    "NotOwed",
    "NotTheApprover",
    "ProjectChanged",
    "ReasonMissing",
    "RequestOver",
    "RestartTooEarly",
    "RivalChanged",
    "RowChanged",
    "RuleChanged",
    "RuleExists",
    "RulingOvertaken",
    "SameCompany",
    "SegmentsAlike",
    "StageAlreadyAsked",
    "StatusAlreadyAsked",
    "TooLateToReopen",
    "TransferOver",
    "TransferRefused",
    "accept",
    "add_member",
    "add_pool_rule",
    "appeal",
    "approve_stage",
    "approve_status",
    "archive_document",
    "ask_for_stage",
    "ask_for_status",
    "ask_to_join",
    "assign",
    "assign_project",
    "attach_document",
    "attach_documents",
    "call_specialists",
    "change_in_bulk",
    "convert",
    "decline",
    "edit_lead",
    "edit_pool_rule",
    "edit_project",
    "export_list",
    "follow_up_project",
    "give_feedback",
    "lapse_first_contacts",
    "log_lead",
    "move_back",
    "offer_lead",
    "pass_by_exception",
    "pool_idle_leads",
    "record_progress",
    "refuse_stage",
    "refuse_status",
    "register_first_contact",
    "release",
    "remove_member",
    "renew",
    "reopen",
    "resume",
    "rule_conflict",
    "show_phone",
    "take_step",
    "undo_bulk",
    "view_document",
    "withdraw",
    "withdraw_comment",
    "withdraw_stage_request",
    "withdraw_status_request",
    "write_comment",
    "write_follow_up",
]
