"""What may be typed in about a lead. Wrong input is an error; odd but legal input a warning."""

from leads.forms.clock import OneLineForm
from leads.forms.edit_lead import AssignForm, EditLeadForm
from leads.forms.follow_up import FollowUpForm
from leads.forms.quick_lead import QuickLeadForm
from leads.forms.step import StepForm

__all__ = ["AssignForm", "EditLeadForm", "FollowUpForm", "OneLineForm", "QuickLeadForm", "StepForm"]
