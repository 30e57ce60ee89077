"""Who may do what with the agreements and promises of a project."""

from django.utils.translation import gettext as _

from accounts.models import User
from leads.claims import GRANTED, Verdict
from leads.models import Agreement, Project
from leads.project_permissions import can_edit


def can_draft(user: User, project: Project) -> Verdict:
    """Whoever may write down what is so of the project."""
    return can_edit(user, project)


def can_sign(user: User, agreement: Agreement) -> Verdict:
    if agreement.signed_on:
        return False, _("协议已签约，金额和日期不再改；有变化就登记补充协议。")
    return can_edit(user, agreement.project)


def can_review(user: User, agreement: Agreement) -> Verdict:
    """The law side is somebody else's to judge than the drafter's (I-12)."""
    if agreement.legal_reviewed_on or agreement.signed_on:
        return False, _("法务审核已登记，或者协议已签约。")
    if user.pk == agreement.created_by_id:
        return False, _("协议由你起草，请起草人以外的人登记法务审核。")
    may, why_not = can_edit(user, agreement.project)
    return GRANTED if may else (False, why_not)
