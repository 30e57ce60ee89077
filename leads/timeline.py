"""What happened to a lead, newest first: follow-ups and the events of its history in one line."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.models import FollowUp, Lead
from leads.stages import STEPS, LeadStatus

SHOWN = 50
METHOD_ICONS = {
    FollowUp.Method.PHONE: "phone",
    FollowUp.Method.WECHAT: "message-circle",
    FollowUp.Method.MAIL: "mail",
    FollowUp.Method.MEETING: "users",
    FollowUp.Method.FACE: "user",
    FollowUp.Method.SHEET: "table-import",
}


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    icon: str
    actor: str
    text: str
    meta: str = ""


def timeline(lead, *, has_all=False):
    """[(month, entries)], and whether there is more than is shown."""
    limit = None if has_all else SHOWN + 1
    notes = list(lead.follow_ups.select_related("by").order_by("-at", "-pk")[:limit])
    events = list(history.of(lead).exclude(verb="follow_up")[:limit])
    entries = [*map(of_follow_up, notes), *map(of_event, events)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    has_more = not has_all and len(entries) > SHOWN
    shown = entries[:SHOWN] if has_more else entries
    months = groupby(shown, key=lambda entry: f"{timezone.localtime(entry.at):%Y-%m}")
    return [(month, list(group)) for month, group in months], has_more


def of_follow_up(note):
    actor = note.officer or str(note.by)
    text = _("%(method)s：%(summary)s") % {"method": note.get_method_display(), "summary": note.summary}
    meta = ""
    if note.next_action_text:
        meta = _("下一步：%(text)s") % {"text": note.next_action_text}
        meta += f"，{note.next_action_on}" if note.next_action_on else ""
    return Entry(note.at, METHOD_ICONS[note.method], actor, text, meta)


def of_event(event):
    icon, say = SENTENCES.get(event.verb, ("history", said_plainly))
    return Entry(event.at, icon, event.actor_label or _("系统"), say(event))


def logged(event):
    return _("登记线索")


def edited(event):
    return _("改了 %(changes)s") % {"changes": "；".join(changes(event.data.get("changed", {})))}


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


def asked_to_shelve(event):
    return _("申请暂缓，预计 %(restart_on)s 重启：%(reason)s") % event.data


def declined_to_shelve(event):
    return _("没有同意暂缓：%(reason)s") % event.data


def project_created(event):
    return _("由线索转为项目，编号 %(code)s") % event.data


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


def said_plainly(event):
    return event.verb


SENTENCES = {
    "log_lead": ("plus", logged),
    "edit_lead": ("pencil", edited),
    "assign_lead": ("user-share", assigned),
    "step_lead": ("arrow-up", stepped),
    "ask_to_shelve": ("player-pause", asked_to_shelve),
    "decline_to_shelve": ("circle-x", declined_to_shelve),
    "create_project": ("layout-kanban", project_created),
    "show_phone": ("eye", phone_shown),
    "import_lead": ("table-import", imported),
    "import_follow_up": ("table-import", imported_again),
    "undo_import": ("history", import_undone),
}


def changes(changed):
    """Field by field: 等级 B → A. Long texts are named only."""
    for name, (old, new) in changed.items():
        field = Lead._meta.get_field(name)
        label = str(field.verbose_name)
        if field.get_internal_type() == "TextField":
            yield label
        else:
            choices = dict(field.flatchoices)
            yield f"{label} {shown(old, choices)} → {shown(new, choices)}"


def shown(value, choices):
    return str(choices.get(value, value)) if value not in (None, "") else "—"
