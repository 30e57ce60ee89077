"""Report how far a signed project is in one month (进度填报); the project keeps what its lights read."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.actions.changed import RowChanged
from leads.actions.document import kept
from leads.actions.progress import record_progress
from leads.light_rules import light_of_progress
from leads.models import ProgressEvent, ProgressReport, Project
from leads.months import plus_months
from leads.report_rules import faults
from leads.stages import LIVING, SIGNED_ON


class NotReporting(Exception):
    """The project is not signed, or has ended: it has no monthly report."""


class ReportRefused(Exception):
    """`faults`: [(field, sentence)]."""

    def __init__(self, found):
        super().__init__("；".join(sentence for _field, sentence in found))
        self.faults = found


class ReportChanged(RowChanged):
    """Somebody else reported this month, or changed its report, meanwhile."""


@transaction.atomic
def report_progress(
    *, project, by, at, month, version=None, file=None, document=None, form_token=None, **figures
):
    """`month` is its first day. Without `version` it is the month's first report; with it, the one that was
    seen is changed. The same said twice by the same person is one report.

    `figures`: arrived_wan, done_percent, planned_percent, is_in_statistics, problems, correction,
    is_confirmed. Without `file` and `document` the proof stays that it had.
    """
    take_turn(project, at=at)
    said = {**BLANK, **figures}
    _before, same, _after = around = rows_around(project, month, version)
    has_proof = bool(file or document or (same and same.proof_id))
    on = timezone.localdate(at)
    found = faults(said, project=project, month=month, on=on, around=around, has_proof=has_proof)
    if found := list(found):
        raise ReportRefused(found)
    changed = history.differences(same, said) if same else {}
    try:
        report = write(project, month, version, {**said, "by": by}, at=at)
    except ReportChanged as clash:
        return said_before(clash, said, by=by, file=file, document=document, form_token=form_token)
    prove(report, by=by, at=at, file=file, document=document, form_token=form_token)
    note(report, by=by, at=at, changed=changed)
    keep_figures(report, by=by, at=at)
    return report


BLANK = {
    "done_percent": None,
    "planned_percent": None,
    "is_in_statistics": False,
    "problems": "",
    "correction": "",
    "is_confirmed": False,
}


def take_turn(project, *, at):
    """Holds the project's row until the end: the reports of one project are measured one after the other."""
    rows = Project.objects.filter(pk=project.pk, stage__in=SIGNED_ON, status__in=LIVING)
    if not rows.filter(signed_on__isnull=False).update(updated_at=at):
        raise NotReporting
    project.refresh_from_db()


def rows_around(project, month, version):
    """The month reported before, the month itself if it is to be changed, the one reported after."""
    rows = project.reports.order_by("month")
    same = rows.filter(month=month).first() if version is not None else None
    return rows.filter(month__lt=month).last(), same, rows.filter(month__gt=month).first()


def write(project, month, version, values, *, at):
    rows = ProgressReport.objects.filter(project=project, month=month)
    if version is None:
        try:
            with transaction.atomic():
                return ProgressReport.objects.create(
                    project=project, month=month, created_at=at, updated_at=at, **values
                )
        except IntegrityError:
            theirs = rows.select_related("by", "proof").first()
            if theirs is None:  # refused by another constraint
                raise
            raise ReportChanged(theirs) from None
    if not rows.filter(version=version).update(version=F("version") + 1, updated_at=at, **values):
        raise ReportChanged(rows.select_related("by", "proof").get())
    return rows.get()


def said_before(clash, said, *, by, file, document, form_token):
    """The report that the first of two equal ones made; else the clash stands."""
    theirs = clash.theirs
    proof = theirs.proof
    is_same_file = not file or (proof and form_token and proof.form_token == form_token)
    is_same_proof = is_same_file and (not document or document == proof)
    if theirs.by_id != by.pk or not is_same_proof or history.differences(theirs, said):
        raise clash
    return theirs


def prove(report, *, by, at, **attached):
    if proof := kept(lead=report.project.lead, by=by, at=at, **attached):
        ProgressReport.objects.filter(pk=report.pk).update(proof=proof)
        report.proof = proof


def note(report, *, by, at, changed):
    said = {"month": f"{report.month:%Y-%m}", "arrived_wan": f"{report.arrived_wan:.2f}"}
    said |= {"report": report.pk, "correction": report.correction, "changed": changed}
    history.record("report_progress", report.project, by=by, at=at, **said)


def keep_figures(report, *, by, at):
    """The project keeps what its reports say: the last month's figures, and since when it counts."""
    project, on = Project.objects.get(pk=report.project_id), timezone.localdate(at)
    reports = project.reports.order_by("month")
    latest, counted = reports.last(), reports.filter(is_in_statistics=True).first()
    behind = behind_of(latest)
    kept_values = {
        "arrived_wan": latest.arrived_wan,
        "behind_points": behind,
        "behind_on": colour_since(project, behind, on),
        "in_statistics_on": counted and counted.month,
    }
    Project.objects.filter(pk=project.pk).update(updated_at=at, **kept_values)
    if latest.arrived_wan > (project.arrived_wan or 0):
        tell_arrival(latest, on=on, by=by, at=at)


def behind_of(report):
    if report.planned_percent is None or report.done_percent is None:
        return None
    return report.planned_percent - report.done_percent


def colour_since(project, behind, on):
    """The day on which the light of the work took the colour it has now."""
    if behind is None:
        return None
    is_same = light_of_progress(behind) == light_of_progress(project.behind_points)
    return project.behind_on if is_same else on


def tell_arrival(report, *, on, by, at):
    """Money came in: progress of that month, by its last day at the latest."""
    last_day = plus_months(report.month, 1) - dt.timedelta(days=1)
    amount = f"{report.arrived_wan:.2f}"
    record_progress(
        project=report.project,
        kind=ProgressEvent.Kind.ARRIVAL,
        on=min(last_day, on),
        text=_("累计到位资金 %(amount)s 万元") % {"amount": amount},
        source=f"leads.progressreport:{report.pk}:{amount}",
        by=by,
        at=at,
    )
