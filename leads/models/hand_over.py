"""What lies in somebody's hands, and its hand-over when that person leaves: see accounts/open_work.py."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.open_work import HandOverRefused
from core import history
from leads.stages import OWNED

NEW_OWNER = {"pool_warned_at": None, "pool_due_on": None}
"""What every change of owner resets: who takes over is warned anew before a lead goes to the pool."""


class InHand(models.QuerySet):
    """Rows with an owner, a unit, a chain and a version. `verb` is what the history calls their hand-over,
    `resets` are fields that a new owner starts with."""

    verb = list_name = ""
    resets: dict = {}

    def on_chains_of(self, user, verb):
        """The rows on the chains where the person holds `verb`; all of them for the whole zone."""
        codes = user.access.chains(verb)
        return self if codes is None else self.filter(Q(chain__in=codes))

    def movable_by(self, user):
        """Those that the person may give to somebody else, whether he may read them or not."""
        return self.on_chains_of(user, "assign_lead")

    def hand_over(self, *, to, by, at, reason):
        """Give these rows to `to`, all or none; how many.

        HandOverRefused if `to` cannot work on one of their chains, or one of them was changed meanwhile.
        """
        rows = list(self.select_related("company", "chain", "owner"))
        check_recipient(to, {row.chain for row in rows}, on=timezone.localdate(at))
        for owner in {row.owner for row in rows}:
            self.model.objects.move([row.pk for row in rows if row.owner == owner], owner=owner, to=to, at=at)
        data = {"new": str(to), "reason": reason}
        history.record_many([(self.verb, row, {"old": str(row.owner), **data}) for row in rows], by=by, at=at)
        return len(rows)

    def move(self, keys, *, owner, to, at):
        """One conditional UPDATE: it holds for all, or the transaction of the hand-over is given up."""
        changes = {"owner": to, "team": to.team_id, "updated_at": at, "version": F("version") + 1}
        if self.in_hand().filter(pk__in=keys, owner=owner).update(**changes, **self.resets) != len(keys):
            raise HandOverRefused(_("有事项刚被别人改动，没有移交任何一件。看一眼再试。"))


class LeadsInHand(InHand):
    """The rights of first contact stay where they are; what was offered to somebody is void."""

    verb, list_name, resets = "hand_over_lead", "leads:list", NEW_OWNER

    def in_hand(self):
        """Leads somebody is responsible for; one that is shelved waits in his hands too."""
        return self.filter(status__in=OWNED, archived_at__isnull=True)

    def move(self, keys, *, owner, to, at):
        super().move(keys, owner=owner, to=to, at=at)
        transfers = self.model.transfers.rel.related_model.objects
        transfers.filter(Q(lead__in=keys) | Q(to_owner=owner)).void(at=at)


def check_recipient(to, chains, *, on):
    """HandOverRefused, with the first of `chains` (None is none) on which `to` may not work on leads."""
    access = to.access_on(on)
    for chain in sorted(chains, key=str):
        if not access.can("add_lead", chain.pk if chain else ""):
            where = str(chain) if chain else _("未定产业链")
            raise HandOverRefused(
                _("%(person)s 没有“%(chain)s”的招商角色，接不了这里的事项。没有移交任何一件。")
                % {"person": to, "chain": where}
            )
