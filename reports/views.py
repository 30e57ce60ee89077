"""Pages that only read: my desk, and the search."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.views import answer, need
from leads.permissions import can_add, can_see_leads
from reports import desk, search


@require_safe
def my_desk(request):
    if not can_see_leads(request.user)[0]:
        return HttpResponseRedirect(reverse("reminders:list"))
    on = timezone.localdate()
    context = desk.desk(request.user, on) | {"on": on, "can_add": can_add(request.user)[0]}
    return answer(request, "reports/desk.html", "reports/_desk.html", context)


@require_safe
def search_page(request):
    need(can_see_leads(request.user))
    text = request.GET.get("q", "").strip()[: search.LONGEST]
    context = {"query": text}
    if text:
        context |= search.found(text, request.user, timezone.localdate())
    return render(request, "reports/search.html", context)
