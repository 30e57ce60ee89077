"""Acts on many leads at once, as data: what each does to a row, and why a row is left out."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Lead
from leads.permissions import can_assign, can_edit, can_take
from leads.stages import ENDED, STEPS, LeadStatus

LIMIT = 500  # rows in one go: what one person can look through, and the server writes in about a second
RELEASE = next(step for step in STEPS if step.verb == "release")


class Verb(NamedTuple):
    """`refuse(user, lead, at, values)` answers why not, or nothing; `values` are empty until they are typed.

    `change(lead, values)` answers (what stands there, what will stand there). `roles` is the verb that
    somebody's role must have for the button to be shown at all; whether it holds for a row, `refuse` says.
    """

    name: str
    label: str | Promise
    icon: str
    busy: str | Promise
    roles: str
    refuse: Callable
    change: Callable
    can_be_undone: bool = True


class Planned(NamedTuple):
    """One chosen lead: left out with a reason, or changed from `before` to `after`."""

    lead: Lead
    refusal: str
    before: str = ""
    after: str = ""


def plan(verb, leads, *, user, at, values):
    """What the act would do, row by row."""
    return [planned(verb, lead, user=user, at=at, values=values) for lead in leads]


def planned(verb, lead, *, user, at, values):
    if refusal := verb.refuse(user, lead, at, values):
        return Planned(lead, refusal)
    return Planned(lead, "", *verb.change(lead, values))


def refuse_assign(user, lead, at, values):
    is_allowed, reason = can_assign(user, lead)
    if not is_allowed:
        return reason
    if lead.status in ENDED:
        return ended(lead)
    owner = values.get("owner")
    if owner and lead.owner_id == owner.pk:
        return _("已由 %(person)s 负责。") % {"person": owner}
    if owner and not owner.access.can("add_lead", lead.chain_id):
        return _("%(person)s 没有这条产业链的招商角色。") % {"person": owner}
    return ""


def refuse_next(user, lead, at, values):
    is_allowed, reason = can_edit(user, lead)
    if not is_allowed:
        return reason
    if not lead.is_open:
        return _("现在是“%(state)s”，没有下一步。") % {"state": lead.get_status_display()}
    if not values:
        return ""
    if not (values["next_action_text"] or lead.next_action_text):
        return _("还没有下一步：写明下一步做什么，才能定日期。")
    if next_step(lead, values) == (lead.next_action_text, lead.next_action_on):
        return _("已经是这样。")
    return ""


def refuse_grade(user, lead, at, values):
    is_allowed, reason = can_edit(user, lead)
    if not is_allowed:
        return reason
    if lead.status in ENDED:
        return ended(lead)
    return _("已是 %s 级。") % lead.grade if values.get("grade") == lead.grade else ""


def refuse_release(user, lead, at, values):
    if lead.status not in RELEASE.sources:
        return _("现在是“%(state)s”，不能退回公海。") % {"state": lead.get_status_display()}
    return can_take(user, lead, RELEASE, at)[1]


def ended(lead):
    return _("已结束：%(state)s。") % {"state": lead.get_status_display()}


def next_step(lead, values):
    return values["next_action_text"] or lead.next_action_text, values["next_action_on"]


def change_owner(lead, values):
    return str(lead.owner or "—"), str(values.get("owner") or "")


def change_next(lead, values):
    text, day = next_step(lead, values) if values else ("", "")
    return f"{lead.next_action_text or '—'} {lead.next_action_on or ''}".strip(), f"{text} {day}".strip()


def change_grade(lead, values):
    return lead.grade, values.get("grade", "")


def change_state(lead, values):
    return str(lead.get_status_display()), str(LeadStatus.POOL.label)


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "assign",
            gettext_lazy("指派"),
            "user-share",
            gettext_lazy("正在指派"),
            "assign_lead",
            refuse_assign,
            change_owner,
        ),
        Verb(
            "next",
            gettext_lazy("定下次跟进"),
            "calendar-event",
            gettext_lazy("正在保存"),
            "add_lead",
            refuse_next,
            change_next,
        ),
        Verb(
            "grade",
            gettext_lazy("改等级"),
            "letter-a",
            gettext_lazy("正在保存"),
            "add_lead",
            refuse_grade,
            change_grade,
        ),
        Verb(
            "release",
            gettext_lazy("退回公海"),
            "inbox",
            gettext_lazy("正在退回"),
            "add_lead",
            refuse_release,
            change_state,
            can_be_undone=False,  # the next unit may claim it in the same second
        ),
    )
}


def verbs_for(user):
    """The acts whose button a person is shown."""
    return [verb for verb in VERBS.values() if user.access.can(verb.roles)]
