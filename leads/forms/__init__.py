"""What may be typed in about a lead. Wrong input is an error; odd but legal input a warning."""

from leads.forms.cell import CellForm
from leads.forms.clock import OneLineForm
from leads.forms.company_code import CompanyCodeForm
from leads.forms.edit_lead import AssignForm, EditLeadForm
from leads.forms.edit_project import EditProjectForm
from leads.forms.first_contact import AppealForm, FirstContactForm, JoinForm, ReasonForm, RulingForm
from leads.forms.follow_up import FollowUpForm, ProjectFollowUpForm
from leads.forms.pool_rule import NewPoolRuleForm, PoolRuleForm
from leads.forms.project_cell import ProjectCellForm
from leads.forms.project_member import MemberForm
from leads.forms.quick_lead import QuickLeadForm
from leads.forms.shelving import AnswerForm, AskToShelveForm
from leads.forms.step import StepForm
from leads.forms.talk import ArchiveForm, CommentForm, UploadForm
from leads.forms.transfer import DeclineForm, TransferForm

__all__ = [
    "AnswerForm",
    "AppealForm",
    "ArchiveForm",
    "AskToShelveForm",
    "AssignForm",
    "CellForm",
    "CommentForm",
    "CompanyCodeForm",
    "DeclineForm",
    "EditLeadForm",
    "EditProjectForm",
    "FirstContactForm",
    "FollowUpForm",
    "JoinForm",
    "MemberForm",
    "NewPoolRuleForm",
    "OneLineForm",
    "PoolRuleForm",
    "ProjectCellForm",
    "ProjectFollowUpForm",
    "QuickLeadForm",
    "ReasonForm",
    "RulingForm",
    "StepForm",
    "TransferForm",
    "UploadForm",
]
