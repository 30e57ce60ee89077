"""What happened to a lead, in words: each follow-up, comment, document and event as one entry."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads import evidence_stories, project_stories
from leads.mentions import marked
from leads.models import (
    Comment,
    Document,
    FirstContact,
    FollowUp,
    Lead,
    Project,
    Ruling,
)
from leads.permissions import can_withdraw
from leads.stages import STEPS, LeadStatus

MOVE = "move_stage"  # forward it is substantive progress, and stands for its row
REAL = "circle-check-filled"
LONGEST = 300  # characters that are shown at once; the rest folds
METHOD_ICONS = {
    FollowUp.Method.PHONE: "phone",
    FollowUp.Method.WECHAT: "message-circle",
    FollowUp.Method.MAIL: "mail",
    FollowUp.Method.MEETING: "users",
    FollowUp.Method.FACE: "user",
    FollowUp.Method.SHEET: "table-import",
}


class Kind(TextChoices):
    """What the timeline can be limited to."""

    FOLLOW_UP = "follow-up", gettext_lazy("跟进")
    COMMENT = "comment", gettext_lazy("评论")
    DOCUMENT = "document", gettext_lazy("附件")
    CHANGE = "change", gettext_lazy("变更")
    PROGRESS = "progress", gettext_lazy("实质进展")


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    icon: str
    actor: str
    text: str
    meta: str = ""
    pk: int = 0
    anchor: str = ""
    is_activity: bool = False
    is_progress: bool = False
    mentions: tuple = ()
    comment: Comment | None = None  # that the reader may withdraw
    document: Document | None = None

    @property
    def is_long(self):
        return len(self.text) > LONGEST

    @cached_property
    def body(self):
        return marked(self.text, self.mentions)

    @property
    def beginning(self):
        return marked(self.text[:LONGEST], self.mentions)


def of_follow_up(note):
    actor = note.officer or str(note.by)
    text = _("%(method)s：%(summary)s") % {"method": note.get_method_display(), "summary": note.summary}
    meta = ""
    if note.next_action_text:
        meta = _("下一步：%(text)s") % {"text": note.next_action_text}
        meta += f"，{note.next_action_on}" if note.next_action_on else ""
    icon = METHOD_ICONS[note.method]
    anchor = f"follow-up-{note.pk}"
    return Entry(note.at, icon, actor, text, meta, note.pk, anchor, is_activity=True)


def of_comment(comment, *, user, at):
    """The text of a withdrawn comment leaves the database no more."""
    place = (comment.pk, f"comment-{comment.pk}")
    if comment.withdrawn_at:
        return Entry(comment.at, "message", str(comment.by), _("撤回了一条评论"), "", *place)
    own = comment if can_withdraw(user, comment, at)[0] else None
    people = tuple(comment.mentions.all())
    text = _("评论：%(text)s") % {"text": comment.text}
    return Entry(comment.at, "message", str(comment.by), text, "", *place, mentions=people, comment=own)


def of_document(document):
    place = (document.pk, f"document-{document.pk}")
    text = _("上传了附件")
    return Entry(document.at, "paperclip", str(document.by), text, "", *place, document=document)


def of_progress(progress):
    """What the light counts: marked, so that one sees at a glance what does."""
    actor = str(progress.by or _("系统"))
    text = _("%(kind)s：%(text)s") % {"kind": progress.get_kind_display(), "text": progress.text}
    meta = "" if progress.on == timezone.localdate(progress.at) else f"{progress.on}"
    anchor = f"progress-{progress.pk}"
    return Entry(progress.at, REAL, actor, text, meta, progress.pk, anchor, is_progress=True)


def of_event(event):
    icon, say = SENTENCES.get(event.verb, ("history", said_plainly))
    actor = event.actor_label or _("系统")
    if event.verb == MOVE and event.data.get("how") != "back":
        return Entry(event.at, REAL, actor, say(event), pk=event.pk, is_progress=True)
    return Entry(event.at, icon, actor, say(event), pk=event.pk)


def logged(event):
    return _("登记线索")


def edited(event):
    return _("改了 %(changes)s") % {"changes": "；".join(changes(event.data.get("changed", {}), Lead))}


def edited_project(event):
    return _("改了 %(changes)s") % {"changes": "；".join(changes(event.data.get("changed", {}), Project))}


def assigned(event):
    old, new = event.data.get("old"), event.data.get("new")
    if old:
        return _("把负责人从 %(old)s 改为 %(new)s") % {"old": old, "new": new}
    return _("指派给 %(new)s") % {"new": new}


def stepped(event):
    data = event.data
    label = next((step.label for step in STEPS if step.verb == data["step"]), data["step"])
    text = _("%(step)s：%(old)s → %(new)s") % {
        "step": label,
        "old": LeadStatus(data["old"]).label,
        "new": LeadStatus(data["new"]).label,
    }
    return f"{text}，{data['reason']}" if data.get("reason") else text


def pooled(event):
    return _("%(days)s 天没有活动，退回公海（%(grade)s 级满 %(limit)s 天），原负责人 %(owner)s") % event.data


def offered(event):
    return _("想移交给 %(new)s：%(reason)s") % event.data


def taken_over(event):
    return _("移交：负责人从 %(old)s 改为 %(new)s，%(reason)s") % event.data


def declined(event):
    return _("退回了移交：%(reason)s") % event.data


def withdrawn(event):
    return _("撤回了给 %(new)s 的移交") % event.data


def specialists_called(event):
    return _("请专家研判，研判期限延到 %(due_on)s：%(reason)s") % event.data


def feedback_given(event):
    return _("反馈引荐人：%(text)s") % event.data


def asked_to_shelve(event):
    return _("申请暂缓，预计 %(restart_on)s 重启：%(reason)s") % event.data


def declined_to_shelve(event):
    return _("没有同意暂缓：%(reason)s") % event.data


def project_created(event):
    return _("由线索转为项目，编号 %(code)s") % event.data


def member_added(event):
    return _("请 %(person)s 加入项目组，分工：%(part)s") % event.data


def member_removed(event):
    return _("把 %(person)s（%(part)s）移出项目组") % event.data


def phone_shown(event):
    return _("查看了 %(contact)s 的完整号码") % {"contact": event.data.get("contact", "")}


def imported(event):
    if "row" not in event.data:
        return _("由台账导入")
    return _("由台账导入：工作表“%(sheet)s”第 %(row)s 行") % event.data


def imported_again(event):
    return _("台账里再次登记：工作表“%(sheet)s”第 %(row)s 行") % event.data


def import_undone(event):
    return _("撤销了台账导入")


def bulk_undone(event):
    return _("撤销了批量操作“%(label)s”") % {"label": event.data["label"]}


def document_archived(event):
    return _("移除了附件 %(name)s：%(reason)s") % event.data


def document_viewed(event):
    return _("查看了附件 %(name)s") % event.data


def registered(event):
    return _("报备首谈，保护至 %(until)s") % event.data


def renewed(event):
    return _("首谈保护延长至 %(until)s") % event.data


def contact_ended(event):
    if event.data["how"] == FirstContact.Status.EXPIRED:
        return _("%(unit)s 的首谈保护到期") % event.data
    text = _("%(unit)s 的首谈报备已释放") % event.data
    return f"{text}：{event.data['reason']}" if event.data.get("reason") else text


def appealed(event):
    return _("%(unit)s 对 %(rival)s 的首谈报备提出异议，%(due)s 前裁定") % event.data


def ruled(event):
    said = {"ruling": Ruling(event.data["ruling"]).label, "reason": event.data["reason"]}
    return _("裁定首谈冲突：%(ruling)s。理由：%(reason)s") % said


def asked_to_join(event):
    return _("%(unit)s 申请协同：%(text)s") % event.data


def said_plainly(event):
    """An act that has no sentence yet: its name, and its reason if it has one."""
    name = event.verb.replace("_", " ").replace("-", " ")
    reason = event.data.get("reason") or event.data.get("text") or ""
    return _("操作记录：%(name)s") % {"name": f"{name}，{reason}" if reason else name}


SENTENCES = {
    "log_lead": ("plus", logged),
    "edit_lead": ("pencil", edited),
    "assign_lead": ("user-share", assigned),
    "step_lead": ("arrow-up", stepped),
    "call_specialists": ("users", specialists_called),
    "give_feedback": ("message-circle", feedback_given),
    "ask_to_shelve": ("player-pause", asked_to_shelve),
    "decline_to_shelve": ("circle-x", declined_to_shelve),
    "create_project": ("layout-kanban", project_created),
    "show_phone": ("eye", phone_shown),
    "import_lead": ("table-import", imported),
    "import_follow_up": ("table-import", imported_again),
    "undo_import": ("history", import_undone),
    "undo_bulk": ("arrow-back-up", bulk_undone),
    "archive_document": ("archive", document_archived),
    "view_document": ("eye", document_viewed),
    "register_contact": ("shield-check", registered),
    "renew_contact": ("shield-check", renewed),
    "end_contact": ("shield-off", contact_ended),
    "appeal_contact": ("scale", appealed),
    "rule_contact": ("scale", ruled),
    "ask_to_join": ("users", asked_to_join),
    "pool_lead": ("inbox", pooled),
    "offer_lead": ("user-share", offered),
    "accept_lead": ("user-check", taken_over),
    "decline_lead": ("arrow-back-up", declined),
    "withdraw_lead": ("arrow-back-up", withdrawn),
    "hand_over_lead": ("user-check", taken_over),
    "hand_over_project": ("user-check", taken_over),
    **project_stories.SENTENCES,
    **evidence_stories.SENTENCES,
    "edit_project": ("pencil", edited_project),
    "assign_project": ("user-share", assigned),
    "add_member": ("user-plus", member_added),
    "remove_member": ("users", member_removed),
}


def changes(changed, model):
    """Field by field: 等级 B → A. Long texts are named only."""
    for name, (old, new) in changed.items():
        field = model._meta.get_field(name)
        label = str(field.verbose_name)
        if field.get_internal_type() == "TextField":
            yield label
        else:
            choices = dict(field.flatchoices)
            yield f"{label} {shown(old, choices)} → {shown(new, choices)}"


def shown(value, choices):
    return str(choices.get(value, value)) if value not in (None, "") else "—"
