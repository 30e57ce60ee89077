"""Brings the rows of a plan onto record: companies, contacts, leads, follow-ups, and the history of each.

Everything is built in memory first; `write` then saves it in one transaction, a few statements per table.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from chains.matching import company_keys, core_key, name_key
from chains.models import Alias, Company, CompanyTag, Contact
from core.history import record_many
from leads.grading import grade_for
from leads.intake.planning import slices
from leads.intake.preview import import_row
from leads.models import FollowUp, ImportRow, Lead, LeadSource
from leads.stages import OPEN, LeadStatus
from leads.text import first_clause, lead_grams

BATCH = 500
FILLED_COMPANY = ("uscc", "province", "main_products", "version", "updated_at")
FILLED_LEAD = (
    "chain",
    "contact",
    "investment_wan",
    "land_mu",
    "received_on",
    "intention",
    "introducer",
    "grams",
    "version",
    "updated_at",
)
NOON = dt.time(12)


@dataclass(slots=True)
class Draft:
    """The rows to be saved for one plan. `made` is kept per item: what undoing the import looks at."""

    companies: dict = field(default_factory=dict)
    aliases: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    contacts: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    follow_ups: dict = field(default_factory=dict)
    known_leads: dict = field(default_factory=dict)
    changed_companies: list = field(default_factory=list)
    changed_leads: list = field(default_factory=list)
    made: dict = field(default_factory=dict)


class Drafting:
    """Builds the draft of a plan: who the rows belong to, and what is there already."""

    def __init__(self, plan, *, by, at, file_name):
        self.plan, self.by, self.at, self.file_name = plan, by, at, file_name
        self.draft = Draft()
        self.people = people_by_name()
        self.teams = {team.name: team for team in Team.objects.filter(archived_at__isnull=True)}
        self.sources = {str(source.label): source.value for source in LeadSource}
        self.load_known()

    def load_known(self):
        codes = [party.uscc for party in self.plan.new_companies() if party.uscc]
        held = Company.objects.filter(archived_at__isnull=False)
        self.held_codes = {
            code
            for some in slices(codes)
            for code in held.filter(uscc__in=some).values_list("uscc", flat=True)
        }
        ids = [party.pk for party in self.plan.matched_companies()]
        self.known = {}
        self.known_aliases, self.known_tags, self.known_contacts = set(), set(), {}
        for some in slices(ids):
            self.known |= Company.objects.in_bulk(some)
            of_these = {"company__in": some}
            self.known_aliases |= set(Alias.objects.filter(**of_these).values_list("company_id", "name_key"))
            self.known_tags |= set(CompanyTag.objects.filter(**of_these).values_list("company_id", "tag"))
            for contact in Contact.objects.filter(**of_these, archived_at__isnull=True):
                self.known_contacts[contact.company_id, contact.name, contact.phone] = contact
        self.load_leads(sorted({item.lead_id for item in self.plan.active if item.lead_id}))

    def load_leads(self, ids):
        self.fillable = set()
        visible = Lead.objects.visible_to(self.by)
        for some in slices(ids):
            self.draft.known_leads |= Lead.objects.select_related("contact").in_bulk(some)
            self.fillable |= set(visible.filter(pk__in=some).values_list("pk", flat=True))

    def build(self, progress):
        for number, item in enumerate(self.plan.active, 1):
            self.draft.made[item.position] = {}
            self.company(item)
            self.contact(item)
            if item.outcome == ImportRow.Outcome.LEAD:
                self.lead(item)
            else:
                self.fill_lead(item)
            self.follow_up(item)
            if number % 500 == 0:
                progress(number)
        return self.draft

    def company_of(self, item):
        return self.draft.companies[item.link.party]

    def company(self, item):
        party, record = item.link.party, item.record
        made = self.draft.made[item.position]
        if party not in self.draft.companies:
            self.draft.companies[party] = self.known[party.pk] if party.pk else self.new_company(party)
            made["company"] = not party.pk
        company = self.draft.companies[party]
        filled = fill(
            company,
            {
                "uscc": party.uscc if party.pk else "",
                "province": record.province,
                "main_products": record.business,
            },
        )
        if company.pk and filled:
            made["company_fields"] = filled
            self.touch(company, self.draft.changed_companies)
        self.alias(item, company, made)
        self.tag(item, company, made)

    def new_company(self, party):
        name = self.plan.name_of(party)
        stamps = {"created_by": self.by, "created_at": self.at, "updated_at": self.at}
        code = None if party.uscc in self.held_codes else party.uscc or None
        return Company(name=name, uscc=code, **company_keys(name, party.uscc), **stamps)

    def alias(self, item, company, made):
        key = name_key(item.record.name)
        if key == company.name_key or (company.pk or id(company), key) in self.known_aliases:
            return
        self.known_aliases.add((company.pk or id(company), key))
        alias = Alias(
            company=company, name=item.record.name, name_key=key, core_key=core_key(item.record.name)
        )
        self.draft.aliases.append(alias)
        made["alias"] = alias

    def tag(self, item, company, made):
        for code in item.record.tags:
            if (company.pk or id(company), code) not in self.known_tags:
                self.known_tags.add((company.pk or id(company), code))
                basis = _("导入：%(file)s") % {"file": self.file_name}
                tag = CompanyTag(company=company, tag=code, basis=basis[:200])
                self.draft.tags.append(tag)
                made.setdefault("tags", []).append(tag)

    def contact(self, item):
        record, company = item.record, self.company_of(item)
        if not record.contact and not record.phones:
            return
        name = record.contact or _("联系人")
        phone, alternative = (*record.phones, "", "")[:2]
        key = (company.pk or id(company), name, phone[:20])
        contact = self.known_contacts.get(key)
        if contact is None:
            contact = self.known_contacts[key] = Contact(
                company=company,
                name=name,
                title=record.title,
                phone=phone[:20],
                phone_alt=alternative[:20],
                email=record.email,
            )
            self.draft.made[item.position]["contact"] = contact
        self.draft.contacts[item.position] = contact

    def owner_of(self, officer):
        """(owner, team) of a row: the person or unit its officer names, else whoever imports it."""
        owner = self.people.get(officer, self.by)
        return owner, self.teams.get(officer, owner.team)

    def lead(self, item):
        record = item.record
        owner, team = self.owner_of(record.officer)
        contact = self.draft.contacts.get(item.position)
        title = first_clause(record.intention) or record.business[:40]
        first_at = self.moment(record.date)
        lead = Lead(
            company=self.company_of(item),
            title=title,
            intention=record.intention,
            chain_id=record.chain or None,
            contact=contact,
            source=self.sources.get(record.source, LeadSource.OTHER),
            introducer=record.introducer,
            investment_wan=record.investment_wan,
            land_mu=record.land_mu,
            grade=grade_for(record.investment_wan),
            status=record.status,
            owner=None if record.status == LeadStatus.POOL else owner,
            team=team,
            next_action_text=record.next_action_text if record.next_action_on else "",
            next_action_on=record.next_action_on if record.status in OPEN else None,
            received_on=record.date,
            responded_at=first_at if record.status != LeadStatus.NEW else None,
            last_activity_at=first_at or self.at,
            officer=record.officer,
            created_by=self.by,
            created_at=self.at,
            updated_at=self.at,
            grams=lead_grams(
                title=title, intention=record.intention, contact_name=contact.name if contact else ""
            ),
        )
        self.draft.leads[item.position] = lead

    def target_of(self, item):
        """The lead that an item makes or joins."""
        if item.position in self.draft.leads:
            return self.draft.leads[item.position]
        if item.target:
            return self.draft.leads[item.target.position]
        return self.draft.known_leads[item.lead_id]

    def fill_lead(self, item):
        """What the lead did not know and the row does. One that the importer may not see stays as it is."""
        lead, record = self.target_of(item), item.record
        if lead.pk and lead.pk not in self.fillable:
            return
        filled = fill(
            lead,
            {
                "chain_id": record.chain,
                "contact": self.draft.contacts.get(item.position),
                "investment_wan": record.investment_wan,
                "land_mu": record.land_mu,
                "received_on": record.date,
                "intention": record.intention,
                "introducer": record.introducer,
            },
        )
        if filled:
            name = lead.contact.name if lead.contact else ""
            lead.grams = lead_grams(title=lead.title, intention=lead.intention, contact_name=name)
        if lead.pk and filled:
            self.draft.made[item.position]["lead_fields"] = filled
            self.touch(lead, self.draft.changed_leads)

    def touch(self, target, changed):
        target.version += 1
        target.updated_at = self.at
        changed.append(target)

    def follow_up(self, item):
        """The row as an entry of the timeline, with its own date and officer."""
        summary = summary_of(item, self.target_of(item))
        if not summary and not (item.outcome == ImportRow.Outcome.LEAD and item.record.date):
            return
        note = FollowUp(
            lead=self.target_of(item),
            at=self.moment(item.record.date) or self.at,
            by=self.people.get(item.record.officer, self.by),
            method=FollowUp.Method.SHEET,
            summary=summary or _("台账登记的首次对接"),
            officer=item.record.officer,
        )
        self.draft.follow_ups[item.position] = note

    def moment(self, day):
        """Noon of the day that a sheet names."""
        return timezone.make_aware(dt.datetime.combine(day, NOON)) if day else None


def people_by_name():
    """{name: person} of the people who work here and share their name with nobody."""
    found = {}
    for person in User.objects.working().select_related("team"):
        found.setdefault(person.name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}


def fill(target, values):
    """Put `values` into the empty fields of `target`; the names of those that were filled."""
    filled = [name for name, value in values.items() if value not in (None, "") and not getattr(target, name)]
    for name in filled:
        setattr(target, name, values[name])
    return filled


def summary_of(item, lead):
    """What the row says that the lead itself does not show."""
    record = item.record
    lines = [record.remark]
    if record.stage:
        lines.append(_("跟进阶段：%(stage)s") % {"stage": record.stage})
    if item.outcome == ImportRow.Outcome.ATTACH:
        if record.intention and record.intention != lead.intention:
            lines.append(record.intention)
        if record.investment_wan is not None and record.investment_wan != lead.investment_wan:
            lines.append(_("拟投资额：%(amount)s 万元") % {"amount": f"{record.investment_wan:,.2f}"})
        if record.land_mu is not None and record.land_mu != lead.land_mu:
            lines.append(_("用地需求：%(area)s 亩") % {"area": f"{record.land_mu:,.2f}"})
        lines = [line for line in lines if line] or [_("台账里再次登记，没有新的内容")]
    return "\n".join(line for line in lines if line)


# -- saving -----------------------------------------------------------------------------------


@transaction.atomic
def write(draft, plan, *, batch, by, at):
    """Save the draft and the fate of every row. IntegrityError: somebody took a name or code meanwhile."""
    parties = draft.companies.items()
    new = [company for party, company in parties if not party.pk]
    Company.objects.bulk_create(new, batch_size=BATCH)
    Company.objects.bulk_update(unique(draft.changed_companies), FILLED_COMPANY, batch_size=BATCH)
    Alias.objects.bulk_create(draft.aliases, batch_size=BATCH)
    CompanyTag.objects.bulk_create(draft.tags, batch_size=BATCH)
    contacts = [made["contact"] for made in draft.made.values() if "contact" in made]
    Contact.objects.bulk_create(contacts, batch_size=BATCH)
    Lead.objects.bulk_create(draft.leads.values(), batch_size=BATCH)
    Lead.objects.bulk_update(unique(draft.changed_leads), FILLED_LEAD, batch_size=200)
    FollowUp.objects.bulk_create(draft.follow_ups.values(), batch_size=BATCH)
    for rows in in_slices(import_rows(draft, plan, batch)):
        ImportRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["batch", "sheet", "row"],
            update_fields=["outcome", "level", "evidence", "of", "lead", "company", "made"],
        )
    for entries in in_slices(history(draft, plan, batch)):
        record_many(entries, by=by, at=at)


def in_slices(things):
    """Lists of at most BATCH: what is saved and not looked at again need not be in memory all at once."""
    things = iter(things)
    while some := list(islice(things, BATCH)):
        yield some


def unique(rows):
    return list({row.pk: row for row in rows}.values())


def import_rows(draft, plan, batch):
    by_record = {id(item.record): item for item in plan.items}
    for record in plan.records:
        item = by_record.get(id(record))
        row = import_row(batch, plan, record, item)
        if item is not None and item.position in draft.made:
            lead = draft.leads.get(item.position) or (item.target and draft.leads.get(item.target.position))
            row.lead_id = lead.pk if lead else item.lead_id
            row.company_id = draft.companies[item.link.party].pk
            row.made = keys_of(draft, item)
        yield row


def keys_of(draft, item):
    """`made` of an item as JSON: keys instead of rows."""
    made = dict(draft.made[item.position])
    keys = {name: made[name] for name in ("company", "company_fields", "lead_fields") if made.get(name)}
    keys |= {name: made[name].pk for name in ("alias", "contact") if name in made}
    if "tags" in made:
        keys["tags"] = [tag.pk for tag in made["tags"]]
    if item.position in draft.follow_ups:
        keys["follow_up"] = draft.follow_ups[item.position].pk
    return keys


def history(draft, plan, batch):
    for party, company in draft.companies.items():
        if not party.pk:
            yield "import_company", company, {"batch": batch.pk, "uscc": company.uscc or ""}
    for item in plan.active:
        where = {"batch": batch.pk, "sheet": item.record.sheet, "row": item.record.row}
        if item.position in draft.leads:
            yield "import_lead", draft.leads[item.position], where
        else:
            lead = draft.leads[item.target.position] if item.target else draft.known_leads[item.lead_id]
            made = draft.made[item.position]
            yield "import_follow_up", lead, where | {"filled": made.get("lead_fields", [])}
