"""Why projects were paused and terminated, and where they went: counts and sums that open their rows."""

from collections import Counter
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet, ModelChoiceFilter

from chains.models import Chain
from leads.models import Project, StatusRequest
from leads.stages import ProjectStatus

RESTING = (ProjectStatus.PAUSED, ProjectStatus.TERMINATED)


class EndingFilter(FilterSet):
    chain = ModelChoiceFilter(
        label=_("产业链"), queryset=Chain.objects.order_by("sort"), empty_label=_("全部")
    )

    class Meta:
        model = Project
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, Project.objects.visible_to(user))

    def rows(self):
        """Projects that rest now; an invalid filter has none."""
        return self.qs.filter(status__in=RESTING) if self.is_valid() else Project.objects.none()

    @property
    def chain_code(self):
        found = self.form.cleaned_data.get("chain") if self.is_valid() else None
        return found.pk if found else ""


def report(filters):
    """For each of the two states: {status, count, total, rows: [{kind, count, total, query, places}]}. Each
    project counts once, by the last request that brought it to where it is."""
    projects = {project.pk: project for project in filters.rows().order_by("pk")}
    groups = {status: {} for status in RESTING}
    for wish in last_wishes(projects):
        project = projects[wish.project_id]
        groups[project.status].setdefault(wish.kind, []).append((project, wish))
    return [group(status, found, filters.chain_code) for status, found in groups.items()]


def last_wishes(projects):
    """The approved request of each project that made its present status; the later row takes the place."""
    rows = StatusRequest.objects.filter(project__in=projects, answer=StatusRequest.Answer.APPROVED)
    found = {}
    for wish in rows.order_by("answered_at", "pk"):
        if wish.status == projects[wish.project_id].status:
            found[wish.project_id] = wish
    return found.values()


def group(status, found, chain):
    rows = [row(status, kind, found[kind.value], chain) for kind in StatusRequest.Kind if kind.value in found]
    rows.sort(key=lambda one: (-one["count"], -one["total"]))
    return {
        "status": status,
        "rows": rows,
        "count": sum(one["count"] for one in rows),
        "total": sum((one["total"] for one in rows), Decimal(0)),
        "query": query_of(status, "", chain),
    }


def row(status, kind, pairs, chain):
    places = Counter(wish.lost_to for _project, wish in pairs if wish.lost_to)
    return {
        "kind": kind,
        "count": len(pairs),
        "total": sum((project.total_investment_wan for project, _wish in pairs), Decimal(0)),
        "query": query_of(status, kind, chain),
        "places": sorted(places.items(), key=lambda place: (-place[1], place[0])),
    }


def query_of(status, kind, chain):
    """The filter of the list of projects that shows the same rows."""
    wanted = {"status": str(status), "reason": str(kind), "chain": chain}
    return urlencode({name: value for name, value in wanted.items() if value})
