"""Who works on whose leads: the demo accounts a handful, the other officers the rest."""

import random
from typing import NamedTuple

from accounts.models import RoleGrant
from accounts.roles import Role
from gaoxin_crm.demo.chance import Shares
from gaoxin_crm.demo.people import ACCOUNTS, OFFICER_PREFIX
from gaoxin_crm.demo.trades import WEIGHTS

SHARES = {"staff": (0.45, 250), "staff2": (0.24, 180), "office": (0.05, 25), "fund": (0.03, 60)}
"""Of the leads on a person's chains: the share that is theirs, and how many at the most."""
SHARED = 0.06


class Desk(NamedTuple):
    user_id: int
    team_id: int


class Desks:
    """Owners by chain. A demo account keeps a list one can work through, however many leads there are."""

    def __init__(self, leads: int) -> None:
        self.of_chain = {code: weighed(code, leads) for code in WEIGHTS}

    def pick(self, rng: random.Random, chain: str) -> Desk:
        return self.of_chain[chain].pick(rng)

    def colleague(self, rng: random.Random, chain: str, owner: Desk) -> int | None:
        """Somebody with whom the lead is shared; mostly nobody."""
        if rng.random() >= SHARED:
            return None
        other = self.pick(rng, chain)
        return other.user_id if other != owner else None


def weighed(code: str, leads: int) -> Shares[Desk]:
    """The desks of a chain: the demo accounts by their share, the officers alike."""
    grants = RoleGrant.objects.filter(role__in=[Role.STAFF, Role.FUND_STAFF, Role.CHAIN_OFFICE])
    rows = grants.filter(chain_code__in=[code, ""]).order_by("user_id")
    shares = {
        Desk(user, team): share_of(username, leads) if username in SHARES else None
        for username, user, team in rows.values_list("user__username", "user_id", "user__team_id")
        if username in SHARES or username.startswith(OFFICER_PREFIX)
    }
    officers = sum(share is None for share in shares.values())
    rest = (1 - sum(share for share in shares.values() if share is not None)) / officers
    return Shares({desk: rest if share is None else share for desk, share in shares.items()})


def share_of(username: str, leads: int) -> float:
    portion, most = SHARES[username]
    chains = next(person.chains for person in ACCOUNTS if person.username == username)
    on_chains = leads * sum(WEIGHTS.get(code, 100) for code in chains) / 100
    return min(portion, most / max(1, on_chains))
