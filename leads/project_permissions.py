"""Who may do what with a project. A refusal gives its reason; a stranger never gets this far (404)."""

from django.utils.translation import gettext as _

from accounts.models import User
from leads.claims import GRANTED, Verdict
from leads.models import DueDiligence, Project
from leads.report_rules import reports_monthly
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


def can_report(user: User, project: Project) -> Verdict:
    """Report the month: whoever may write on the project, once it is signed (I-9)."""
    verdict = can_edit(user, project)
    if verdict[0] and not reports_monthly(project):
        return False, _("签约以后按月填报到位资金和工程进度，现在还不用填。")
    return verdict


def can_staff(user: User, project: Project) -> Verdict:
    """Put the team together: the owner, and the office and leaders of the chain."""
    if project.status == ProjectStatus.TERMINATED:
        return False, _("项目已终止，只能查看。")
    if can_act_for(user, project):
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


def can_check(user: User, project: Project) -> Verdict:
    """Check the background: somebody who has a hand in the project, but not its owner (I-12)."""
    if project.owner_id == user.pk:
        return False, _("背景核查由负责人以外的人登记：核查人不能是项目负责人。")
    return can_edit(user, project)


def can_note(user: User, project: Project, check: DueDiligence) -> Verdict:
    """Accept concerns in writing: a leader of the chain, neither owner nor checker himself (I-12)."""
    if project.status == ProjectStatus.TERMINATED:
        return can_edit(user, project)
    if not user.access.can("approve_as_leader", project.chain_id):
        return False, _("对疑点的意见由本链链长或副链长写。")
    if user.pk in {project.owner_id, check.by_id}:
        return False, _("自己负责的项目、自己做的核查，由另一位链长写意见。")
    return GRANTED


def can_record_review(user: User, project: Project) -> Verdict:
    """The office that holds the meeting writes down what it decided; not the owner, who stood before it."""
    verdict = can_edit(user, project)
    if not verdict[0]:
        return verdict
    if project.owner_id == user.pk or not user.access.can("edit_chain_leads", project.chain_id):
        return False, _("准入评审由本链链长办、链长或管委会管理员登记，负责人自己不登记。")
    return GRANTED


def can_edit_indicators(user: User) -> Verdict:
    if user.access.can("edit_review_indicators"):
        return GRANTED
    return False, _("评审指标由管委会管理员修改。")
