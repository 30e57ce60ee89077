"""K1 to K20 (domain, §4.6) for a period, an as-of date and a scope.

Each is {"value", "numerator", "denominator", "unit"}, some with further figures inside.

What has no rows to be counted from is null with a reason, never 0. Amounts are strings in 万元 with two
decimals, percentages strings with two, counts are numbers.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from chains.gaps import GAPS, segment_status
from chains.models import ChainMember, Segment
from core.calendar import work_calendar
from leads.project_light import ProjectLight, showing
from reports import pipeline
from reports.counting import CENT, Rate, arrived, total
from reports.readings import count_of

WAN, PERCENT, ITEMS, WORKDAYS = "万元", "%", "个", "个工作日"
NO_BASE = "nothing to divide by in this period"
WITHOUT_ROWS = {
    "K4": "no visits yet",
    "K5": "no visits yet",
    "K13": "no fund cases yet",
    "K15": "no visits yet",
    "K16": "no land plans and contracts yet",
    "K20": "no weights and targets set yet",
}
CODES = [f"K{number}" for number in range(1, 21)]


def kpi(scope, period):
    """{code: figure} of all twenty, in order."""
    found = signings(count_of(scope, period)) | before_signing(scope, period)
    found |= {code: unknown(reason) for code, reason in WITHOUT_ROWS.items()}
    return {code: found[code] for code in CODES}


# -- forms of a figure ------------------------------------------------------------------------


def figure(value, unit, numerator=None, denominator=None, **more):
    return {"value": value, "numerator": numerator, "denominator": denominator, "unit": unit} | more


def unknown(reason, unit=None):
    return figure(None, unit, reason=reason)


def plain(value):
    """A count stays a number; money becomes text with two decimals."""
    return f"{value.quantize(CENT, ROUND_HALF_UP)}" if isinstance(value, Decimal) else value


def percentage(rate, **more):
    """The value is rounded for display; whoever goes on counting has numerator and denominator."""
    value = rate.percent
    if value is None:
        more = {"reason": NO_BASE} | more
    return figure(plain(value), PERCENT, plain(rate.numerator), plain(rate.denominator), **more)


def amount(signings):
    return {"count": len(signings), "amount": plain(total(signings))}


def per_unit(part, whole, unit):
    """So much for each 亩 (or each case): null where there is none."""
    if not whole:
        return unknown(NO_BASE, unit)
    return figure(plain(Decimal(part) / Decimal(whole)), unit, plain(part), plain(whole))


# -- from the signing on ----------------------------------------------------------------------


def signings(count):
    shown = {
        "gross": amount(count.signed),
        "deducted": amount(count.deducted),
        "net": amount(count.kept),
    }
    apart = {"framework": amount(count.framework), "supplements": amount(count.supplements)}
    gross = figure(plain(total(count.signed)), WAN, count=len(count.signed), **shown)
    return {
        "K6": gross | apart,
        "K7": percentage(count.performance),
        "K8": percentage(count.start_due, basis="due", overall=percentage(count.start_overall)),
        "K9": percentage(count.production),
        "K10": percentage(count.arrival, arrived=plain(arrived(count.kept))),
        "K11": percentage(count.emerging_share),
        "K12": gross,
        "K17": on_land(count.on_land),
    }


def on_land(signings):
    """K17 as promised: fixed investment and yearly tax per 亩, of those that say both."""
    invested = [row.case for row in signings if row.case.fixed is not None]
    taxed = [row.case for row in signings if row.case.tax is not None]
    unit = "万元/亩"
    fixed = per_unit(sum((case.fixed for case in invested), Decimal(0)), area(invested), unit)
    tax = per_unit(sum((case.tax for case in taxed), Decimal(0)), area(taxed), unit)
    return fixed | {"basis": "committed", "tax": tax, "actual": unknown("no land contracts yet", unit)}


def area(cases):
    return sum((case.land for case in cases), Decimal(0))


# -- before the signing -----------------------------------------------------------------------


def before_signing(scope, period):
    due = pipeline.due_to_respond(scope, period).count()
    cohort = pipeline.cohort(scope, period).count()
    return {
        "K1": figure(pipeline.entering(scope, period).count(), "条"),
        "K2": percentage(Rate(pipeline.responded_in_time(scope, period).count(), due)),
        "K3": percentage(Rate(pipeline.converted(scope, period).count(), cohort), basis="cohort"),
        "K14": coverage(scope, period.as_of),
        "K18": trouble(scope, period.as_of),
        "K19": conflicts(scope, period),
    }


def coverage(scope, on):
    covered = links(scope, on)
    return percentage(Rate(sum(covered.values()), len(covered)))


def links(scope, on):
    """{segment: whether it is covered} for the links of the map, each with all its parts.

    Covered is a link with status 具备 or 优势, or with a project signed by the date `on`; the map itself has
    no dates and is read as it stands.
    """
    segments = list(scope.segments().order_by("chain__sort", "sort", "pk").select_related("chain"))
    top = tops(segments)
    roles = roles_of(top)
    signed = {top[key] for key in pipeline.signed_segments(scope, on) if key in top}
    return {
        segment: segment.pk in signed or segment_status(roles.get(segment.pk, [])) not in GAPS
        for segment in segments
        if top[segment.pk] == segment.pk
    }


def roles_of(top):
    """{top link: [roles]} of the members that stand on it or its parts, each once."""
    members = ChainMember.objects.present().filter(segments__in=list(top))
    standing = {
        (top[key], pk, role) for key, pk, role in members.values_list("segments", "pk", "role") if key in top
    }
    found = {}
    for key, _pk, role in standing:
        found.setdefault(key, []).append(role)
    return found


def tops(segments: list[Segment]) -> dict[int, int]:
    """{key: key of the link at the top of its branch}."""
    parents = {segment.pk: segment.parent_id for segment in segments}

    def top(key):
        while parents.get(key) in parents:
            key = parents[key]
        return key

    return {key: top(key) for key in parents}


def trouble(scope, on):
    """K18: what is overdue of what is to be done; and, apart, red lights of the projects in hand."""
    late = Rate(pipeline.overdue_reminders(scope, on).count(), pipeline.open_reminders(scope, on).count())
    projects = scope.projects().in_hand()
    red = Rate(projects.filter(showing(ProjectLight.RED, on)).count(), projects.count())
    return percentage(late, basis="reminders", red=percentage(red))


def conflicts(scope, period):
    raised = pipeline.raised_conflicts(scope, period).count()
    ruled = pipeline.ruled_conflicts(scope, period).order_by("pk").values_list("registered_at", "ruled_at")
    calendar = work_calendar()
    days = [calendar.between(timezone.localdate(start), timezone.localdate(end)) for start, end in ruled]
    return figure(raised, ITEMS, ruling_days=per_unit(sum(days), len(days), WORKDAYS))
