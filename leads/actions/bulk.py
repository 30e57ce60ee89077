"""Do one thing to many leads, row by row and only where nobody changed the row since; and take it back."""

from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notices import tell
from core import history
from leads.actions.lead import LeadChanged, edit_lead, give
from leads.actions.step import take_step
from leads.bulk import RELEASE, VERBS
from leads.models import BulkChange, BulkChangeRow, Lead

CHANGES_ALWAYS = {"version", "updated_at", "grams"}
KEPT = [field for field in Lead._meta.concrete_fields if field.name not in CHANGES_ALWAYS]


class CannotBeUndone(Exception):
    """It was undone before, or is of a kind that is not undone."""


class Outcome(NamedTuple):
    """`late` are the leads that somebody changed meanwhile: they are as that person left them."""

    change: BulkChange | None
    done: list[Lead]
    late: list[Lead]


def change_in_bulk(*, verb, leads, seen, by, at, label, values, form_token=None):
    """Do `verb` to `leads`. `seen` is {lead id: the version that the person decided on}.

    The same `form_token` again answers with the first change: the UNIQUE constraint decides.
    """
    try:
        with transaction.atomic():
            change = BulkChange.objects.create(by=by, at=at, verb=verb, label=label, form_token=form_token)
            rows, done, late = [], [], []
            for lead in sorted(leads, key=lambda lead: lead.pk):  # one order for all: no deadlock
                before = state_of(lead)
                try:
                    act(verb, lead, version=seen.get(lead.pk), by=by, at=at, values=values)
                except LeadChanged:
                    late.append(lead)
                else:
                    done.append(lead)
                    rows.append(row_of(change, lead, before))
            BulkChangeRow.objects.bulk_create(rows)
            if not done:
                transaction.set_rollback(True)
                return Outcome(None, done, late)
            if verb == "assign":
                tell_owner(change, values["owner"], count=len(done), by=by, at=at)
            return Outcome(change, done, late)
    except IntegrityError as clash:
        return done_before(form_token, by, clash)


def act(verb, lead, *, version, by, at, values):
    """One row, by the same action that a person uses on it alone."""
    if lead.version != version:
        raise LeadChanged(lead)
    if verb == "assign":
        give(lead=lead, by=by, at=at, version=version, **values)
    elif verb == "release":
        take_step(lead=lead, step=RELEASE, by=by, at=at, **values)
    else:
        edit_lead(lead=lead, by=by, at=at, version=version, **given(values))


def given(values):
    """A next step without words keeps those it has."""
    return {name: value for name, value in values.items() if value != ""}


def state_of(lead):
    return {field.name: getattr(lead, field.attname) for field in KEPT}


def row_of(change, lead, before):
    now = state_of(lead)
    changed = {name: history.plain(old) for name, old in before.items() if old != now[name]}
    return BulkChangeRow(change=change, lead=lead, before=changed, version=lead.version)


def tell_owner(change, owner, *, count, by, at):
    """The new owner hears of it once, not row by row."""
    subject = ngettext("%(count)s 条线索", "%(count)s 条线索", count) % {"count": count}
    text = _("%(person)s 指派给你，先看一遍再定下一步。") % {"person": by}
    path = reverse("leads:list", query={"owner": "me", "status": "open"})
    tell(people=[owner], key=f"bulk:{change.pk}", subject=subject, text=text, path=path, by=by, at=at)


def tell_owners(change, owners, *, by, at):
    """Those to whom the leads had been given: they are theirs no longer."""
    text = _("%(person)s 撤销了刚才的指派。") % {"person": by}
    key = f"bulk-undone:{change.pk}"
    tell(people=owners, key=key, subject=change.label, text=text, path=reverse("leads:list"), by=by, at=at)


def done_before(form_token, by, clash):
    """What the first sending of this form did; without one the clash is a real error."""
    change = form_token and BulkChange.objects.filter(form_token=form_token, by=by).order_by("pk").first()
    if not change:
        raise clash
    rows = change.rows.select_related("lead__company").order_by("lead_id")
    return Outcome(change, [row.lead for row in rows], [])


@transaction.atomic
def undo_bulk(*, change, leads, by, at):
    """Put back what stood on `leads` before, as far as nobody changed them since."""
    open_changes = BulkChange.objects.filter(pk=change.pk, undone_at=None)
    if not VERBS[change.verb].can_be_undone or not open_changes.update(undone_at=at):
        raise CannotBeUndone
    done, late = [], []
    rows = change.rows.filter(lead__in=leads).select_related("lead__company", "lead__owner")
    for row in rows.order_by("lead_id"):
        now = Lead.objects.filter(pk=row.lead_id, version=row.version)
        is_back = now.update(version=F("version") + 1, updated_at=at, **stored(row.before))
        (done if is_back else late).append(row.lead)
    entries = [("undo_bulk", lead, {"bulk": change.pk, "label": change.label}) for lead in done]
    history.record_many(entries, by=by, at=at)
    if change.verb == "assign":
        tell_owners(change, {lead.owner for lead in done if lead.owner}, by=by, at=at)
    change.refresh_from_db()
    return Outcome(change, done, late)


def stored(before):
    """Values as JSON kept them, as the fields take them."""
    return {name: Lead._meta.get_field(name).to_python(value) for name, value in before.items()}
