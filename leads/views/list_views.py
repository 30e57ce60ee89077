"""How somebody looks at a list: save the filter as a view, change and delete views, choose columns."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.actions import (
    ViewChanged,
    ViewExists,
    change_view,
    choose_columns,
    delete_view,
    save_view,
)
from accounts.forms import ViewForm
from accounts.models import SavedView
from accounts.permissions import can_change_view
from core.columns import known, moved
from core.views import answer, need, wants_fragment
from leads.chips import address, chips
from leads.permissions import can_see_leads
from leads.tables import FIXED, usual
from leads.tabs import link, look_of
from leads.views.lists import filters_of


@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request, *, listed):
    """Keep the filter that the address holds. One that is not valid is not kept."""
    need(can_see_leads(request.user))
    filters = filters_of(request, listed)
    form = ViewForm(request.POST or None, user=request.user)
    context = {"form": form, "filters": filters, "chips": chips(filters), "list_query": address(filters)}
    if not filters.is_valid() or not form.is_valid():
        status = 422 if form.is_bound or not filters.is_valid() else 200
        return panel(request, listed, "lists/_view_new.html", context, status=status)
    look = look_of(filters)
    try:
        view = save_view(
            by=request.user,
            at=timezone.now(),
            list_name=listed.name,
            query=address(filters, view=None),
            columns=list(look.columns),
            **form.details(),
        )
    except ViewExists as refusal:
        form.add_error("name", str(refusal))
        return panel(request, listed, "lists/_view_new.html", context, status=422)
    messages.success(request, _("已存为视图“%(view)s”。") % {"view": view})
    return leave(request, to_list(listed, link(view)))


@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request, pk, *, listed):
    """Name and reach of a view; its owner alone."""
    view = view_for(request, pk, listed)
    need(can_change_view(request.user, view))
    first = {
        "name": view.name,
        "kind": "team" if view.is_shared else "mine",
        "version": view.version,
    }
    form = ViewForm(request.POST or None, user=request.user, initial=first)
    context = {"form": form, "view": view}
    if not form.is_valid():
        return panel(request, listed, "lists/_view_edit.html", context, status=422 if form.is_bound else 200)
    version = form.cleaned_data["version"] or 0
    try:
        change_view(view=view, by=request.user, at=timezone.now(), version=version, **form.details())
    except (ViewExists, ViewChanged) as refusal:
        form.add_error("name", str(refusal))
        status = 422 if isinstance(refusal, ViewExists) else 409
        return panel(request, listed, "lists/_view_edit.html", context, status=status)
    messages.success(request, _("视图已改。"))
    return leave(request, to_list(listed, link(view)))


@require_POST
def view_update(request, pk, *, listed):
    """The view takes over the filter and the order of the list as it stands."""
    view = view_for(request, pk, listed)
    need(can_change_view(request.user, view))
    filters = filters_of(request, listed)
    if not filters.is_valid():
        context = {"filters": filters, "chips": chips(filters), "view": view}
        return panel(request, listed, "lists/_view_new.html", context, status=422)
    query = address(filters, view=None)
    try:
        change_view(view=view, by=request.user, at=timezone.now(), version=view.version, query=query)
    except ViewChanged as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("视图“%(view)s”已按现在的筛选更新。") % {"view": view})
    return HttpResponseRedirect(to_list(listed, link(view)))


@require_POST
def view_delete(request, pk, *, listed):
    view = view_for(request, pk, listed)
    need(can_change_view(request.user, view))
    delete_view(view=view, by=request.user, at=timezone.now())
    messages.success(
        request, _("视图“%(view)s”已删除，%(rows)s都还在。") % {"view": view.name, "rows": listed.title}
    )
    return HttpResponseRedirect(to_list(listed, view.query))


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, *, listed):
    """Which columns the list shows, in which order: of the open view if it is one's own, else for oneself."""
    need(can_see_leads(request.user))
    filters = filters_of(request, listed)
    look = look_of(filters)
    is_foreign = bool(look.view and look.view.columns) and not can_change_view(request.user, look.view)[0]
    order, shown = arrangement(request.POST, look, listed.columns)
    if request.method == "POST" and not is_foreign and not {"up", "down"} & set(request.POST):
        keep_columns(
            request, listed, look.view, [] if "reset" in request.POST else [k for k in order if k in shown]
        )
        return leave(request, to_list(listed, address(filters)))
    context = {
        "choices": [(key, listed.columns[key].verbose_name, key in shown, key in FIXED) for key in order],
        "view": look.view,
        "is_foreign": is_foreign,
        "list_query": address(filters),
    }
    return panel(
        request, listed, "lists/_columns.html", context, status=403 if is_foreign and request.POST else 200
    )


def arrangement(data, look, columns):
    """(every key in order, the keys shown): as the form has them, or as the list is."""
    if "order" not in data:
        return known([*look.columns, *columns], columns, fixed=FIXED), set(look.columns)
    order = known([*data.getlist("order"), *columns], columns, fixed=FIXED)
    for way, step in (("up", -1), ("down", 1)):
        if data.get(way) not in FIXED:
            order = moved(order, data.get(way), step)
    order = known(order, columns, fixed=FIXED)
    return order, {*FIXED, *data.getlist("show")}


def keep_columns(request, listed, view, keys):
    if view and can_change_view(request.user, view)[0]:
        change_view(
            view=view,
            by=request.user,
            at=timezone.now(),
            version=view.version,
            columns=keys or usual(listed.columns),
        )
        messages.success(request, _("视图“%(view)s”的列已保存。") % {"view": view})
        return
    choose_columns(by=request.user, list_name=listed.name, columns=keys)
    messages.success(request, _("列已保存。"))


def view_for(request, pk, listed):
    views = SavedView.objects.visible_to(request.user).of_list(listed.name).select_related("owner")
    return get_object_or_404(views, pk=pk)


def to_list(listed, query):
    return reverse(listed.urls["list"]) + "?" + query


def leave(request, url):
    """Out of the panel too, the browser goes on to the list."""
    return HttpResponseClientRedirect(url) if wants_fragment(request) else HttpResponseRedirect(url)


def panel(request, listed, fragment, context, *, status=200):
    context = context | {"listed": listed, "fragment": fragment, "in_panel": wants_fragment(request)}
    return answer(request, "lists/panel.html", fragment, context, status=status)
