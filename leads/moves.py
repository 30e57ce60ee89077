"""Where a card of the board may go: one stage ahead, as long as the project goes on."""

from django.utils.translation import gettext as _

from leads.models import Project
from leads.stages import ProjectStage, ProjectStatus, stage_after

ORDER = tuple(ProjectStage)


def refusal(project: Project, *, version: int | None, to: str) -> str:
    """Why the card cannot go `to` that stage, or is no longer the card of `version`; empty if it can."""
    if version is not None and version != project.version:
        return _("项目刚刚有改动，这张卡片已经过时。没有改动任何内容。")
    following = stage_after(project.stage)
    if following is None:
        return _("项目已达产，没有下一阶段。")
    if project.status != ProjectStatus.ACTIVE:
        return _("项目是“%(status)s”，恢复以后才能推进。") % {"status": project.get_status_display()}
    if to and to != following:
        return why_not(project.stage, to)
    return ""


def overtaken() -> str:
    return _("项目刚刚有改动，或已有人申请。没有改动任何内容。")


def why_not(stage: str, to: str) -> str:
    """A stage that is not the next one."""
    if to in ORDER and ORDER.index(ProjectStage(to)) < ORDER.index(ProjectStage(stage)):
        return back()
    return skip()


def back() -> str:
    return _("阶段不能在看板上退回，由管委会管理员在项目页办。")


def skip() -> str:
    return _("一次只推进一个阶段。")
