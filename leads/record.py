"""What the page of one lead shows to one person."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import day_words, mask_phone
from leads.checklist import next_states
from leads.forms import FollowUpForm
from leads.light import Light
from leads.permissions import (
    can_answer_shelving,
    can_ask_to_shelve,
    can_assign,
    can_edit,
    can_see_phone,
)
from leads.shelving import waiting_request
from leads.timeline import timeline

RELATED = ("company", "chain", "segment", "contact", "owner", "team", "former_owner", "project")


def record(lead, *, user, at, form=None, has_all=False):
    on = timezone.localdate(at)
    may_edit, why_not = can_edit(user, lead)
    may_assign = can_assign(user, lead)[0]
    months, has_more = timeline(lead, has_all=has_all)
    return {
        "lead": lead,
        "on": on,
        "light": lead.light(on),
        "light_sentence": light_sentence(lead, on),
        "can_edit": may_edit,
        "why_not": why_not,
        "can_assign": may_assign,
        "next_states": next_states(lead, user=user, at=at),
        "asked": waiting_request(lead),
        "can_ask_to_shelve": can_ask_to_shelve(user, lead)[0] and not may_assign,
        "can_answer_shelving": can_answer_shelving(user, lead)[0],
        "has_phone": can_see_phone(user, lead),
        "numbers": masked_numbers(lead),
        "helpers": list(lead.collaborators.all()),
        "months": months,
        "has_more": has_more,
        "form": form or blank_form(lead, on),
    }


def blank_form(lead, on):
    return FollowUpForm(lead=lead, on=on, initial={"form_token": uuid.uuid4()})


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
