"""Accounts of people: made, changed, closed."""

import unicodedata

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import open_work
from accounts.actions.grants import grant_role
from accounts.models import User
from core import history


class UsernameTaken(Exception):
    """Somebody has or had this user name; names are never given out twice."""


class AlreadySo(Exception):
    """The row was changed by somebody else in the meantime; nothing was done."""


class HasOpenWork(Exception):
    """`work` is the list of what the person still holds (accounts.open_work)."""

    def __init__(self, work):
        super().__init__(_("名下还有在办事项，先移交再停用。"))
        self.work = work


def plain_username(text):
    """One spelling per name: full-width letters and capitals would otherwise make look-alikes."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@transaction.atomic
def create_person(*, by, at, username, name, password, team=None, email="", grant=None):
    """A new account, with its first role where `grant` has the arguments of `grant_role`; all or nothing."""
    user = User(username=plain_username(username), name=name, team=team, email=email, date_joined=at)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(_("用户名 %s 已有人用过，换一个。") % user.username) from None
    history.record("create_person", user, by=by, at=at, username=user.username)
    if grant:
        grant_role(user=user, by=by, at=at, **grant)
    return user


@transaction.atomic
def edit_person(*, user, by, at, name, team, email):
    values = {"name": name, "team": team, "email": email}
    changes = history.differences(user, values)
    User.objects.filter(pk=user.pk).update(**values)
    history.record("edit_person", user, by=by, at=at, changes=changes)
    user.refresh_from_db()
    return user


@transaction.atomic
def disable_person(*, user, by, at):
    """Close an account: sessions end with the next request. Refused while the person holds open work."""
    closed = open_work.free_people().filter(pk=user.pk, is_active=True).update(is_active=False)
    if not closed:
        if work := open_work.of(user):
            raise HasOpenWork(work)
        raise AlreadySo(_("账号已经停用。"))
    history.record("disable_person", user, by=by, at=at)
    user.refresh_from_db()
    return user


@transaction.atomic
def enable_person(*, user, by, at):
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise AlreadySo(_("账号已经启用。"))
    history.record("enable_person", user, by=by, at=at)
    user.refresh_from_db()
    return user


@transaction.atomic
def reset_password(*, user, by, at, password):
    """A new password; every session of the person ends, because the old hash signs them."""
    user.set_password(password)
    user.save(update_fields=["password"])
    history.record("reset_password", user, by=by, at=at)
    return user
