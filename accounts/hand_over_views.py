"""The page on which everything in a person's hands is handed over in one step (I-15).

The office of a chain hands over what stands on its chain; whoever may give away nothing sees nothing here.
`chain_names` comes with every address of this app.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, open_work
from accounts.forms import HandOverForm
from accounts.models import User
from accounts.open_work import HandOverRefused
from accounts.permissions import can_disable, can_hand_over
from core.views import need

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk, chain_names):
    person = get_object_or_404(User, pk=pk)
    work = open_work.movable(person, by=request.user)
    if not work and not User.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    need(can_hand_over(request.user))
    at = timezone.now()
    names = chain_names() | {"": _("未定产业链")}
    places = {
        code: names.get(code, code) for code in sorted(set().union(*(kind.chain_codes() for kind in work)))
    }
    form = HandOverForm(request.POST or None, person=person, places=places, on=timezone.localdate(at))
    if form.is_valid():
        try:
            taken = actions.hand_over(person=person, by=request.user, at=at, **form.hand_over())
        except HandOverRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(request, _("已移交 %(n)s 件在办事项。") % {"n": sum(taken.values())})
            return redirect(after(request.user, person, taken))
    context = {
        "person": person,
        "form": form,
        "kinds": [shown(kind, request.user, names) for kind in work],
        "remaining": total(open_work.of(person)) - total(work),
        "can_disable": can_disable(request.user, person)[0],
    }
    return render(request, "people/hand_over.html", context, status=422 if form.is_bound else 200)


def after(user, person, taken):
    """The person's page, where the account can be closed; to whom it does not show, what went where."""
    if User.objects.visible_to(user).filter(pk=person.pk).exists():
        return reverse("people:detail", args=[person.pk])
    taker = next(iter(taken))
    return open_work.of(taker)[0].list_address(taker)


def total(work):
    return sum(kind.count() for kind in work)


def shown(kind, user, names):
    """The rows of one kind that the person may read; of the others only how many there are."""
    rows = kind.rows.visible_to(user)
    readable = rows.count()
    some = rows.select_related().order_by("pk")[:SHOWN]
    return {
        "noun": kind.noun,
        "count": kind.count(),
        "rows": [(row, names.get(getattr(row, "chain_id", None) or "", "")) for row in some],
        "more": max(0, readable - SHOWN),
        "hidden": kind.count() - readable,
    }
