"""Warn of leads nobody works on, and move them to the pool when the warning has run out (I-4).

A warning is on the lead itself: when it was given and which day it named. A lead is moved only when that day
has come and nothing has happened since the warning, so after days without the system nobody loses a lead
unwarned: everything overdue is warned first, with the full time to act.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notices import tell
from accounts.roles import Role
from chains.models import Chain
from core import history
from leads.actions.first_contact import release_with_leads
from leads.actions.step import void_requests
from leads.models import Lead, Transfer
from leads.pool_rules import pool_rules
from leads.stages import LeadStatus

BATCH = 500
NAMED = ("company", "chain", "owner")
NO_WARNING = {"pool_warned_at": None, "pool_due_on": None}


class Overtaken(Exception):
    """One of the leads was worked on while they were being moved; the next run looks again."""


def pool_idle_leads(*, at):
    """Warn, then move what was warned long enough ago. Returns how many went to the pool.

    May run at any time, twice, late, or at once on two machines.
    """
    rules, on = pool_rules(), timezone.localdate(at)
    withdraw(rules, on)
    warn(rules, on, at=at)
    moved = 0
    while batch := list(idle_leads(rules.to_pool(on)).select_related(*NAMED).order_by("pk")[:BATCH]):
        try:
            move(batch, rules, on, at=at)
        except Overtaken:
            break
        moved += len(batch)
    return moved


def idle_leads(condition):
    return Lead.objects.present().open().with_active_at().filter(condition)


def withdraw(rules, on):
    """A rule that gives more time than when the warning was given takes the warning back."""
    warned = Lead.objects.warned().with_active_at()
    return warned.exclude(rules.idle(on, lambda rule: rule.idle_days - rule.warn_days)).update(**NO_WARNING)


def warn(rules, on, *, at):
    """Mark the leads that will go to the pool, each with its day; the office of each chain hears how many.

    Each owner hears of his by the reminder R6. In batches: after an import it may be thousands, and nobody
    shall wait long to save a lead meanwhile.
    """
    near = idle_leads(rules.to_warn(on))
    day_named = rules.day_named(on)
    while keys := list(near.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        near.filter(pk__in=keys).update(pool_warned_at=at, pool_due_on=day_named)
    warned = Lead.objects.warned().filter(pool_warned_at=at).order_by("chain")
    for chain, count, day in warned.values_list("chain").annotate(Count("pk"), Min("pool_due_on")):
        text = _("很久没有活动，最早 %(day)s 退回公海。") % {"day": day}
        query = {"owner": "any", "status": "open", "sort": "activity"} | ({"chain": chain} if chain else {})
        address = reverse("leads:list", query=query)
        tell_office(chain, count, on, key="pool-warning", text=text, path=address, at=at)


@transaction.atomic
def move(batch, rules, on, *, at):
    """All of `batch` in one conditional UPDATE, or none of it."""
    keys = [lead.pk for lead in batch]
    moved = (
        idle_leads(rules.to_pool(on))
        .filter(pk__in=keys)
        .update(
            status=LeadStatus.POOL,
            former_owner=F("owner"),
            owner=None,
            released_at=at,
            updated_at=at,
            version=F("version") + 1,
            **NO_WARNING,
        )
    )
    if moved != len(batch):
        raise Overtaken
    Transfer.objects.filter(lead__in=keys).void(at=at)
    void_requests(keys, at=at)
    release_with_leads(keys, by=None, at=at)
    history.record_many([("pool_lead", lead, why(lead, rules, on)) for lead in batch], by=None, at=at)
    tell_of(batch, on, at=at)


def why(lead, rules, on):
    rule = rules.of(lead.chain_id, lead.grade)
    return {
        "owner": str(lead.owner),
        "grade": lead.grade,
        "days": (on - timezone.localdate(lead.active_at)).days,
        "limit": rule.idle_days,
    }


def tell_of(batch, on, *, at):
    """The former owners and the offices: one line each, however many leads it is."""
    text, key = _("很久没有活动，已退回公海。"), f"pooled:{at.isoformat()}"
    for owner, leads in groups(batch, "owner"):
        subject, path = counted(len(leads)), reverse("leads:pool")
        if len(leads) == 1:
            subject, path = str(leads[0]), leads[0].get_absolute_url()
        tell(people=[owner], key=key, subject=subject, text=text, path=path, by=None, at=at)
    for chain, leads in groups(batch, "chain_id"):
        address = reverse("leads:pool", query={"chain": chain} if chain else None)
        tell_office(chain, len(leads), on, key="pooled-office", text=text, path=address, at=at)


def groups(leads, name):
    found = defaultdict(list)
    for lead in leads:
        found[getattr(lead, name)].append(lead)
    return found.items()


def tell_office(chain, count, on, *, key, text, path, at):
    """The office of the chain with this code; of leads without a chain the zone's administrators hear."""
    role = Role.CHAIN_OFFICE if chain else Role.ZONE_ADMIN
    office = User.objects.working().holding(role, on=on, chain_code=chain)
    place = str(Chain.objects.get(pk=chain)) if chain else _("未定产业链")
    key, subject = f"{key}:{chain}:{at.isoformat()}", f"{place} {counted(count)}"
    tell(people=office, key=key, subject=subject, text=text, path=path, by=None, at=at)


def counted(number):
    return ngettext("%(n)s 条线索", "%(n)s 条线索", number) % {"n": number}
