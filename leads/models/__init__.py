"""The pipeline: leads, who spoke first, what was said to the company, and the sheets leads came in by."""

from leads.models.admission_review import AdmissionReview, ReviewIndicator
from leads.models.agreement import Agreement
from leads.models.bulk import BulkChange, BulkChangeRow
from leads.models.comment import Comment
from leads.models.document import Document
from leads.models.due_diligence import DueDiligence
from leads.models.first_contact import ConflictLevel, FirstContact, FirstContactKey, Ruling
from leads.models.follow_up import FollowUp
from leads.models.intake import ImportBatch, ImportRow
from leads.models.lead import ActionType, Grade, Lead, LeadSource, Visibility
from leads.models.policy_commitment import PolicyCommitment
from leads.models.pool import PoolRule
from leads.models.progress_event import ProgressEvent
from leads.models.progress_report import ProgressReport
from leads.models.project import Project, ProjectCounter, ProjectKind, ProjectMember
from leads.models.shelving import ShelvingRequest
from leads.models.stage_change import StageChange, StageRequest
from leads.models.stage_evidence import StageEvidence
from leads.models.status_request import StatusRequest
from leads.models.transfer import Transfer

__all__ = [
    "ActionType",
    "AdmissionReview",
    "Agreement",
    "BulkChange",
    "BulkChangeRow",
    "Comment",
    "ConflictLevel",
    "Document",
    "DueDiligence",
    "FirstContact",
    "FirstContactKey",
    "FollowUp",
    "Grade",
    "ImportBatch",
    "ImportRow",
    "Lead",
    "LeadSource",
    "PolicyCommitment",
    "PoolRule",
    "ProgressEvent",
    "ProgressReport",
    "Project",
    "ProjectCounter",
    "ProjectKind",
    "ProjectMember",
    "ReviewIndicator",
    "Ruling",
    "ShelvingRequest",
    "StageChange",
    "StageEvidence",
    "StageRequest",
    "StatusRequest",
    "Transfer",
    "Visibility",
]
