"""What may be typed in about a lead. Wrong input is an error; odd but legal input a warning."""

from leads.forms.company_code import CompanyCodeForm
from leads.forms.edit_lead import AssignForm, EditLeadForm
from leads.forms.follow_up import FollowUpForm
from leads.forms.quick_lead import QuickLeadForm
from leads.forms.shelving import AnswerForm, AskToShelveForm
from leads.forms.step import StepForm

__all__ = [
    "AnswerForm",
    "AskToShelveForm",
    "AssignForm",
    "CompanyCodeForm",
    "EditLeadForm",
    "FollowUpForm",
    "QuickLeadForm",
    "StepForm",
]
