"""The cells of the list that are changed where they stand: which, and whose.

Said twice, of one lead (CELLS) and of the rows of a list without building models; a test holds them together.
"""

from leads.models import Lead
from leads.permissions import can_assign, can_edit
from leads.stages import LeadStatus

CELLS = {
    "grade": can_edit,
    "next_action_text": can_edit,
    "next_action_on": can_edit,
    "owner": can_assign,
}
NONE: frozenset[str] = frozenset()
ALL = frozenset(CELLS)
FACTS = ALL - {"owner"}


def editable(user, rows):
    """{number of the lead: the fields of CELLS that the person may change}."""
    access = user.access
    works = access.can("add_lead")
    shared = shared_with(user, rows) if works else NONE
    edits, assigns = access.chains("edit_chain_leads"), access.chains("assign_lead")
    found = {}
    for row in rows:
        if row.status == LeadStatus.CONVERTED:  # its facts are the project's now
            found[row.pk] = NONE
            continue
        has_facts = within(edits, row.chain_id) or (works and (row.owner_id == user.pk or row.pk in shared))
        found[row.pk] = (FACTS if has_facts else NONE) | (
            {"owner"} if within(assigns, row.chain_id) else NONE
        )
    return found


def within(codes, code):
    """Whether a right on the chains `codes` (None: the whole zone) reaches the chain `code`."""
    return codes is None or code in codes


def shared_with(user, rows):
    """Which of the rows of others the person helps with."""
    others = [row.pk for row in rows if row.owner_id != user.pk]
    helped = Lead.collaborators.through.objects.filter(user=user, lead__in=others)
    return set(helped.values_list("lead_id", flat=True)) if others else NONE
