"""The zone's own facts and the rules it starts with: what every installation has before its first lead."""

from django.db import transaction

from chains import seed as chains_seed
from leads import seed as leads_seed


@transaction.atomic
def seed_zone(*, at):
    """Add what is missing and change nothing that exists; returns {noun: rows added}."""
    before = totals()
    chains_seed.seed_zone(at=at)
    leads_seed.seed_pool_rules(at=at)
    leads_seed.seed_review_indicators(at=at)
    return {noun: total - before[noun] for noun, total in totals().items()}


def totals():
    """How many rows there are of each noun this command knows, archived ones included."""
    return chains_seed.totals() | leads_seed.totals()
