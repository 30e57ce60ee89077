"""Write down what proves a stage (阶段佐证), and take back what proved wrong. Nothing is deleted (I-13)."""

import uuid

from django.db import IntegrityError, transaction

from chains.matching import clean_uscc, uscc_fault
from core import history
from leads.actions.document import kept
from leads.actions.once import written_before
from leads.models import Project, StageEvidence

Kind = StageEvidence.Kind
PREMISES = uuid.UUID("0f0e3a52-6a0c-5c3e-9d55-5b7b1f0f8a11")


class BadCode(Exception):
    """The credit code of the local company is no credit code."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


class EvidenceGone(Exception):
    """Somebody took it back before."""


@transaction.atomic
def record_evidence(
    *, project, kind, on, by, at, reference="", figures=None, file=None, document=None, form_token=None
):
    """`figures`: {"output_wan", "tax_wan"} of a year. The same `form_token` again: the first row."""
    if kind == Kind.LOCAL_COMPANY:
        reference = clean_uscc(reference)
        if fault := uscc_fault(reference):
            raise BadCode(fault)
    document = kept(lead=project.lead, by=by, at=at, file=file, document=document, form_token=form_token)
    said = {"kind": kind, "on": on, "reference": reference, **(figures or {})}
    try:
        with transaction.atomic():
            row = StageEvidence.objects.create(
                project=project, by=by, at=at, document=document, form_token=form_token, **said
            )
            history.record("record_evidence", project, by=by, at=at, **words(row))
    except IntegrityError as clash:
        return written_before(StageEvidence, clash, form_token=form_token, project=project)
    keep_dates(project, at=at)
    return row


def record_premises(*, project, kind, reference, on, by, at):
    """The contract of land or the lease of a carrier, once: signing it is told here by whoever owns it."""
    before = {"kind": kind, "reference": reference, "withdrawn_at__isnull": False}
    withdrawn = project.evidence.filter(**before).count()
    token = uuid.uuid5(PREMISES, f"{project.pk}:{kind}:{reference}:{on}:{withdrawn}")
    said = {"kind": kind, "reference": reference, "on": on}
    return record_evidence(project=project, by=by, at=at, form_token=token, **said)


@transaction.atomic
def withdraw_evidence(*, evidence, by, at, reason):
    """What proved wrong counts no more; it stays on record with who took it back and why."""
    rows = StageEvidence.objects.filter(pk=evidence.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=at, withdrawn_by=by, withdrawn_why=reason):
        raise EvidenceGone
    history.record("withdraw_evidence", evidence.project, by=by, at=at, reason=reason, **words(evidence))
    keep_dates(evidence.project, at=at)
    evidence.refresh_from_db()
    return evidence


def words(row):
    return {
        "evidence": row.pk,
        "kind": str(row.kind),
        "reference": row.reference,
        "on": row.on.isoformat(),
    }


def keep_dates(project, *, at):
    """The project keeps what the rows prove: its lists and lights ask no other table."""
    standing = project.evidence.filter(withdrawn_at=None).order_by("on", "pk")
    proven = {kind: on for kind, on in standing.values_list("kind", "on")}
    starts = standing.filter(kind__in=[Kind.START, Kind.FIT_OUT]).values_list("on", flat=True)
    project.started_on = starts.last()
    project.producing_on = proven.get(Kind.PRODUCTION)
    dates = {"started_on": project.started_on, "producing_on": project.producing_on}
    Project.objects.filter(pk=project.pk).update(updated_at=at, **dates)
