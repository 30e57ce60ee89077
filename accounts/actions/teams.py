"""Units of the zone."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team
from core import history


class TeamExists(Exception):
    """There is a unit of this name."""


@transaction.atomic
def create_team(*, by, at, name, name_en=""):
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name, name_en=name_en, created_at=at, updated_at=at)
    except IntegrityError:
        raise TeamExists(_("已有名为“%s”的单位。") % name) from None
    history.record("create_team", team, by=by, at=at)
    return team


@transaction.atomic
def rename_team(*, team, by, at, name, name_en=""):
    values = {"name": name, "name_en": name_en}
    changes = history.differences(team, values)
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(**values, updated_at=at)
    except IntegrityError:
        raise TeamExists(_("已有名为“%s”的单位。") % name) from None
    history.record("rename_team", team, by=by, at=at, changes=changes)
    team.refresh_from_db()
    return team
