"""The companies of a plan as rows in memory, with what a sheet says of them: aliases, tags, contacts."""

from django.utils.translation import gettext as _

from chains.matching import company_keys, core_key, name_key
from chains.models import Alias, Company, CompanyTag, Contact
from leads.intake.planning import slices


class CompanyDrafting:
    """Adds the company of each item to a draft; what is there already is not added again."""

    def __init__(self, draft, plan, *, by, at, file_name):
        self.draft, self.plan, self.by, self.at = draft, plan, by, at
        self.basis = (_("导入：%(file)s") % {"file": file_name})[:200]
        self.held_codes = held_codes(plan)
        self.known, self.aliases, self.tags, self.contacts = {}, set(), set(), {}
        for some in slices([party.pk for party in plan.matched_companies()]):
            self.load(some)

    def load(self, ids):
        self.known |= Company.objects.in_bulk(ids)
        self.aliases |= set(Alias.objects.filter(company__in=ids).values_list("company_id", "name_key"))
        self.tags |= set(CompanyTag.objects.filter(company__in=ids).values_list("company_id", "tag"))
        for contact in Contact.objects.filter(company__in=ids, archived_at__isnull=True):
            self.contacts[contact.company_id, contact.name, contact.phone] = contact

    def add(self, item):
        company = self.company(item)
        self.fill(item, company)
        self.alias(item, company)
        self.tag(item, company)
        self.contact(item, company)

    def company(self, item):
        party, companies = item.link.party, self.draft.companies
        if party not in companies:
            companies[party] = self.known[party.pk] if party.pk else self.new_company(party)
            self.draft.made[item.position]["company"] = not party.pk
        return companies[party]

    def new_company(self, party):
        name = self.plan.name_of(party)
        stamps = {"created_by": self.by, "created_at": self.at, "updated_at": self.at}
        code = None if party.uscc in self.held_codes else party.uscc or None
        return Company(name=name, uscc=code, **company_keys(name, party.uscc), **stamps)

    def fill(self, item, company):
        party, record = item.link.party, item.record
        said = {
            "uscc": party.uscc if party.pk else "",  # a new one has it, unless an archived company does
            "province": record.province,
            "main_products": record.business,
        }
        self.draft.fill(company, said, item=item, at=self.at)

    def alias(self, item, company):
        name = item.record.name
        key = name_key(name)
        if key == company.name_key or (identity(company), key) in self.aliases:
            return
        self.aliases.add((identity(company), key))
        alias = Alias(company=company, name=name, name_key=key, core_key=core_key(name))
        self.draft.aliases.append(alias)
        self.draft.made[item.position]["alias"] = alias

    def tag(self, item, company):
        for code in item.record.tags:
            if (identity(company), code) in self.tags:
                continue
            self.tags.add((identity(company), code))
            tag = CompanyTag(company=company, tag=code, basis=self.basis)
            self.draft.tags.append(tag)
            self.draft.made[item.position].setdefault("tags", []).append(tag)

    def contact(self, item, company):
        record = item.record
        if not record.contact and not record.phones:
            return
        name = record.contact or _("联系人")
        phone, alternative = (number[:20] for number in (*record.phones, "", "")[:2])
        key = (identity(company), name, phone)
        if key not in self.contacts:
            contact = Contact(
                company=company,
                name=name,
                title=record.title,
                phone=phone,
                phone_alt=alternative,
                email=record.email,
            )
            self.contacts[key] = self.draft.made[item.position]["contact"] = contact
        self.draft.contacts[item.position] = self.contacts[key]


def identity(company):
    """What tells companies apart before they are saved."""
    return company.pk or id(company)


def held_codes(plan):
    """Codes of new companies that an archived one still has."""
    codes = [party.uscc for party in plan.new_companies() if party.uscc]
    held = Company.objects.filter(archived_at__isnull=False)
    found = (held.filter(uscc__in=some).values_list("uscc", flat=True) for some in slices(codes))
    return {code for some in found for code in some}
