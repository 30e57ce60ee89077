"""The leads of a plan as rows in memory, and what a sheet adds to leads that are there."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from leads.grading import grade_for
from leads.intake.planning import slices
from leads.models import FollowUp, ImportRow, Lead, LeadSource
from leads.stages import OPEN, LeadStatus
from leads.text import first_clause, lead_grams

NOON = dt.time(12)


class LeadDrafting:
    """Adds the lead or the follow-up of each item to a draft that has its company and contact."""

    def __init__(self, draft, plan, *, by, at):
        self.draft, self.by, self.at = draft, by, at
        self.people = people_by_name()
        self.teams = {team.name: team for team in Team.objects.filter(archived_at__isnull=True)}
        self.sources = {str(source.label): source.value for source in LeadSource}
        self.fillable = set()
        for some in slices(sorted({item.lead_id for item in plan.active if item.lead_id})):
            self.load(some)

    def load(self, ids):
        self.draft.known_leads |= Lead.objects.select_related("contact").in_bulk(ids)
        visible = Lead.objects.visible_to(self.by).filter(pk__in=ids)
        self.fillable |= set(visible.values_list("pk", flat=True))

    def add(self, item):
        if item.outcome == ImportRow.Outcome.LEAD:
            self.draft.leads[item.position] = self.new_lead(item)
        else:
            self.fill(item, self.draft.lead_of(item))
        self.follow_up(item)

    def person(self, officer):
        """The person whom a row names, else whoever imports it."""
        return self.people.get(officer, self.by)

    def new_lead(self, item):
        record = item.record
        owner = self.person(record.officer)
        first_at = moment(record.date)
        lead = Lead(
            company=self.draft.company_of(item),
            title=first_clause(record.intention) or record.business[:40],
            intention=record.intention,
            chain_id=record.chain or None,
            contact=self.draft.contacts.get(item.position),
            source=self.sources.get(record.source, LeadSource.OTHER),
            introducer=record.introducer,
            investment_wan=record.investment_wan,
            land_mu=record.land_mu,
            grade=grade_for(record.investment_wan),
            status=record.status,
            owner=None if record.status == LeadStatus.POOL else owner,
            team=self.teams.get(record.officer, owner.team),
            next_action_text=record.next_action_text if record.next_action_on else "",
            next_action_on=record.next_action_on if record.status in OPEN else None,
            received_on=record.date,
            responded_at=first_at if record.status != LeadStatus.NEW else None,
            last_activity_at=first_at or self.at,
            officer=record.officer,
            created_by=self.by,
            created_at=self.at,
            updated_at=self.at,
        )
        lead.grams = grams_of(lead)
        return lead

    def fill(self, item, lead):
        """What the lead did not know and the row does. One that the importer may not see stays as it is."""
        if lead.pk and lead.pk not in self.fillable:
            return
        record = item.record
        said = {
            "chain_id": record.chain,
            "contact": self.draft.contacts.get(item.position),
            "investment_wan": record.investment_wan,
            "land_mu": record.land_mu,
            "received_on": record.date,
            "intention": record.intention,
            "introducer": record.introducer,
        }
        if self.draft.fill(lead, said, item=item, at=self.at):
            lead.grams = grams_of(lead)

    def follow_up(self, item):
        """The row as an entry of the timeline, with its own date and officer."""
        record, lead = item.record, self.draft.lead_of(item)
        summary = summary_of(item, lead)
        if not summary and not (item.outcome == ImportRow.Outcome.LEAD and record.date):
            return
        self.draft.follow_ups[item.position] = FollowUp(
            lead=lead,
            at=moment(record.date) or self.at,
            by=self.person(record.officer),
            method=FollowUp.Method.SHEET,
            summary=summary or _("台账登记的首次对接"),
            officer=record.officer,
        )


def people_by_name():
    """{name: person} of the people who work here and share their name with nobody."""
    found = {}
    for person in User.objects.working().select_related("team"):
        found.setdefault(person.name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}


def moment(day):
    """Noon of the day that a sheet names."""
    return timezone.make_aware(dt.datetime.combine(day, NOON)) if day else None


def grams_of(lead):
    name = lead.contact.name if lead.contact else ""
    return lead_grams(title=lead.title, intention=lead.intention, contact_name=name)


def summary_of(item, lead):
    """What the row says that the lead itself does not show."""
    record = item.record
    lines = [record.remark] if record.remark else []
    if record.stage:
        lines.append(_("跟进阶段：%(stage)s") % {"stage": record.stage})
    if item.outcome == ImportRow.Outcome.ATTACH:
        lines += differences(record, lead)
        lines = lines or [_("台账里再次登记，没有新的内容")]
    return "\n".join(lines)


IN_WORDS = {
    "intention": str,
    "investment_wan": lambda amount: _("拟投资额：%(amount)s 万元") % {"amount": f"{amount:,.2f}"},
    "land_mu": lambda area: _("用地需求：%(area)s 亩") % {"area": f"{area:,.2f}"},
}


def differences(record, lead):
    """What the row says otherwise than the lead that it joins."""
    for name, words in IN_WORDS.items():
        said = getattr(record, name)
        if said not in (None, "") and said != getattr(lead, name):
            yield words(said)
