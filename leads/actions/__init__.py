"""What people do with leads. One noun per file."""

from leads.actions.claim import CapacityReached
from leads.actions.export import export_leads
from leads.actions.follow_up import NextStepMissing, write_follow_up
from leads.actions.lead import LeadChanged, assign, edit_lead, log_lead, show_phone
from leads.actions.pool import pool_idle_leads
from leads.actions.pool_rules import RuleChanged, RuleExists, add_pool_rule, edit_pool_rule
from leads.actions.step import take_step
from leads.actions.transfer import TransferOver, TransferRefused, accept, decline, offer_lead, withdraw

__all__ = [
    "CapacityReached",
    "LeadChanged",
    "NextStepMissing",
    "RuleChanged",
    "RuleExists",
    "TransferOver",
    "TransferRefused",
    "accept",
    "add_pool_rule",
    "assign",
    "decline",
    "edit_lead",
    "edit_pool_rule",
    "export_leads",
    "log_lead",
    "offer_lead",
    "pool_idle_leads",
    "show_phone",
    "take_step",
    "withdraw",
    "write_follow_up",
]
