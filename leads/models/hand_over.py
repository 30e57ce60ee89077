"""Leads in somebody's hands, and their hand-over when that person leaves: see accounts/open_work.py."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.open_work import HandOverRefused
from core import history
from leads.stages import OWNED

NEW_OWNER = {"pool_warned_at": None, "pool_due_on": None}
"""What every change of owner resets: who takes over is warned anew before a lead goes to the pool."""


class LeadsInHand(models.QuerySet):
    def in_hand(self):
        """Leads somebody is responsible for; one that is shelved waits in his hands too."""
        return self.filter(status__in=OWNED, archived_at__isnull=True)

    def on_chains_of(self, user, verb):
        """The leads on the chains where the person holds `verb`; all of them for the whole zone."""
        codes = user.access.chains(verb)
        return self if codes is None else self.filter(Q(chain__in=codes))

    def movable_by(self, user):
        """Those that the person may give to somebody else, whether he may read them or not."""
        return self.on_chains_of(user, "assign_lead")

    def hand_over(self, *, to, by, at, reason):
        """Give these leads to `to`, all or none; how many. The rights of first contact stay where they are.

        HandOverRefused if `to` cannot work on one of their chains, or one of them was changed meanwhile.
        """
        leads = list(self.select_related("company", "chain", "owner"))
        check_recipient(to, {lead.chain for lead in leads}, on=timezone.localdate(at))
        for owner in {lead.owner for lead in leads}:
            move([lead for lead in leads if lead.owner == owner], owner=owner, to=to, at=at)
        data = {"new": str(to), "reason": reason}
        entries = [("hand_over_lead", lead, {"old": str(lead.owner), **data}) for lead in leads]
        history.record_many(entries, by=by, at=at)
        return len(leads)


def check_recipient(to, chains, *, on):
    """HandOverRefused, with the first of `chains` (None is none) on which `to` may not work on leads."""
    access = to.access_on(on)
    for chain in sorted(chains, key=str):
        if not access.can("add_lead", chain.pk if chain else ""):
            where = str(chain) if chain else _("未定产业链")
            raise HandOverRefused(
                _("%(person)s 没有“%(chain)s”的招商角色，接不了这里的线索。没有移交任何一条。")
                % {"person": to, "chain": where}
            )


def move(leads, *, owner, to, at):
    """One conditional UPDATE: it holds for all of them, or the transaction of the hand-over is given up."""
    model = type(leads[0])
    keys = [lead.pk for lead in leads]
    rows = model.objects.in_hand().filter(pk__in=keys, owner=owner)
    changes = {"owner": to, "team": to.team_id, "updated_at": at, "version": F("version") + 1, **NEW_OWNER}
    if rows.update(**changes) != len(leads):
        raise HandOverRefused(_("有线索刚被别人改动，没有移交任何一条。看一眼再试。"))
    transfers = model.transfers.rel.related_model.objects
    transfers.filter(Q(lead__in=keys) | Q(to_owner=owner)).void(at=at)
