"""What is asked when two people edited one record: whose side of each box holds."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import answer
from leads.lists import list_with


def ask(request, clash, *, label, can_amend=False):
    """The question, as a page or for a dialog. `label` saves; `can_amend`: or back to the form."""
    context = {
        "row": clash.form.row,
        "listed": list_with(clash.form.row),
        "clash": clash,
        "label": label,
        "can_amend": can_amend,
        "on": timezone.localdate(),
        "action": request.get_full_path(),
    }
    return answer(request, "lists/conflict.html", "lists/_conflict.html", context, status=409)


def saved_words(form):
    """That it was saved, and what of somebody else's was left standing beside it."""
    if not form.kept:
        return _("已保存。")
    return _("已保存。别人同时改的%(fields)s保留不动。") % {"fields": _("、").join(form.kept)}


def ask_on_project(request, clash, project, *, back):
    """The question about a row of a project; `back` is the page that the person came from."""
    context = {
        "project": project,
        "clash": clash,
        "label": _("保存"),
        "can_amend": True,
        "on": timezone.localdate(),
        "action": request.get_full_path(),
        "back": back,
    }
    return render(request, "projects/conflict.html", context, status=409)
