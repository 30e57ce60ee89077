"""The pipeline: leads, who spoke first, what was said to the company, and the sheets leads came in by."""

from leads.models.bulk import BulkChange, BulkChangeRow
from leads.models.comment import Comment
from leads.models.document import Document
from leads.models.first_contact import ConflictLevel, FirstContact, FirstContactKey, Ruling
from leads.models.follow_up import FollowUp
from leads.models.intake import ImportBatch, ImportRow
from leads.models.lead import ActionType, Grade, Lead, LeadSource, Visibility
from leads.models.pool import PoolRule
from leads.models.project import Project, ProjectCounter, ProjectKind
from leads.models.shelving import ShelvingRequest
from leads.models.transfer import Transfer

__all__ = [
    "ActionType",
    "BulkChange",
    "BulkChangeRow",
    "Comment",
    "ConflictLevel",
    "Document",
    "FirstContact",
    "FirstContactKey",
    "FollowUp",
    "Grade",
    "ImportBatch",
    "ImportRow",
    "Lead",
    "LeadSource",
    "PoolRule",
    "Project",
    "ProjectCounter",
    "ProjectKind",
    "Ruling",
    "ShelvingRequest",
    "Transfer",
    "Visibility",
]
