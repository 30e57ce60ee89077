"""What the page of a lead says of its first contact: protected till when, or who stands in the way."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from leads.models import FirstContact, Lead
from leads.permissions import can_register, can_release
from leads.rivals import Rival, claims_of_lead, obstacles

RECORDS = 10
ENDS_SOON_DAYS = 15  # R7


@dataclass
class Protection:
    """`current` protects now or waits for a ruling; `rival` is why the lead cannot simply be registered."""

    lead: Lead
    on: dt.date
    current: FirstContact | None = None
    rival: Rival | None = None
    past: list[FirstContact] = field(default_factory=list)
    rulings: list[FirstContact] = field(default_factory=list)
    can_register: bool = False
    can_release: bool = False

    @property
    def days_left(self):
        return (self.current.protected_until - self.on).days

    @property
    def is_shared(self):
        """The company is protected for this very unit, on another of its leads."""
        return self.rival is not None and is_of_unit(self.rival.contact, self.lead.team_id)

    @property
    def ends_soon(self):
        return self.days_left <= ENDS_SOON_DAYS


def is_of_unit(contact, team_id):
    return team_id is not None and contact.team_id == team_id


def protection(lead, *, user, at):
    on = timezone.localdate(at)
    rows = lead.first_contacts.with_parties().select_related("rival__team")
    contacts = list(rows.order_by("-registered_at", "-pk")[:RECORDS])
    current = next((each for each in contacts if each.protects_on(on) or each.is_disputed), None)
    shown = Protection(lead, on, current, past=[each for each in contacts if each is not current])
    shown.rulings = rulings_about(contacts)
    if current:
        current.lead = lead
        shown.can_release = can_release(user, current)[0]
    elif can_register(user, lead)[0]:
        shown.can_register = True
        shown.rival = obstacles(claims_of_lead(lead), on=on).rival
    return shown


def rulings_about(contacts):
    """The decisions on these registrations, whichever side they were; both sides read them."""
    ids = [contact.pk for contact in contacts]
    against = FirstContact.objects.filter(rival__in=ids, ruled_at__isnull=False) if ids else []
    others = list(against.with_parties().select_related("rival__team")) if ids else []
    return sorted(
        {each.pk: each for each in [*contacts, *others] if each.ruled_at}.values(),
        key=lambda each: each.ruled_at,
        reverse=True,
    )
