"""The floor: what Django costs when it does next to nothing.

One view without middleware, session or rights: one ORM query for 50 rows with their companies, one plain
template. `?bytes=N` fills the page up to the size of the page that it is compared with.
"""

from django.http import HttpResponse
from django.template import loader
from django.urls import path

from leads.models import Lead


def page(request):
    leads = (
        Lead.objects.filter(owner=request.GET["owner"], status="FOLLOWING")
        .select_related("company")
        .order_by("next_action_on", "pk")[:50]
    )
    bare = loader.render_to_string("floor.html", {"leads": leads})
    return HttpResponse(bare + "x" * (int(request.GET.get("bytes", 0)) - len(bare.encode())))


urlpatterns = [path("", page)]
