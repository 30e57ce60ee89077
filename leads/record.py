"""What the page of one lead shows to one person."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import day_words, mask_phone
from leads.checklist import next_states
from leads.clock_lines import clock_lines
from leads.conflicts import step_seen
from leads.forms import FollowUpForm
from leads.grading import grade_words
from leads.light import Light
from leads.permissions import (
    can_answer,
    can_answer_shelving,
    can_ask_to_shelve,
    can_assign,
    can_call_specialists,
    can_edit,
    can_offer,
    can_see_phone,
    can_withdraw_offer,
)
from leads.protection import protection
from leads.shelving import waiting_request
from leads.talk import talk

RELATED = ("company", "chain", "segment", "contact", "owner", "team", "former_owner", "project")


def record(lead, *, user, at, form=None, **talking):
    on = timezone.localdate(at)
    may_edit, why_not = can_edit(user, lead)
    transfer = lead.transfers.waiting().select_related("from_owner", "to_owner").order_by("pk").first()
    may_assign = can_assign(user, lead)[0]
    return {
        "lead": lead,
        "on": on,
        "light": lead.light(on),
        "light_sentence": light_sentence(lead, on),
        "clocks": clock_lines(lead, on=on),
        "grade_words": grade_words(lead),
        "can_call_specialists": can_call_specialists(user, lead)[0],
        "can_edit": may_edit,
        "why_not": why_not,
        "can_assign": may_assign,
        "can_offer": can_offer(user, lead)[0],
        "transfer": transfer,
        "may_answer": transfer is not None and can_answer(user, transfer, on)[0],
        "may_withdraw": transfer is not None and can_withdraw_offer(user, transfer)[0],
        "next_states": next_states(lead, user=user, at=at),
        "asked": waiting_request(lead),
        "can_ask_to_shelve": can_ask_to_shelve(user, lead)[0] and not may_assign,
        "can_answer_shelving": can_answer_shelving(user, lead)[0],
        "has_phone": can_see_phone(user, lead),
        "numbers": masked_numbers(lead),
        "helpers": list(lead.collaborators.all()),
        "protection": protection(lead, user=user, at=at),
        "form": form or blank_form(lead, on),
        **talk(lead, user=user, at=at, **talking),
    }


def blank_form(lead, on):
    return FollowUpForm(lead=lead, on=on, initial={"form_token": uuid.uuid4(), "seen": step_seen(lead)})


def masked_numbers(lead):
    """What everybody may read of the numbers; the full ones are fetched by an act that is on record."""
    if not lead.contact:
        return []
    return [mask_phone(number) for number in (lead.contact.phone, lead.contact.phone_alt) if number]


def light_sentence(lead, on):
    """Why the light is amber or red, and what to do; nothing while all is well."""
    said = {
        Light.OVERDUE: _("下一步“%(text)s”原定 %(day)s，还没有记跟进。"),
        Light.DUE: _("下一步“%(text)s”今天到期。"),
        Light.MISSING: _("在办线索没有下一步，记一条跟进并写上日期。"),
    }.get(lead.light(on), "")
    if "%" not in said:
        return said
    return said % {"text": lead.next_action_text, "day": day_words(lead.next_action_on, on)}
