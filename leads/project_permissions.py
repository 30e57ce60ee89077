"""Who may do what with a project. A refusal gives its reason; a stranger never gets this far (404)."""

from django.utils.translation import gettext as _

from accounts.models import User
from leads.claims import GRANTED, Verdict
from leads.models import Project
from leads.stages import ProjectStatus


def works_on(user: User, project: Project) -> bool:
    """Owner or member of the team, as long as the person's role still is to work on leads."""
    if not user.access.can("add_lead"):
        return False
    return project.owner_id == user.pk or any(member.user_id == user.pk for member in project.members.all())


def can_edit(user: User, project: Project) -> Verdict:
    """Write down what is so: owner, team, and the office and leaders of the chain; not once it is ended."""
    if project.status == ProjectStatus.TERMINATED:
        return False, _("项目已终止，只能查看。")
    if works_on(user, project) or user.access.can("edit_chain_leads", project.chain_id):
        return GRANTED
    return False, _("只有负责人、项目成员、本链链长办和链长可以改这个项目。")


def can_staff(user: User, project: Project) -> Verdict:
    """Put the team together: the owner, and the office and leaders of the chain."""
    if project.status == ProjectStatus.TERMINATED:
        return False, _("项目已终止，只能查看。")
    is_owner = project.owner_id == user.pk and user.access.can("add_lead")
    if is_owner or user.access.can("edit_chain_leads", project.chain_id):
        return GRANTED
    return False, _("项目组由负责人、本链链长办和链长调整。")


def can_assign(user: User, project: Project) -> Verdict:
    """Give the project to another owner, or somebody a part in it: the office and leaders of the chain."""
    if project.status == ProjectStatus.TERMINATED:
        return False, _("项目已终止，只能查看。")
    if user.access.can("assign_lead", project.chain_id):
        return GRANTED
    return False, _("负责人由本链链长办、链长或管委会管理员指定。")


def can_act_for(user: User, project: Project) -> bool:
    """The owner, and the office and leaders of the chain: those who speak for a project."""
    is_owner = project.owner_id == user.pk and user.access.can("add_lead")
    return bool(is_owner or user.access.can("edit_chain_leads", project.chain_id))
