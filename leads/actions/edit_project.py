"""Edit a project, and give it to another owner."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.notices import tell
from core import history
from leads.actions.project import ProjectChanged
from leads.models import Project
from leads.stages import LIVING


@transaction.atomic
def edit_project(*, project, by, at, version, **changes):
    """Change fields of `project` if nobody did since `version` was read; else ProjectChanged: nothing is
    lost. What a field held before stays in the history, a planned date too."""
    changed = history.differences(project, changes)
    if changed:
        fields = {name: changes[name] for name in changed}
        write(project, at=at, fields=fields, version=version)
        history.record("edit_project", project, by=by, at=at, changed=changed)
        project.refresh_from_db()
    return project


@transaction.atomic
def assign_project(*, project, by, at, owner):
    """Give the project to `owner` and the owner's unit. ProjectChanged if another assignment came first."""
    if project.owner_id == owner.pk:
        return project
    old = str(project.owner)
    write(project, at=at, fields={"owner": owner, "team": owner.team_id}, owner=project.owner_id)
    event = history.record("assign_project", project, by=by, at=at, old=old, new=str(owner))
    tell_owner(project, owner, event, by=by, at=at)
    project.refresh_from_db()
    return project


def write(project, *, at, fields, **seen):
    """One conditional UPDATE; `seen` is what must still be so."""
    rows = Project.objects.filter(pk=project.pk, status__in=sorted(LIVING), **seen)
    if not rows.update(version=F("version") + 1, updated_at=at, **fields):
        raise ProjectChanged(Project.objects.select_related("company", "owner").get(pk=project.pk))


def tell_owner(project, owner, event, *, by, at):
    with override(owner.language):
        text = _("%(person)s 指派给你") % {"person": by}
    tell(
        people=[owner],
        key=f"assign_project:{event.pk}",
        subject=project,
        text=text,
        path=project.get_absolute_url(),
        by=by,
        at=at,
    )
