"""Who stands in the way of a claim: the registrations that hold its keys, and how close they are."""

from typing import NamedTuple

from chains.models import Alias, Company
from leads.contact_keys import BY_LEVEL, ORDER, Party, claims, collides, level_of
from leads.models import ConflictLevel, FirstContact, FirstContactKey

DEEPEST_GROUP = 6  # steps from a company to the head of its group; a ring in the data ends here too


class Rival(NamedTuple):
    contact: FirstContact
    level: ConflictLevel

    @property
    def meaning(self):
        return BY_LEVEL[self.level].meaning


class Obstacles(NamedTuple):
    """`rival` is the closest registration in the way, or None; `shared` are keys of those who are not."""

    rival: Rival | None
    shared: frozenset[str]


def claims_of_lead(lead):
    phones = (lead.contact.phone, lead.contact.phone_alt) if lead.contact else ()
    return claims_of_companies([lead.company], phones=phones)[lead.company_id]


def claims_of_companies(companies, *, phones=()):
    """{company id: its keys}: one query for other names, and one for each step up in a group."""
    roots = group_roots(companies)
    names = {company.pk: [company.name, company.short_name, company.name_en] for company in companies}
    for company_id, name in Alias.objects.filter(company__in=list(names)).values_list("company_id", "name"):
        names[company_id].append(name)
    return {
        company.pk: claims(
            Party(tuple(names[company.pk]), company.uscc or "", company.pk, roots[company.pk], phones)
        )
        for company in companies
    }


def group_roots(companies):
    """{company id: the head of its group, itself where it has none}."""
    roots = {company.pk: company.group_id or company.pk for company in companies}
    for _step in range(DEEPEST_GROUP):
        heads = set(roots.values()) - set(roots)
        parents = heads and dict(
            Company.objects.filter(pk__in=heads, group__isnull=False).values_list("pk", "group_id")
        )
        if not parents:
            break
        roots = {pk: parents.get(head, head) for pk, head in roots.items()}
    return roots


def obstacles(keys, *, on, besides=()):
    """What stands in the way of `keys` on the date `on`, the registrations `besides` not counted."""
    return sorted_out(rows_against(keys, on=on).exclude(first_contact__in=list(besides)), keys)


def rows_against(keys, *, on):
    """The rows of `keys` that somebody holds and that protect on the date `on`."""
    protecting = FirstContact.objects.protecting(on)
    rows = FirstContactKey.objects.filter(is_held=True, key__in=list(keys), first_contact__in=protecting)
    return rows.select_related("first_contact__team", "first_contact__lead").prefetch_related(
        "first_contact__keys"
    )


def sorted_out(rows, keys):
    """Of the rows of keys that others hold: the closest rival, and the keys that merely are the same."""
    found = [
        Rival(row.first_contact, level_of(row.key))
        for row in rows
        if collides(row.key, keys, {held.key for held in row.first_contact.keys.all()})
    ]
    rival = min(found, key=lambda rival: (ORDER[rival.level], rival.contact.pk), default=None)
    return Obstacles(rival, frozenset(row.key for row in rows))
