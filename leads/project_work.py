"""What the first page of a project shows beside its head: follow-ups, comments, documents, the timeline."""

import uuid

from leads.conflicts import step_seen
from leads.forms import ProjectFollowUpForm
from leads.permissions import can_assign
from leads.project_record import record
from leads.talk import talk

OF_PROJECT = "?on=project"  # sent along by forms of the lead that stand on the page of its project

TALK = ("comment_form", "unclear", "upload_form", "refused")


def project_work(project, *, user, at, form=None, **talking):
    page = record(project, user=user, at=at)
    told = talk(project.lead, user=user, at=at, project=project, **talking)
    may_edit = page["may_edit"]
    if may_edit and not any(
        talking.get(name) for name in ("comment_form", "unclear", "upload_form", "refused")
    ):
        told["mode"] = "follow-up"
    return {
        **page,
        **told,
        "lead": project.lead,
        "can_edit": may_edit,
        "can_assign": can_assign(user, project.lead)[0],
        "form": form or blank_form(project, page["on"]),
        "of_project": OF_PROJECT,
    }


def blank_form(project, on):
    first = {"form_token": uuid.uuid4(), "seen": step_seen(project)}
    return ProjectFollowUpForm(project=project, on=on, initial=first)
