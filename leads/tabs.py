"""The line of views over a list: built in, mine, my unit's, and the filter that is none of them."""

from typing import NamedTuple
from urllib.parse import parse_qsl

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import ListColumns, SavedView
from leads.chips import ALL, address
from leads.list_filter import HANDS_ON
from leads.lists import list_of
from leads.tables import columns_of


class Tab(NamedTuple):
    label: str
    query: str
    is_current: bool
    count: int | None = None


class Look(NamedTuple):
    """How a list is looked at: the views there are, the one that is open, and the columns, {key: column}."""

    saved: list[SavedView]
    view: SavedView | None
    columns: dict


def look_of(filters):
    """An open view brings its columns; else those hold that the person has chosen."""
    name, columns = filters.list_name, list_of(filters).columns
    saved = saved_views(filters.user, name)
    view = opened(filters, saved)
    keys = view.columns if view and view.columns else ListColumns.objects.chosen(filters.user, name)
    return Look(saved, view, columns_of(keys, columns))


def is_changed(view, filters):
    """Whether the list shows other rows, or in another order, than the open view keeps."""
    return sorted(parse_qsl(view.query or ALL)) != sorted(parse_qsl(address(filters, view=None)))


def saved_views(user, list_name):
    """The views of a list that a person may open, by name."""
    views = SavedView.objects.visible_to(user).of_list(list_name).select_related("owner")
    return list(views.order_by("name", "pk"))


def opened(filters, saved):
    """The saved view that the address names, if the person may see it."""
    number = filters.data.get("view", "")
    return next((view for view in saved if str(view.pk) == number), None)


def link(view):
    """The address of a saved view: all of its filter, so that it can be sent to anybody, and its number."""
    query = QueryDict(view.query or ALL, mutable=True)
    query["view"] = str(view.pk)
    return query.urlencode(safe=",")


def is_same(one, other):
    """Whether two addresses choose the same rows; the order of words in them says nothing."""
    return sorted(chosen(one)) == sorted(chosen(other))


def chosen(query):
    return [(name, value) for name, value in parse_qsl(query) if name not in ("sort", "view")]


def tabs(filters, look):
    """[(kind, [Tab])]: mine, the unit's, what is visible, and last the filter that nobody has saved."""
    here, view = address(filters), look.view
    mine, units, visible = own_tabs(filters, here), [], everybodys_tabs(filters, here)
    current = view if view and is_same(view.query or ALL, here) else None
    for each in look.saved:
        tab = Tab(each.name, link(each), each == current)
        (units if each.is_shared else mine).append(tab)
    groups = [(_("我的"), mine), (_("团队"), units), (_("可见"), visible)]
    if not has_own_leads(filters.user):
        groups = groups[-1:] + groups[:-1]
    if current:
        groups = [(kind, [alone(tab, current) for tab in kept]) for kind, kept in groups]
    if not any(tab.is_current for _kind, kept in groups for tab in kept):
        groups.append((_("临时"), [Tab(temporary(view), here, True)]))
    return [(kind, kept) for kind, kept in groups if kept]


def alone(tab, view):
    """Where a saved view is open, a built-in one with the same filter is not the current one as well."""
    return tab if tab.query == link(view) else tab._replace(is_current=False)


def temporary(view):
    return _("改自 %(view)s，未保存") % {"view": view.name} if view else _("未保存的筛选")


def has_own_leads(user):
    return bool(HANDS_ON & user.access.roles)


def own_tabs(filters, here):
    """The built-in views of those who work on leads, over their own leads, with counts."""
    if not has_own_leads(filters.user):
        return []
    counts, views = own_counts(filters), list_of(filters).built_in
    return [built_in(view, "owner=me&", here, counts[key]) for key, view in views.items()]


def everybodys_tabs(filters, here):
    """Whole lists for those who have their own; for the others all that is built in."""
    listed = list_of(filters)
    if has_own_leads(filters.user):
        shown = [built_in(listed.built_in["open"], "", here)._replace(label=_("全部在办"))]
    else:
        shown = [built_in(view, "", here) for view in listed.built_in.values()]
    return [*shown, Tab(str(listed.everything), ALL, is_same(ALL, here))]


def built_in(view, scope, here, count=None):
    label, query = view
    return Tab(str(label), scope + query, is_same(scope + query, here), count)


def own_counts(filters):
    """How many of one's own rows each built-in view shows: one query for all of them."""
    listed = list_of(filters)
    own = listed.model.objects.present().filter(listed.own, owner=filters.user)
    rules = listed.rules(filters.on)
    return own.aggregate(**{key: Count("pk", filter=rule or None) for key, rule in rules.items()})
