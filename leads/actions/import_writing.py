"""Brings a draft onto record in one transaction, a few statements per table, with the history of each row."""

from itertools import islice

from django.db import transaction

from chains.models import Alias, Company, CompanyTag, Contact
from core.history import record_many
from leads.intake.preview import import_row
from leads.models import FollowUp, ImportRow, Lead

BATCH = 500
ALWAYS_CHANGED = {Company: {"version", "updated_at"}, Lead: {"version", "updated_at", "grams"}}


@transaction.atomic
def write(draft, plan, *, batch, by, at):
    """Save the draft and the fate of every row. IntegrityError: somebody took a name or code meanwhile."""
    create(Company, [company for party, company in draft.companies.items() if not party.pk])
    update_changed(Company, draft)
    create(Alias, draft.aliases)
    create(CompanyTag, draft.tags)
    create(Contact, [made["contact"] for made in draft.made.values() if "contact" in made])
    create(Lead, draft.leads.values())
    update_changed(Lead, draft)
    create(FollowUp, draft.follow_ups.values())
    for rows in in_slices(import_rows(draft, plan, batch)):
        ImportRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["batch", "sheet", "row"],
            update_fields=["outcome", "level", "evidence", "of", "lead", "company", "made"],
        )
    for entries in in_slices(history(draft, plan, batch)):
        record_many(entries, by=by, at=at)


def create(model, rows):
    model.objects.bulk_create(rows, batch_size=BATCH)


def update_changed(model, draft):
    fields = sorted(ALWAYS_CHANGED[model] | draft.filled[model])
    model.objects.bulk_update(draft.changed[model].values(), fields, batch_size=200)


def in_slices(things):
    """Lists of at most BATCH: what is saved and not looked at again need not be in memory all at once."""
    things = iter(things)
    while some := list(islice(things, BATCH)):
        yield some


def import_rows(draft, plan, batch):
    by_record = {id(item.record): item for item in plan.items}
    for record in plan.records:
        item = by_record.get(id(record))
        row = import_row(batch, plan, record, item)
        if item is not None and item.position in draft.made:
            row.lead_id = draft.lead_of(item).pk
            row.company_id = draft.company_of(item).pk
            row.made = keys_of(draft, item)
        yield row


def keys_of(draft, item):
    """`made` of an item as JSON: keys instead of rows."""
    made = draft.made[item.position]
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
        lead = draft.lead_of(item)
        where = {"batch": batch.pk, "sheet": item.record.sheet, "row": item.record.row}
        if item.position in draft.leads:
            yield "import_lead", lead, where
        else:
            filled = draft.made[item.position].get("lead_fields", [])
            yield "import_follow_up", lead, where | {"filled": filled}
