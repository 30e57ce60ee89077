"""Views of lists: saved, changed, deleted; and the columns a person has chosen."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import ListColumns, SavedView
from core import history


class ViewExists(Exception):
    """The person has a view of this name for this list."""


class ViewChanged(Exception):
    """The view was changed or deleted since it was read; nothing was done."""


@transaction.atomic
def save_view(*, by, at, list_name, name, query, columns, team=None):
    """Keep a checked `query` with its columns under a name: for `by` alone, or for the unit `team`."""
    fields = {"list_name": list_name, "name": name, "query": query, "columns": columns, "team": team}
    with named_once(name):
        view = SavedView.objects.create(owner=by, created_at=at, updated_at=at, **fields)
    history.record("save_view", view, by=by, at=at, list=list_name, query=query, team=str(team or ""))
    return view


@transaction.atomic
def change_view(*, view, by, at, version, **changes):
    """Change name, team, query or columns of one's own view, if nobody did since `version` was read."""
    changed = differing(view, changes)
    if changed:
        rows = SavedView.objects.filter(pk=view.pk, owner=by, version=version)
        with named_once(changes.get("name", view.name)):
            count = rows.update(version=F("version") + 1, updated_at=at, **changes)
        if not count:
            raise ViewChanged(_("视图刚被改过或删除，没有保存。重新打开再改。"))
        history.record("change_view", view, by=by, at=at, changed=changed)
        view.refresh_from_db()
    return view


@transaction.atomic
def delete_view(*, view, by, at):
    """A view is a setting: it goes for good, and the history keeps what it was."""
    history.record("delete_view", view, by=by, at=at, list=view.list_name, query=view.query)
    SavedView.objects.filter(pk=view.pk, owner=by).delete()


def choose_columns(*, by, list_name, columns):
    """Remember the columns of a list for one person; without any, the list's own hold again."""
    if not columns:
        ListColumns.objects.filter(user=by, list_name=list_name).delete()
        return
    ListColumns.objects.update_or_create(user=by, list_name=list_name, defaults={"columns": columns})


def differing(view, changes):
    """{name: [old, new]} in words, of what `changes` would change."""
    pairs = {name: (getattr(view, name), new) for name, new in changes.items()}
    return {name: [str(old), str(new)] for name, (old, new) in pairs.items() if old != new}


@contextmanager
def named_once(name):
    """A savepoint in which the UNIQUE name of a view decides."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ViewExists(_("已有名为“%s”的视图，换一个名称。") % name) from None
