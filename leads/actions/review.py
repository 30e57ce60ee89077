"""Write down what the joint meeting decided about a project (准入评审), and what such a meeting scores."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import history
from leads.actions.document import kept
from leads.actions.once import written_before
from leads.actions.progress import record_progress
from leads.models import AdmissionReview, ProgressEvent, ReviewIndicator
from leads.models.admission_review import FULL_MARKS


class IndicatorsChanged(Exception):
    """Somebody changed the indicators since the page was opened."""


class ScoreOutOfRange(Exception):
    """A score is below 0 or above the weight of its indicator."""


class Vetoed(Exception):
    """A project with a veto item is not admitted."""


class ConditionsMissing(Exception):
    """An admission under conditions names them."""


class NotAHundred(Exception):
    """The weights in use do not add up to 100."""


class NameTaken(Exception):
    """Two indicators have the same name."""


@transaction.atomic
def record_review(
    *,
    project,
    by,
    at,
    held_on,
    scores,
    conclusion,
    vetoes=(),
    file=None,
    document=None,
    form_token=None,
    **said,
):
    """`scores`: {key of an indicator: score}, of all that are in use; `said`: members, conditions, minutes.

    The row keeps the weights of the day, and the total is ours, not the sender's.
    """
    marks = marked(scores)
    if vetoes and conclusion in AdmissionReview.ADMITTED:
        raise Vetoed
    if conclusion == AdmissionReview.Conclusion.CONDITIONAL and not said.get("conditions"):
        raise ConditionsMissing
    document = kept(lead=project.lead, by=by, at=at, file=file, document=document, form_token=form_token)
    decided = {"held_on": held_on, "conclusion": conclusion, "vetoes": list(vetoes), "scores": marks}
    try:
        with transaction.atomic():
            row = AdmissionReview.objects.create(
                project=project,
                by=by,
                at=at,
                total=sum(scores.values()),
                document=document,
                form_token=form_token,
                **decided,
                **said,
            )
    except IntegrityError as clash:
        return written_before(AdmissionReview, clash, form_token=form_token, by=by)
    tell_of(row, by=by, at=at)
    return row


def marked(scores):
    """What the row keeps of each score: the indicator's name and weight of the day."""
    used = list(ReviewIndicator.objects.used())
    if {indicator.pk for indicator in used} != set(scores):
        raise IndicatorsChanged
    if any(not 0 <= scores[indicator.pk] <= indicator.weight for indicator in used):
        raise ScoreOutOfRange
    return [
        {"name": one.name, "weight": one.weight, "score": f"{scores[one.pk]:.1f}".removesuffix(".0")}
        for one in used
    ]


def tell_of(row, *, by, at):
    words = {"conclusion": row.get_conclusion_display(), "total": shortest(row.total)}
    data = {"review": row.pk, "conclusion": str(row.conclusion), "on": row.held_on.isoformat()}
    history.record("record_review", row.project, by=by, at=at, total=words["total"], **data)
    record_progress(
        project=row.project,
        kind=ProgressEvent.Kind.REVIEW,
        on=row.held_on,
        text=_("准入评审：%(conclusion)s，%(total)s 分") % words,
        source=f"leads.admissionreview:{row.pk}",
        by=by,
        at=at,
    )


def shortest(number):
    return f"{number:.1f}".removesuffix(".0")


@transaction.atomic
def edit_review_indicators(*, by, at, seen, wanted, added=()):
    """All at once. `seen` and `wanted`: {key: {"name", "weight", "is_used"}} as they stood when the page was
    opened, and as they shall be; `added`: rows of the same shape.

    Every row is updated on the condition that it is as it was seen, so of two that save, the second learns of
    the first, and the weights add up whoever comes when.
    """
    used = [row["weight"] for row in [*wanted.values(), *added] if row["is_used"]]
    if sum(used) != FULL_MARKS:
        raise NotAHundred
    if set(seen) != set(ReviewIndicator.objects.values_list("pk", flat=True)):
        raise IndicatorsChanged
    try:
        with transaction.atomic():
            for pk in sorted(seen):
                change(pk, seen[pk], wanted[pk], by=by, at=at)
            for row in added:
                add(row, by=by, at=at)
    except IntegrityError:
        raise NameTaken from None


def change(pk, seen, wanted, *, by, at):
    if not ReviewIndicator.objects.filter(pk=pk, **seen).update(**wanted):
        raise IndicatorsChanged
    changed = {name: [seen[name], wanted[name]] for name in seen if seen[name] != wanted[name]}
    if changed:
        indicator = ReviewIndicator.objects.get(pk=pk)
        history.record("edit_review_indicator", indicator, by=by, at=at, changed=changed)


def add(row, *, by, at):
    last = ReviewIndicator.objects.order_by("-sort", "-pk").values_list("sort", flat=True).first() or 0
    indicator = ReviewIndicator.objects.create(sort=last + 1, **row)
    history.record("add_review_indicator", indicator, by=by, at=at, weight=indicator.weight)
