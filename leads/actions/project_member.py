"""Who works on a project beside its owner, and as what."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.notices import tell
from core import history
from leads.models import ProjectMember


class AlreadyMember(Exception):
    """The person has a part in the project."""


def add_member(*, project, by, at, user, part):
    """Give `user` the `part`; who is told. Of two at once one does: the UNIQUE constraint decides."""
    try:
        with transaction.atomic():
            member = ProjectMember.objects.create(project=project, user=user, part=part)
            said = {"person": str(user), "part": member.get_part_display()}
            event = history.record("add_member", project, by=by, at=at, **said)
            tell_member(project, user, member, event, by=by, at=at)
    except IntegrityError:
        raise AlreadyMember(_("%(person)s 已在项目组里。") % {"person": user}) from None
    return member


@transaction.atomic
def remove_member(*, member, by, at):
    """Whether somebody was taken out: twice is once."""
    count, _models = ProjectMember.objects.filter(pk=member.pk).delete()
    if count:
        said = {"person": str(member.user), "part": member.get_part_display()}
        history.record("remove_member", member.project, by=by, at=at, **said)
    return bool(count)


def tell_member(project, user, member, event, *, by, at):
    if user == by:
        return
    with override(user.language):
        said = {"person": by, "part": member.get_part_display()}
        text = _("%(person)s 请你参加项目，分工：%(part)s") % said
    path = project.get_absolute_url()
    key = f"add_member:{event.pk}"
    tell(people=[user], key=key, subject=project, text=text, path=path, by=by, at=at)
