"""Whose figures: what one person may see, or everything; of one chain, or of the zone."""

from dataclasses import dataclass

from accounts.models import User
from chains.models import Chain, Segment
from leads.models import ConflictLevel, FirstContact, Lead, Project
from reminders.models import Reminder
from reminders.rules import NEWS, Level


@dataclass(frozen=True)
class Scope:
    """`user` is None for what the zone itself states: commands and snapshots."""

    user: User | None = None
    chain: Chain | None = None

    def projects(self):
        rows = Project.objects.visible_to(self.user) if self.user else Project.objects.present()
        return self.on_chain(rows)

    def leads(self):
        rows = Lead.objects.visible_to(self.user) if self.user else Lead.objects.present()
        return self.on_chain(rows)

    def on_chain(self, rows):
        return rows.filter(chain=self.chain) if self.chain else rows

    def segments(self):
        """The map is open to everybody who works on the business."""
        return self.on_chain(Segment.objects.present())

    def conflicts(self):
        """Objections, ruled or not; a shared broker is none."""
        leads = self.leads().values("pk")
        rows = FirstContact.objects.filter(rival__isnull=False, lead__in=leads)
        return rows.exclude(level=ConflictLevel.BROKER)

    def reminders(self):
        """What the one who has to act was reminded of; what others hear of it is the same thing."""
        rows = Reminder.objects.filter(level=Level.OWNER).exclude(rule__in=NEWS)
        of_lead = rows.filter(subject_type="leads.lead", subject_id__in=self.leads().values("pk"))
        contacts = FirstContact.objects.filter(lead__in=self.leads().values("pk"))
        of_contact = rows.filter(subject_type="leads.firstcontact", subject_id__in=contacts.values("pk"))
        of_project = rows.filter(subject_type="leads.project", subject_id__in=self.projects().values("pk"))
        return of_lead | of_contact | of_project
