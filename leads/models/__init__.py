"""The pipeline: leads, what was said to the company, and the sheets leads came in by."""

from leads.models.follow_up import FollowUp
from leads.models.intake import ImportBatch, ImportRow
from leads.models.lead import ActionType, Grade, Lead, LeadSource, Visibility

__all__ = ["ActionType", "FollowUp", "Grade", "ImportBatch", "ImportRow", "Lead", "LeadSource", "Visibility"]
