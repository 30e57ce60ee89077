"""Register a first contact (首谈报备), keep it alive, let it go (domain, I-2 and I-3).

Of all who claim one company at once the UNIQUE constraint on the keys lets one through.
"""

import datetime as dt
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import tell
from accounts.roles import VERBS
from core import history
from leads.actions.keys import let_go, take
from leads.actions.lead import LeadChanged
from leads.models import ConflictLevel, FirstContact, FirstContactKey, FollowUp, Lead
from leads.models.first_contact import PROTECT_DAYS, RENEW_DAYS
from leads.rivals import claims_of_lead, obstacles
from leads.stages import PROTECTABLE

ATTEMPTS = 5
LAPSE_AT_ONCE = 1000
VALID_ACTIVITY = frozenset({FollowUp.Method.FACE, FollowUp.Method.MEETING})
"""What renews a protection: people met. A call, a chat or a mail does not (product: real progress only)."""

Status = FirstContact.Status
STANDING = (Status.VALID, Status.CONFLICT, Status.COMPLETED)


class EvidenceMissing(Exception):
    """No evidence, no protection (I-2)."""


class ConflictOpen(Exception):
    """The lead has an objection that waits for its ruling."""


class AlreadyRegistered(Exception):
    """Another registration holds what this one claims: `rival.contact`, as close as `rival.level`."""

    def __init__(self, rival):
        super().__init__(rival.contact.pk, rival.level)
        self.rival = rival


def register_first_contact(*, lead, by, at, contacted_on, evidence, documents=(), form_token=None):
    """Register `lead` for its unit; AlreadyRegistered, and nothing held, if another one was first.

    A lead that is registered already is answered with that registration, and so is the same `form_token`.
    ConflictOpen while an objection of the lead waits: it is taken back first.
    """
    if not evidence.strip():
        raise EvidenceMissing
    said = {"contacted_on": contacted_on, "evidence": evidence, "form_token": form_token}
    keys = claims_of_lead(lead)
    for attempt in range(1, ATTEMPTS + 1):
        make_room(keys, at=at)
        rival, shared = obstacles(keys, on=timezone.localdate(at))
        if rival and rival.contact.lead_id == lead.pk:
            return rival.contact
        if rival:
            raise AlreadyRegistered(rival)
        try:
            return protect(lead, keys, waiting=shared, by=by, at=at, documents=documents, **said)
        except IntegrityError:
            # Somebody was faster: with this very form, or with another claim that the next look will find.
            if written := written_before(form_token, by):
                return written
            if attempt == ATTEMPTS:
                raise


def make_room(keys, *, at):
    """What has run out holds nothing, whether or not a sweep has been. Each is ended on its own: of two who
    make room at once none waits for the other while it holds something."""
    held = FirstContactKey.objects.filter(key__in=keys, is_held=True).values("first_contact")
    over = FirstContact.objects.run_out(timezone.localdate(at)).filter(pk__in=held)
    for pk in over.order_by("pk").values_list("pk", flat=True):
        expire([pk], at=at)


@transaction.atomic
def protect(lead, keys, *, waiting, by, at, documents, **said):
    until = timezone.localdate(at) + dt.timedelta(days=PROTECT_DAYS)
    remark = same_broker(lead, on=timezone.localdate(at))
    level = ConflictLevel.BROKER if remark else ""
    fields = {"status": Status.VALID, "protected_until": until, "rival": remark, "level": level, **said}
    contact = write(lead, by=by, at=at, **fields)
    if lead.first_contacts.disputed().exists():
        raise ConflictOpen
    contact.documents.set(documents)
    take(contact, keys, waiting=waiting)
    remember("register_contact", contact, by=by, at=at, until=str(until))
    return contact


def write(lead, *, by, at, **fields):
    """Insert a registration for a lead that is worked on; the row lock keeps it so till the commit."""
    still = Lead.objects.filter(pk=lead.pk, team=lead.team_id, status__in=sorted(PROTECTABLE))
    if not still.update(version=F("version") + 1, updated_at=at):
        raise LeadChanged(Lead.objects.get(pk=lead.pk))
    stamps = {"created_at": at, "updated_at": at, "registered_at": at, "registered_by": by}
    return FirstContact.objects.create(
        lead=lead, company=lead.company, team_id=lead.team_id, **stamps, **fields
    )


def written_before(form_token, by):
    if not form_token:
        return None
    return FirstContact.objects.filter(form_token=form_token, registered_by=by).order_by("pk").first()


def same_broker(lead, *, on):
    """Another unit's registration that came by the same introducer on the same segment: worth a remark."""
    if not lead.introducer or not lead.segment_id:
        return None
    others = FirstContact.objects.protecting(on).exclude(lead=lead.pk)
    others = others.filter(lead__introducer=lead.introducer, lead__segment=lead.segment_id)
    return others.exclude(team__isnull=False, team=lead.team_id).order_by("pk").first()


