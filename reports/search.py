"""One search over what a person may read: leads and companies."""

from typing import NamedTuple

from chains.models import Company
from leads.models import Lead
from leads.rows import Row, Words, rows_of
from leads.stages import LeadStatus

SHOWN = 20
LONGEST = 60


class FoundLead(NamedTuple):
    row: Row
    place: str

    @property
    def state(self):
        return LeadStatus(self.row.status).label


def found(text, user, on):
    """Leads and companies for `text`, newest first; one more of each than is shown, to say there is more."""
    words = Words(on)
    leads = [FoundLead(row, words.place(row)) for row in leads_for(text, user)]
    companies = Company.objects.visible_to(user).matching(text).order_by("name", "pk")
    return {"leads": cut(leads), "companies": cut(companies.values("pk", "name", "city"))}


def leads_for(text, user):
    """The newest leads that say `text` or whose company does.

    Asked apart and merged here: each answer stops at its limit, where the united one would have to collect
    every row that says a common word.
    """
    leads = Lead.objects.visible_to(user).order_by("-pk")
    asked = leads.saying(text), leads.of_companies_matching(text)
    merged = {row.pk: row for queryset in asked for row in rows_of(queryset[: SHOWN + 1])}
    return sorted(merged.values(), key=lambda row: row.pk, reverse=True)


def cut(found):
    rows = list(found[: SHOWN + 1])
    return {"rows": rows[:SHOWN], "has_more": len(rows) > SHOWN}
