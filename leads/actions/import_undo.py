"""Take back an import within 24 hours, as far as nobody has built on it since.

Leads, companies and contacts that the batch made are archived, never deleted (I-13); archiving frees their
names, and a company gives its code back, so that the corrected sheet can come in again. What a sheet said in
follow-ups, aliases and tags is removed from where it was put: the sheet's own rows keep every word of it.
A lead or company that a person has worked on since stays, and is named in the answer.
"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from chains.models import Alias, ChainMember, Company, CompanyTag, Contact
from core import history
from leads.actions.imports import NotReady
from leads.intake.planning import slices
from leads.models import FollowUp, ImportBatch, ImportRow, Lead

EMPTY = {"chain": None, "contact": None, "investment_wan": None, "land_mu": None, "received_on": None}
EMPTY |= {"intention": "", "introducer": "", "uscc": None, "province": "", "main_products": ""}
FIELD_OF = {"chain_id": "chain"}


@transaction.atomic
def undo_import(*, batch, by, at):
    """Undo the batch. Returns {"leads": n, "companies": n, "kept": [names of what stays]}."""
    done = ImportBatch.objects.filter(pk=batch.pk, status=ImportBatch.Status.DONE)
    if not batch.can_be_undone(at) or not done.update(
        status=ImportBatch.Status.UNDONE, undone_at=at, undone_by=by
    ):
        raise NotReady
    rows = list(batch.rows.filter(outcome__in=["LEAD", "ATTACH"]).defer("cells", "values"))
    empty_again(Lead, rows, "lead", batch, at=at)
    empty_again(Company, rows, "company", batch, at=at)
    kept_leads, leads = archive_leads(rows, batch, by=by, at=at)
    remove(FollowUp.objects.exclude(lead__in=[lead.pk for lead in leads]), rows, "follow_up")
    remove(Alias.objects.all(), rows, "alias")
    remove(CompanyTag.objects.all(), rows, "tags")
    kept_companies, companies = archive_companies(rows, batch, by=by, at=at)
    archive_contacts(rows, at=at)
    kept = [str(thing) for thing in (*kept_leads, *kept_companies)]
    outcome = {"leads": len(leads), "companies": len(companies), "kept": kept}
    ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts | {"undone": outcome})
    history.record("undo_import", batch, by=by, at=at, **outcome)
    batch.refresh_from_db()
    return outcome


def keys(rows, name):
    """The keys that rows keep under `name`: of what they made."""
    found = [row.made[name] for row in rows if name in row.made]
    return [key for value in found for key in (value if isinstance(value, list) else [value])]


def remove(queryset, rows, name):
    for some in slices(keys(rows, name), 500):
        queryset.filter(pk__in=some).delete()


def empty_again(model, rows, name, batch, *, at):
    """Fields that the batch filled on what was there before are empty again, unless changed since."""
    filled = {}
    for row in rows:
        for field in row.made.get(f"{name}_fields", []):
            filled.setdefault(getattr(row, f"{name}_id"), set()).add(FIELD_OF.get(field, field))
    untouched = model.objects.filter(updated_at=batch.finished_at)
    for some in slices(sorted(filled), 500):
        for target in untouched.filter(pk__in=some):
            values = {field: EMPTY[field] for field in filled[target.pk]}
            model.objects.filter(pk=target.pk).update(**values, version=F("version") + 1, updated_at=at)


def archive_leads(rows, batch, *, by, at):
    """(kept, archived) of the leads that the batch made. Untouched: version 1, no follow-up but its own."""
    made = [row.lead_id for row in rows if row.outcome == ImportRow.Outcome.LEAD]
    own = set(keys(rows, "follow_up"))
    kept, gone = [], []
    for some in slices(made, 500):
        for lead in Lead.objects.filter(pk__in=some).select_related("company").prefetch_related("follow_ups"):
            is_touched = lead.version > 1 or any(note.pk not in own for note in lead.follow_ups.all())
            (kept if is_touched else gone).append(lead)
    for some in slices([lead.pk for lead in gone], 500):
        Lead.objects.filter(pk__in=some, version=1).update(archived_at=at, updated_at=at)
    history.record_many((("undo_import", lead, {"batch": batch.pk}) for lead in gone), by=by, at=at)
    return kept, gone


def archive_companies(rows, batch, *, by, at):
    """(kept, archived) of the companies that the batch made. One with a lead or a place on a chain stays."""
    made = [row.company_id for row in rows if row.made.get("company")]
    has_lead = Exists(Lead.objects.present().filter(company=OuterRef("pk")))
    on_chain = Exists(ChainMember.objects.filter(company=OuterRef("pk"), archived_at__isnull=True))
    kept, gone = [], []
    for some in slices(made, 500):
        companies = Company.objects.filter(pk__in=some).annotate(in_use=Q(has_lead) | Q(on_chain))
        for company in companies.order_by("pk"):
            (kept if company.in_use or company.version > 1 else gone).append(company)
    for some in slices([company.pk for company in gone], 500):
        Company.objects.filter(pk__in=some).update(archived_at=at, updated_at=at, uscc=None)
    entries = [("undo_import", company, {"batch": batch.pk, "uscc": company.uscc or ""}) for company in gone]
    history.record_many(entries, by=by, at=at)
    return kept, gone


def archive_contacts(rows, *, at):
    """Contacts that the batch made, unless a lead still names them."""
    named = Exists(Lead.objects.present().filter(contact=OuterRef("pk")))
    for some in slices(keys(rows, "contact"), 500):
        Contact.objects.filter(~Q(named), pk__in=some).update(archived_at=at, updated_at=at)
