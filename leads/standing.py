"""How a company that somebody types stands with us: mine, registered by a unit, in the pool, on a chain.

The answer crosses the limits of visibility on purpose, so that nobody starts on another unit's company
unknowingly; it names the unit and the date, and the person or the lead only to those who may read the lead.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chains.identity import Match, matches
from chains.models import ChainMember
from leads.models import Lead
from leads.rivals import Rival, claims_of_companies, rows_against, sorted_out
from leads.stages import ENDED, LeadStatus

ICONS = {
    "mine": "user-check",
    "registered": "alert-triangle-filled",
    "pool": "inbox",
    "group": "hierarchy-2",
    "member": "sitemap",
    "known": "building",
}

WORDS = {
    "mine": gettext_lazy("我的"),
    "registered": gettext_lazy("已登记"),
    "pool": gettext_lazy("公海"),
    "group": gettext_lazy("相关企业"),
    "member": gettext_lazy("链上企业"),
    "known": gettext_lazy("已建档"),
}


@dataclass
class Standing:
    """One line of the answer. `kind` is a key of ICONS; `lead_id` is given only to those who may open it."""

    match: Match
    kind: str
    sentences: list[str] = field(default_factory=list)
    lead_id: int | None = None
    rival: Rival | None = None
    """Another registration that protects the company; its lead is not mine."""
    own_lead_id: int | None = None
    is_own_unit: bool = False

    @property
    def company(self):
        return self.match.company

    @property
    def icon(self):
        return ICONS[self.kind]

    @property
    def word(self):
        return WORDS[self.kind]


def standings(name, *, user, on, uscc="", limit=3):
    """The companies that `name` may mean, each with how it stands; the surest first."""
    found = matches(name, uscc=uscc, limit=limit)
    if not found:
        return []
    companies = [match.company.pk for match in found]
    leads = running_leads(companies)
    visible = set(Lead.objects.visible_to(user).filter(pk__in=leads).values_list("pk", flat=True))
    members = memberships(companies)
    rivals = rivals_of([match.company for match in found], user=user, on=on)
    return [
        registered(
            standing(
                match,
                user=user,
                leads=[lead for lead in leads.values() if lead.company_id == match.company.pk],
                visible=visible,
                member=members.get(match.company.pk),
            ),
            rivals.get(match.company.pk),
            user,
        )
        for match in found
    ]


def rivals_of(companies, *, user, on):
    """{company id: the registration that protects it}, those on leads of `user` left out."""
    keys = claims_of_companies(companies)
    rows = list(rows_against({key for some in keys.values() for key in some}, on=on))
    rows = [row for row in rows if row.first_contact.lead.owner_id != user.pk]
    return {
        company.pk: sorted_out([row for row in rows if row.key in keys[company.pk]], keys[company.pk]).rival
        for company in companies
    }


def registered(item, rival, user):
    """The answer with the protection said first: unit and day, nothing about a person."""
    if rival is None:
        return item
    item.rival = rival
    item.is_own_unit = user.team_id is not None and rival.contact.team_id == user.team_id
    if item.kind == "mine":
        item.own_lead_id = item.lead_id
    else:
        item.kind = "registered"
    if rival.contact.is_open_ended:
        text = _("已登记：%(unit)s，保护至项目终止") % {"unit": rival.contact.unit}
    else:
        said = {"unit": rival.contact.unit, "until": f"{rival.contact.protected_until:%m-%d}"}
        text = _("已登记：%(unit)s，保护至 %(until)s") % said
    item.sentences.insert(0, text)
    return item


def running_leads(companies):
    """{id: lead} of what is going on with the companies, whoever may see it."""
    leads = Lead.objects.present().filter(company__in=companies).exclude(status__in=sorted(ENDED))
    return {lead.pk: lead for lead in leads.select_related("owner", "team").order_by("created_at", "pk")}


def memberships(companies):
    """{company id: the first chain member that it is}."""
    members = ChainMember.objects.filter(company__in=companies, archived_at=None).select_related("chain")
    return {member.company_id: member for member in members.order_by("-pk")}


def standing(match, *, user, leads, visible, member):
    """The strongest thing there is to say about one company."""
    for kind, chosen in (
        ("mine", [lead for lead in leads if lead.owner_id == user.pk]),
        ("registered", [lead for lead in leads if lead.status != LeadStatus.POOL]),
        ("pool", leads),
    ):
        if chosen:
            lead = chosen[0]
            is_readable = lead.pk in visible
            said = sentence(kind, lead, names_person=is_readable)
            return Standing(match, kind, [said, *why(match)], lead.pk if is_readable else None)
    if match.level == "group":
        return Standing(match, "group", why(match))
    if member:
        role = {"chain": member.chain.label, "role": member.get_role_display()}
        return Standing(match, "member", [_("已在%(chain)s链上：%(role)s") % role, *why(match)])
    return Standing(match, "known", [_("已建档，没有在跟线索"), *why(match)])


def sentence(kind, lead, *, names_person):
    on = f"{lead.received_on or lead.created_at.date()}"
    if kind == "mine":
        return _("我的线索：%(title)s") % {"title": lead.title or lead.get_status_display()}
    if kind == "pool":
        return _("在公海，没有负责人")
    unit = str(lead.team) if lead.team else _("其他单位")
    if names_person and lead.owner:
        return _("%(unit)s %(person)s 已登记，%(on)s") % {"unit": unit, "person": lead.owner, "on": on}
    return _("%(unit)s 已登记，%(on)s") % {"unit": unit, "on": on}


def why(match):
    """Why it is thought to be the company that was typed."""
    return ["；".join(match.reasons)] if match.reasons else []
