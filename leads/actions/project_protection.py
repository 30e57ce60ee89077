"""What the stage of a project does to the first contact of its lead (I-3): reviewed, it protects until the
project is terminated; signed, it has served its purpose. Part of the transaction that moves the project."""

from django.db.models import F
from django.utils import timezone

from leads.actions.first_contact import Status, release_with_leads, remember
from leads.actions.keys import take_free
from leads.models import FirstContact, FirstContactKey
from leads.models.first_contact import UNTIL_TERMINATED
from leads.stages import SIGNED_ON, ProjectStage, ProjectStatus


def follow_stage(project, stage, *, by, at):
    """Bring the registrations that still protect the lead of `project` in line with `stage`."""
    status = Status.COMPLETED if stage in SIGNED_ON else Status.VALID
    protecting = FirstContact.objects.protecting(timezone.localdate(at)).filter(lead=project.lead_id)
    for contact in protecting.select_related("lead", "team").order_by("pk"):
        until = contact.last_day if stage == ProjectStage.NEGOTIATING else UNTIL_TERMINATED
        change(contact, status, until, by=by, at=at)


def change(contact, status, until, *, by, at):
    if (contact.status, contact.protected_until) == (status, until):
        return
    rows = FirstContact.objects.filter(pk=contact.pk, version=contact.version)
    fields = {"status": status, "protected_until": until, "updated_at": at}
    if rows.update(**fields, version=F("version") + 1):
        remember("hold_contact", contact, by=by, at=at, how=str(status), until=str(until))


def end_protection(project, *, by, at):
    """The project is terminated: the company is free for others."""
    release_with_leads([project.lead_id], by=by, at=at)


def regain_protection(project, *, by, at):
    """The project is reopened: what its termination ended protects again, if nobody holds its keys now."""
    ended = project.status_requests.filter(status=ProjectStatus.TERMINATED, answered_at__isnull=False)
    last = ended.filter(answer="APPROVED").order_by("-answered_at", "-pk").first()
    released = FirstContact.objects.filter(lead=project.lead_id, status=Status.RELEASED)
    lost = released.filter(updated_at=last and last.answered_at, protected_until__isnull=False)
    for contact in lost.select_related("lead", "team").order_by("pk"):
        if not is_taken(contact) and contact.protected_until >= timezone.localdate(at):
            change(contact, Status.VALID, contact.protected_until, by=by, at=at)
            take_free(contact)
    follow_stage(project, project.stage, by=by, at=at)


def is_taken(contact):
    keys = contact.keys.values("key")
    return FirstContactKey.objects.filter(is_held=True, key__in=keys).exclude(first_contact=contact).exists()
