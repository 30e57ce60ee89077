"""The cells of the list of projects that are changed where they stand: which, and whose.

Said twice, of one project (CELLS) and of the rows of a list without building models; a test holds them
together.
"""

from leads.cells import FACTS, NONE, within
from leads.models import ProjectMember
from leads.project_permissions import can_assign, can_edit
from leads.stages import ProjectStatus

CELLS = {
    "grade": can_edit,
    "next_action_text": can_edit,
    "next_action_on": can_edit,
    "owner": can_assign,
}


def editable(user, rows):
    """{number of the project: the fields of CELLS that the person may change}."""
    access = user.access
    works = access.can("add_lead")
    helped = helped_with(user, rows) if works else NONE
    edits, assigns = access.chains("edit_chain_leads"), access.chains("assign_lead")
    found = {}
    for row in rows:
        if row.status == ProjectStatus.TERMINATED:
            found[row.pk] = NONE
            continue
        has_facts = within(edits, row.chain_id) or (works and (row.owner_id == user.pk or row.pk in helped))
        found[row.pk] = (FACTS if has_facts else NONE) | (
            {"owner"} if within(assigns, row.chain_id) else NONE
        )
    return found


def helped_with(user, rows):
    """Which of the rows of others the person is a member of."""
    others = [row.pk for row in rows if row.owner_id != user.pk]
    members = ProjectMember.objects.filter(user=user, project__in=others)
    return set(members.values_list("project_id", flat=True)) if others else NONE
