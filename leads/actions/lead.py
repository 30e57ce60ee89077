"""Log, edit and assign a lead; show a contact's number."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.notices import tell
from chains.actions import CompanyExists, register_company
from chains.models import Contact
from core import history
from core.calendar import work_calendar
from leads import clocks
from leads.actions.changed import RowChanged
from leads.grading import FACTS, ReasonMissing, grade_by_rule, regraded
from leads.models import Lead, LeadSource, Transfer
from leads.models.hand_over import NEW_OWNER
from leads.stages import LeadStatus
from leads.text import first_clause, lead_grams, read_contact


class LeadChanged(RowChanged):
    """Somebody else changed the lead since the page was opened."""


def log_lead(*, by, at, company=None, name="", uscc="", contact="", form_token=None, **details):
    """Log a lead for `by`. A company not on file is registered by its `name`.

    `contact` is one line (name, job, number); `details` are fields of Lead. The same `form_token` again
    answers with the first lead: the UNIQUE constraint decides.
    """
    try:
        with transaction.atomic():
            is_new = False
            if company is None:
                company, is_new = company_named(name, uscc=uscc, by=by, at=at)
            person = contact_at(company, contact, is_new=is_new)
            lead = Lead.objects.create(
                company=company,
                contact=person,
                form_token=form_token,
                **defaults(by, at, company, person, details),
            )
            history.record("log_lead", lead, by=by, at=at, grade=lead.grade, source=lead.source)
            return lead
    except IntegrityError as clash:
        return submitted_before(form_token, by, clash)


def submitted_before(form_token, by, clash):
    """The lead that the first sending of this form made; without one the clash is a real error."""
    lead = form_token and Lead.objects.filter(form_token=form_token, created_by=by).order_by("pk").first()
    if not lead:
        raise clash
    return lead


def company_named(name, *, uscc, by, at):
    """(company, whether it was registered just now)."""
    try:
        return register_company(by=by, at=at, name=name, uscc=uscc), True
    except CompanyExists as known:
        return known.company, False


def contact_at(company, text, *, is_new=False):
    """The contact that one line of text speaks of, new or known; None for a line without a name or number."""
    name, title, phone = read_contact(text)
    if not name and not phone:
        return None
    who = {"company": company, "name": name or _("联系人"), "phone": phone}
    if is_new:  # nobody else can have put a contact there yet
        return Contact.objects.create(**who, title=title)
    person, _is_new = Contact.objects.get_or_create(**who, archived_at=None, defaults={"title": title})
    return person


def defaults(by, at, company, contact, details):
    """The fields of a new lead: what was given, and for the rest what usually holds."""
    fields = details | graded(company, details)
    on = timezone.localdate(at)
    due_on = first_response_on(on)
    fields["title"] = fields.get("title") or first_clause(fields.get("intention", ""))
    fields["source"] = fields.get("source") or last_source(by)
    fields["received_on"] = fields.get("received_on") or on
    fields["next_action_text"] = fields.get("next_action_text") or _("首次响应")
    fields["next_action_on"] = fields.get("next_action_on") or due_on
    fields["grams"] = lead_grams(
        title=fields["title"],
        intention=fields.get("intention", ""),
        contact_name=contact.name if contact else "",
    )
    return fields | {
        "owner": by,
        "team_id": by.team_id,
        "created_by": by,
        "created_at": at,
        "updated_at": at,
        "last_activity_at": at,
        "response_due_on": due_on,
    }


def graded(company, details):
    """The grade of a new lead by the rule; another one needs its reason."""
    facts = dict.fromkeys(FACTS) | {name: details[name] for name in FACTS if name in details}
    rule = grade_by_rule(**facts | {"company": company})
    grade, reason = details.get("grade") or rule, details.get("grade_reason", "")
    if grade != rule and not reason:
        raise ReasonMissing
    return {"grade": grade, "grade_reason": reason if grade != rule else ""}


def first_response_on(on):
    return clocks.response_due(on, work_calendar())


def last_source(by):
    """Where this person's last lead came from: the next one mostly comes the same way."""
    sources = Lead.objects.filter(created_by=by).order_by("-pk").values_list("source", flat=True)
    return sources.first() or LeadSource.OWN


@transaction.atomic
def edit_lead(*, lead, by, at, version, contact_text="", **changes):
    """Change fields of `lead` if nobody did since `version` was read; else LeadChanged: nothing is lost.

    `contact_text` is one line that names another contact. ReasonMissing if the grade is changed by hand to
    another than the rule's, and `grade_reason` does not say why.
    """
    if contact_text:
        changes["contact"] = contact_at(lead.company, contact_text)
    changes |= regraded(lead, changes)
    changed = history.differences(lead, changes)
    if changed:
        write_changes(lead, changed, changes, version=version, by=by, at=at)
        lead.refresh_from_db()
    return lead


def write_changes(lead, changed, changes, *, version, by, at):
    fields = {name: changes[name] for name in changed}
    if {"title", "intention", "contact"} & set(fields):
        fields["grams"] = grams_of(lead, fields)
    rows = Lead.objects.filter(pk=lead.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=at, **fields):
        raise LeadChanged(Lead.objects.get(pk=lead.pk))
    history.record("edit_lead", lead, by=by, at=at, changed=changed)


def grams_of(lead, fields):
    contact = fields.get("contact", lead.contact)
    return lead_grams(
        title=fields.get("title", lead.title),
        intention=fields.get("intention", lead.intention),
        contact_name=contact.name if contact else "",
    )


@transaction.atomic
def assign(*, lead, by, at, owner):
    """Give the lead to `owner` and the owner's unit; out of the pool it is followed again.

    LeadChanged if another assignment came first. A hand-over that waits for an answer is void.
    """
    if event := give(lead=lead, by=by, at=at, owner=owner):
        tell_owner(lead, owner, event, by=by, at=at)
    return lead


@transaction.atomic
def give(*, lead, by, at, owner, **seen):
    """Assign without a word to the new owner: the event, or None if the lead is his already.

    `seen` are fields that must still be so, the version for one.
    """
    if lead.owner_id == owner.pk:
        return None
    changes = {"owner": owner, "team": owner.team_id, "updated_at": at, **NEW_OWNER}
    if lead.status == LeadStatus.POOL:
        changes["status"] = LeadStatus.FOLLOWING
    rows = Lead.objects.filter(pk=lead.pk, owner=lead.owner_id, status=lead.status, **seen)
    if not rows.update(version=F("version") + 1, **changes):
        raise LeadChanged(Lead.objects.get(pk=lead.pk))
    Transfer.objects.filter(lead=lead).void(at=at)
    old = str(lead.owner) if lead.owner else ""
    event = history.record("assign_lead", lead, by=by, at=at, old=old, new=str(owner))
    lead.refresh_from_db()
    return event


def tell_owner(lead, owner, event, *, by, at):
    with override(owner.language):
        text = _("%(person)s 指派给你") % {"person": by}
    tell(
        people=[owner],
        key=f"assign_lead:{event.pk}",
        subject=lead,
        text=text,
        path=lead.get_absolute_url(),
        by=by,
        at=at,
    )


def show_phone(*, lead, by, at):
    """The contact's full numbers. That they were shown is on record before anybody reads them."""
    history.record("show_phone", lead, by=by, at=at, contact=lead.contact.name)
    return [number for number in (lead.contact.phone, lead.contact.phone_alt) if number]
