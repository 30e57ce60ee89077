"""Two units claim one company: the later one objects, somebody who is no party rules (domain, §4.3)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices import tell
from accounts.roles import WHOLE_ZONE
from core import history
from core.calendar import work_calendar
from leads.actions.first_contact import (
    ConflictOpen,
    EvidenceMissing,
    make_room,
    rulers,
    said_of,
    write,
    written_before,
)
from leads.actions.keys import move, take, take_free
from leads.contact_keys import BY_LEVEL, is_limited, on_segment
from leads.models import FirstContact, Ruling
from leads.models.first_contact import PROTECT_DAYS, RULING_WORKDAYS
from leads.rivals import claims_of_lead, obstacles

Status = FirstContact.Status


class SegmentsAlike(Exception):
    """Scopes differ by segment only: both leads need one, and not the same (I-2)."""


class SameCompany(Exception):
    """Nobody is told that one company is two."""


class RulingOvertaken(Exception):
    """Somebody ruled first, or the conflict is with another registration by now."""


class RivalChanged(RulingOvertaken):
    """A third unit has come in between: `rival`. The conflict is now with that one."""

    def __init__(self, rival):
        super().__init__(rival.contact.pk)
        self.rival = rival


# -- objection --------------------------------------------------------------------------------


def appeal(*, lead, by, at, rival, level, contacted_on, evidence, reason, documents=(), form_token=None):
    """Object to the registration `rival` on behalf of the unit of `lead`. It protects nobody until ruled.

    The same `form_token` again answers with the first objection. A lead has one open objection at a time.
    """
    if not evidence.strip():
        raise EvidenceMissing
    said = {"contacted_on": contacted_on, "evidence": evidence, "appeal": reason, "form_token": form_token}
    keys = claims_of_lead(lead)
    try:
        with transaction.atomic():
            contact = write(
                lead,
                by=by,
                at=at,
                status=Status.CONFLICT,
                rival=rival,
                level=level,
                ruling_due_on=work_calendar().after(timezone.localdate(at), RULING_WORKDAYS),
                **said,
            )
            contact.documents.set(documents)
            take(contact, keys, waiting=keys)
            remember_both("appeal_contact", contact, by=by, at=at, due=str(contact.ruling_due_on))
            tell_of_conflict(contact, by=by, at=at)
            return contact
    except IntegrityError:
        if written := written_before(form_token, by):
            return written
        if not lead.first_contacts.disputed().exists():
            raise
        raise ConflictOpen from None


def tell_of_conflict(contact, *, by, at):
    """R8, at once: those who may rule, and both owners."""
    verb = BY_LEVEL[contact.level].verb
    chain = contact.lead.chain_id or WHOLE_ZONE
    people = rulers(timezone.localdate(at), verb=verb, chain_code=chain)
    text = _("%(unit)s 对 %(rival)s 的首谈报备提出异议，%(due)s 前裁定。") % {
        "unit": contact.unit,
        "rival": contact.rival.unit,
        "due": contact.ruling_due_on,
    }
    tell_sides(contact, "appeal", text, others=people, by=by, at=at)


# -- ruling -----------------------------------------------------------------------------------


def rule_conflict(*, contact, by, at, supports, reason):
    """Decide the conflict `contact`, once; who may is asked before, in leads.permissions.

    The decision moves the keys in the same transaction. RulingOvertaken if somebody else decided first.
    """
    make_room(list(contact.keys.values_list("key", flat=True)), at=at)
    try:
        with transaction.atomic():
            decide(contact, by=by, at=at, supports=supports, reason=reason)
            EFFECTS[supports](contact, on=timezone.localdate(at))
            remember_both("rule_contact", contact, by=by, at=at, ruling=str(supports), reason=reason)
            text = _("首谈冲突已裁定：%(ruling)s。") % {"ruling": Ruling(supports).label}
            tell_sides(contact, "ruling", text, others=[], by=by, at=at)
    except IntegrityError:
        raise RulingOvertaken from None
    except RivalChanged as change:
        turn(FirstContact.objects.filter(pk=contact.pk), change.rival, at=at)
        raise
    contact.refresh_from_db()
    return contact


def decide(contact, *, by, at, supports, reason):
    result = {"status": Status.REJECTED}
    if supports != Ruling.RIVAL:
        until = contact.registered_on + dt.timedelta(days=PROTECT_DAYS)
        result = {"status": Status.VALID, "protected_until": until}
    record = {"ruled_by": by, "ruled_at": at, "ruling": reason, "outcome": supports, "updated_at": at}
    rows = FirstContact.objects.disputed().filter(pk=contact.pk, rival=contact.rival_id)
    if not rows.update(**result, **record, version=F("version") + 1):
        raise RulingOvertaken


def uphold(contact, *, on):
    """The rival keeps what it has."""


def replace(contact, *, on):
    shared = free_of_others(contact, on=on)
    rival = FirstContact.objects.filter(pk=contact.rival_id)
    rival.valid().update(status=Status.REJECTED, version=F("version") + 1)
    move(contact, rival=contact.rival, waiting=shared)
    others = FirstContact.objects.filter(rival=contact.rival_id)
    others.disputed().update(rival=contact.pk)


def divide(contact, *, on):
    """Each keeps to its segment. The first one also keeps holding the whole claims: whoever wants the whole
    group, or a third segment, still meets it."""
    free_of_others(contact, on=on)
    rival = contact.rival
    theirs, ours = rival.segment_id or rival.lead.segment_id, contact.lead.segment_id
    if not theirs or not ours or theirs == ours:
        raise SegmentsAlike
    if not FirstContact.objects.valid().filter(pk=rival.pk).update(segment=theirs):
        raise RulingOvertaken
    FirstContact.objects.filter(pk=contact.pk).update(segment=ours)
    for side, segment in ((rival, theirs), (contact, ours)):
        limit(side, segment, on=on)
    take_free(contact)


def limit(contact, segment, *, on):
    keys = list(contact.keys.values_list("key", flat=True))
    if any(map(is_limited, keys)):
        return
    limited = on_segment(keys, segment)
    if rival := obstacles(limited, on=on, besides=[contact.pk]).rival:
        raise RivalChanged(rival)
    take(contact, limited)


def part(contact, *, on):
    """Two that merely look alike: the later one holds what the first does not."""
    if contact.company_id == contact.rival.company_id:
        raise SameCompany
    free_of_others(contact, on=on)
    take_free(contact)


EFFECTS = {
    Ruling.CHALLENGER: replace,
    Ruling.RIVAL: uphold,
    Ruling.BOTH: divide,
    Ruling.SEPARATE: part,
}


def free_of_others(contact, *, on):
    """Keys that strangers share; RivalChanged if somebody who is no side of this conflict is in the way."""
    keys = contact.keys.values_list("key", flat=True)
    rival, shared = obstacles(list(keys), on=on, besides=[contact.pk, contact.rival_id])
    if rival:
        raise RivalChanged(rival)
    return shared


def turn(conflicts, rival, *, at):
    """Direct conflicts at another registration."""
    conflicts.disputed().update(rival=rival.contact, level=rival.level, updated_at=at)


# -- both sides -------------------------------------------------------------------------------


def remember_both(verb, contact, *, by, at, **data):
    """The history of both leads says it."""
    data = said_of(contact, rival=str(contact.rival.team or ""), level=str(contact.level), **data)
    leads = {contact.lead_id: contact.lead, contact.rival.lead_id: contact.rival.lead}
    history.record_many(((verb, lead, data) for lead in leads.values()), by=by, at=at)


def tell_sides(contact, act, text, *, others, by, at):
    owners = [side.lead.owner for side in (contact, contact.rival) if side.lead.owner]
    people = {person.pk: person for person in [*others, *owners, contact.registered_by]}
    key = f"contact-{act}:{contact.pk}:{contact.rival_id}"
    path = contact.get_absolute_url()
    tell(people=people.values(), key=key, subject=contact.company, text=text, path=path, by=by, at=at)
