"""What is known of projects, for the gates: read for any number of them in a constant number of queries."""

from leads.models import (
    AdmissionReview,
    Agreement,
    DueDiligence,
    PolicyCommitment,
    StageEvidence,
)
from leads.stages.gates import Commitment, Facts

OF_PROJECT = ("total_investment_wan", "fixed_investment_wan", "annual_output_wan", "annual_tax_wan")
PREMISES = frozenset({StageEvidence.Kind.LAND_CONTRACT, StageEvidence.Kind.CARRIER_LEASE})
STARTS = frozenset({StageEvidence.Kind.START, StageEvidence.Kind.FIT_OUT})


def facts_of(projects, *, on):
    """{primary key: Facts} on the day `on`, in five queries."""
    pks = [project.pk for project in projects]
    known = {
        project.pk: {"done_by": {}} | {name: getattr(project, name) for name in OF_PROJECT}
        for project in projects
    }
    for read in (of_diligence, of_reviews, of_agreements, of_commitments, of_evidence):
        for pk, facts in read(pks):
            known[pk]["done_by"] |= facts.pop("done_by", {})
            known[pk] |= facts
    return {pk: Facts(on=on, **facts) for pk, facts in known.items()}


def latest(rows, order):
    """The last row of each project: later rows take the place of earlier ones."""
    return {row.project_id: row for row in rows.order_by(*order)}


def of_diligence(pks):
    rows = DueDiligence.objects.filter(project__in=pks).select_related("by")
    for pk, row in latest(rows, ("checked_on", "pk")).items():
        said = f"{row.by} {row.checked_on:%m-%d}"
        yield (
            pk,
            {
                "diligence": row.conclusion,
                "diligence_on": row.checked_on,
                "has_leader_note": bool(row.leader_note),
                "done_by": {"diligence": said, "diligence_is_fresh": said},
            },
        )


def of_reviews(pks):
    rows = AdmissionReview.objects.filter(project__in=pks)
    for pk, row in latest(rows, ("held_on", "pk")).items():
        vetoes = tuple(str(AdmissionReview.Veto(key).label) for key in row.vetoes)
        yield (
            pk,
            {
                "review": row.conclusion,
                "review_on": row.held_on,
                "vetoes": vetoes,
                "done_by": {"review": f"{row.held_on:%m-%d}"},
            },
        )


def of_agreements(pks):
    """The formal agreement that was signed first, else the latest draft of one."""
    rows = Agreement.objects.filter(project__in=pks, kind=Agreement.Kind.FORMAL).order_by("pk")
    formal = {}
    for row in rows:
        known = formal.get(row.project_id)
        if known is None or is_before(row, known):
            formal[row.project_id] = row
    for pk, row in formal.items():
        yield (
            pk,
            {
                "has_formal": True,
                "text_settled_on": row.text_settled_on,
                "legal_reviewed_on": row.legal_reviewed_on,
                "formal_wan": row.amount_wan,
                "formal_signed_on": row.signed_on,
                "has_formal_file": row.document_id is not None,
                "executive_meeting_no": row.executive_meeting_no,
                "done_by": {"legal_review": row.legal_reviewer},
            },
        )


def is_before(row, known):
    """Whether `row` takes the place of `known`: a signed one that of a draft, the earlier of two signed."""
    if row.signed_on is None:
        return known.signed_on is None
    return known.signed_on is None or row.signed_on < known.signed_on


def of_commitments(pks):
    rows = PolicyCommitment.objects.filter(project__in=pks).exclude(
        delivery=PolicyCommitment.Delivery.WITHDRAWN
    )
    promises = {}
    for row in rows.order_by("pk"):
        is_missing = row.fair_review == PolicyCommitment.FairReview.MISSING
        promises.setdefault(row.project_id, []).append(Commitment(row.content, row.has_basis, is_missing))
    for pk, rows in promises.items():
        yield pk, {"commitments": tuple(rows)}


def of_evidence(pks):
    standing = StageEvidence.objects.filter(project__in=pks, withdrawn_at=None)
    rows = standing.select_related("by").order_by("on", "pk")
    proven = {}
    for row in rows:
        facts = proven.setdefault(row.project_id, {"done_by": {}})
        said = f"{row.by or ''} {row.on:%m-%d}".strip()
        if row.kind == StageEvidence.Kind.LOCAL_COMPANY:
            facts |= {"local_uscc": row.reference}
            facts["done_by"]["local_company"] = said
        elif row.kind in PREMISES:
            facts |= {"premises": f"{row.get_kind_display()} {row.reference}".strip()}
            facts["done_by"]["premises"] = said
        elif row.kind in STARTS:
            facts |= {"started_on": row.on}
            facts["done_by"]["start"] = said
        elif row.kind == StageEvidence.Kind.PRODUCTION:
            facts |= {"producing_on": row.on}
            facts["done_by"]["production"] = said
        else:
            facts |= {"proven_output_wan": row.output_wan, "proven_tax_wan": row.tax_wan}
    yield from proven.items()
