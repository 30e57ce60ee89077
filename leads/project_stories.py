"""What the timeline says of a project that moves along its two axes."""

from django.utils.translation import gettext as _

from leads.models import FirstContact, StatusRequest
from leads.models.first_contact import UNTIL_TERMINATED
from leads.stages import ProjectStage, ProjectStatus


def stage_asked(event):
    text = _("申请进入%(stage)s") % {"stage": ProjectStage(event.data["stage"]).label}
    return with_reason(text, event.data.get("note"))


def stage_refused(event):
    text = _("没有同意进入%(stage)s") % {"stage": ProjectStage(event.data["stage"]).label}
    return with_reason(text, event.data["reason"])


def stage_request_withdrawn(event):
    return _("撤回了进入%(stage)s的申请") % {"stage": ProjectStage(event.data["stage"]).label}


def stage_moved(event):
    """阶段 在谈 → 已评审, and how: asked for by somebody, by exception, back."""
    data = event.data
    words = {"old": ProjectStage(data["old"]).label, "new": ProjectStage(data["new"]).label}
    text = _("阶段 %(old)s → %(new)s") % words
    if data["how"] == "back":
        return with_reason(_("%(move)s，退回") % {"move": text}, data["reason"])
    if data["how"] == "exception":
        passed = "；".join(data.get("passed", []))
        text = _("%(move)s，例外通过（缺：%(passed)s）") % {"move": text, "passed": passed}
        return with_reason(text, data["reason"])
    return _("%(move)s，%(person)s 申请") % {"move": text, "person": data["asked"]}


def status_asked(event):
    words = {"new": ProjectStatus(event.data["new"]).label}
    return with_reason(_("申请把项目改为%(new)s") % words, why(event.data))


def status_refused(event):
    words = {"new": ProjectStatus(event.data["status"]).label}
    return with_reason(_("没有同意把项目改为%(new)s") % words, event.data["reason"])


def status_request_withdrawn(event):
    return _("撤回了把项目改为%(new)s的申请") % {"new": ProjectStatus(event.data["status"]).label}


def status_changed(event):
    data = event.data
    words = {"old": ProjectStatus(data["old"]).label, "new": ProjectStatus(data["new"]).label}
    return with_reason(_("状态 %(old)s → %(new)s") % words, why(data))


def contact_held(event):
    data = event.data
    if data["until"] != UNTIL_TERMINATED.isoformat():
        return _("项目回到在谈，首谈保护至 %(until)s") % data
    if data["how"] == FirstContact.Status.COMPLETED:
        return _("项目签约，首谈报备完成")
    return _("项目通过评审，首谈保护到项目终止")


def progress_reported(event):
    data = event.data
    text = _("改了 %(month)s 的填报") if data["changed"] else _("填报 %(month)s 进度")
    text = _("%(text)s，累计到位 %(amount)s 万元") % {"text": text % data, "amount": data["arrived_wan"]}
    return with_reason(text, data["correction"])


def why(data):
    """The reason of a change of status in words: kind, text, where the project went."""
    kind = StatusRequest.Kind(data["kind"]).label if data.get("kind") else ""
    gone = _("流向 %(place)s") % {"place": data["lost_to"]} if data.get("lost_to") else ""
    back = _("预计 %(day)s 重启") % {"day": data["restart_on"]} if data.get("restart_on") else ""
    return "；".join(str(part) for part in (kind, data.get("reason"), gone, back) if part)


def with_reason(text, reason):
    return _("%(text)s：%(reason)s") % {"text": text, "reason": reason} if reason else text


SENTENCES = {
    "ask_for_stage": ("arrow-up", stage_asked),
    "refuse_stage": ("circle-x", stage_refused),
    "withdraw_stage_request": ("arrow-back-up", stage_request_withdrawn),
    "move_stage": ("circle-check", stage_moved),
    "ask_for_status": ("player-pause", status_asked),
    "refuse_status": ("circle-x", status_refused),
    "withdraw_status_request": ("arrow-back-up", status_request_withdrawn),
    "change_status": ("history", status_changed),
    "hold_contact": ("shield-check", contact_held),
    "report_progress": ("chart-bar", progress_reported),
}
