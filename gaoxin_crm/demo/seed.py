"""Fills a database with fictional companies and dealings, block by block, so that memory stays flat."""

import random
from collections.abc import Callable
from contextlib import nullcontext

from django.db import transaction

from chains.models import Company, Contact
from gaoxin_crm.demo import bulk, people
from gaoxin_crm.demo.companies import Names, Target, target
from gaoxin_crm.demo.desks import Desks
from gaoxin_crm.demo.leads import Clock, Dealing, Dealings
from gaoxin_crm.demo.trades import WEIGHTS
from leads.models import FollowUp, Lead

COMPANIES_PER_BLOCK = 400
UNEVEN = 0.45  # how far a company's share of the leads may lean to its neighbours
INDEXED_UP_TO = 3000  # leads; beyond, building the indexes anew is faster than feeding them
TABLES = [Company, Contact, Lead, FollowUp]
Sharing = Lead.collaborators.through


@transaction.atomic
def seed_dealings(
    *, leads: int, companies: int, seed: int, clock: Clock, progress: Callable[[int], None]
) -> None:
    """Write `leads` leads on `companies` companies with two follow-ups each; `progress` hears how many stand.

    All chance comes from `seed`, asked in one order: the same seed and day give the same rows.
    """
    rng = random.Random(seed)  # noqa: S311  (nothing secret about it)
    people.seed_officers(max(len(WEIGHTS), leads // people.LEADS_PER_OFFICER), WEIGHTS)
    names = Names(rng)
    dealings = Dealings(rng, clock, Desks(leads), leads)
    first = max(bulk.first_free_id(Company), bulk.first_free_id(Contact))
    with bulk.unindexed(TABLES) if leads > INDEXED_UP_TO else nullcontext():
        for start in range(0, companies, COMPANIES_PER_BLOCK):
            targets, dealt = [], []
            for number in range(start, min(start + COMPANIES_PER_BLOCK, companies)):
                made = target(number, first, rng, names, clock.at(clock.on(-420), 0))
                targets.append(made)
                share = (number + 1 + rng.uniform(-UNEVEN, UNEVEN)) * leads / companies
                upto = leads if number == companies - 1 else min(leads, int(share))
                dealt += [dealings.next(made) for _ in range(dealings.made, upto)]
            write(targets, dealt)
            progress(dealings.made)
    bulk.set_sequences(TABLES)


def write(targets: list[Target], dealings: list[Dealing]) -> None:
    bulk.write(Company, [made.company for made in targets])
    bulk.write(Contact, [made.contact for made in targets])
    bulk.write(Lead, [dealing.lead for dealing in dealings])
    bulk.write(FollowUp, [note for dealing in dealings for note in dealing.follow_ups])
    Sharing.objects.bulk_create(
        [
            Sharing(lead_id=dealing.lead.pk, user_id=dealing.shared_with)
            for dealing in dealings
            if dealing.shared_with
        ]
    )