def renew(lead, *, method, at, by=None):
    """Prolong the protection of `lead` after a valid activity of the unit that has it. Whether it did.

    At least 30 days from this day, never past the 180th; it never shortens. Part of the caller's transaction.
    """
    if method not in VALID_ACTIVITY:
        return False
    contact = protection_of(lead, on=timezone.localdate(at))
    if contact is None:
        return False
    until = min(timezone.localdate(at) + dt.timedelta(days=RENEW_DAYS), contact.last_day)
    return prolong(contact, until, by=by, at=at)


def hold(lead, *, by, at):
    """A lead that became a project is protected to the last day it may be: no follow-up prolongs it now."""
    contact = protection_of(lead, on=timezone.localdate(at))
    return contact is not None and prolong(contact, contact.last_day, by=by, at=at)


def protection_of(lead, *, on):
    """The registration by which the unit of `lead` is protected on the date `on`."""
    same_unit = Q(team=F("lead__team")) | Q(team=None, lead__team=None)
    return FirstContact.objects.protecting(on).filter(same_unit, lead=lead).order_by("pk").first()


def prolong(contact, until, *, by, at):
    """Whether the day moved: never to an earlier one, and not once the protection has ended."""
    protecting = FirstContact.objects.protecting(timezone.localdate(at))
    rows = protecting.filter(pk=contact.pk, protected_until__lt=until)
    if not rows.update(protected_until=until, updated_at=at, version=F("version") + 1):
        return False
    remember("renew_contact", contact, by=by, at=at, until=str(until))
    return True


@transaction.atomic
def release(*, contact, by, at, reason):
    """The unit gives its registration up, or takes its objection back. False if it was over before."""
    return end([contact.pk], Status.RELEASED, by=by, at=at, reason=reason) > 0


def release_with_leads(leads, *, by, at):
    """Leads (primary keys) went to the pool or were found invalid: nobody is protected on them any more.

    Part of the transaction that moves them. How many registrations ended.
    """
    contacts = FirstContact.objects.filter(lead__in=leads, status__in=STANDING)
    return end(list(contacts.values_list("pk", flat=True)), Status.RELEASED, by=by, at=at)


def lapse_first_contacts(*, at):
    """End the protections that have run out (R7), at most a thousand at a time. How many."""
    over = FirstContact.objects.run_out(timezone.localdate(at)).order_by("pk")
    return expire(list(over.values_list("pk", flat=True)[:LAPSE_AT_ONCE]), at=at)


@transaction.atomic
def expire(pks, *, at):
    return end(pks, Status.EXPIRED, by=None, at=at)


def end(pks, status, *, by, at, reason=""):
    """End those of the registrations that still stand, and free their keys. How many this call ended.

    Of two at once, each row falls to one: the moment in `updated_at` tells whose it was.
    """
    standing = FirstContact.objects.filter(pk__in=pks, status__in=STANDING)
    if status == Status.EXPIRED:
        standing = standing.run_out(timezone.localdate(at))
    if not pks or not standing.update(status=status, updated_at=at, version=F("version") + 1):
        return 0
    ended = FirstContact.objects.filter(pk__in=pks, status=status, updated_at=at).with_parties()
    contacts = list(ended.order_by("lead__owner", "pk"))
    let_go([contact.pk for contact in contacts])
    said = {"how": str(status), "reason": reason}
    entries = (("end_contact", contact.lead, said_of(contact, **said)) for contact in contacts)
    history.record_many(entries, by=by, at=at)
    if status == Status.EXPIRED:
        tell_of_lapse(contacts, at=at)
    return len(contacts)


def tell_of_lapse(contacts, *, at):
    """One notice to each owner about the own ones, one to each of the zone's administrators about all."""
    for owner, own in groupby(contacts, key=lambda contact: contact.lead.owner):
        own = list(own)
        tell_lapsed(own, people=[owner] if owner else [], path=own[0].get_absolute_url(), at=at)
    ledger = reverse("leads:first_contacts", query={"state": "ended"})
    tell_lapsed(contacts, people=rulers(timezone.localdate(at)), path=ledger, at=at)


def tell_lapsed(contacts, *, people, path, at):
    names = _("、").join(contact.company.label for contact in contacts)
    key = f"contact-lapsed:{contacts[0].pk}:{len(contacts)}"
    text = _("首谈保护已到期，企业可以由其他单位报备。")
    tell(people=people, key=key, subject=names, text=text, path=path, by=None, at=at)


def rulers(on, *, verb="rule_first_contacts", chain_code=None):
    return list(User.objects.working().holding(*VERBS[verb], on=on, chain_code=chain_code).order_by("pk"))


def remember(verb, contact, *, by, at, **data):
    history.record(verb, contact.lead, by=by, at=at, **said_of(contact, **data))


def said_of(contact, **data):
    return {"contact": contact.pk, "unit": str(contact.team or ""), **data}
