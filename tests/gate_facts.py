"""The rows that open each gate of a project, for tests that move projects."""

import datetime as dt
import uuid

from django.utils import timezone

from leads.actions import approve_stage, ask_for_stage
from leads.models import (
    AdmissionReview,
    Agreement,
    Document,
    DueDiligence,
    PolicyCommitment,
    Project,
    StageEvidence,
)
from leads.stages import ProjectStage, stage_after
from tests.factories import NOON, TODAY, UserFactory

Kind = StageEvidence.Kind


def open_gate(project, stage, *, on=TODAY, by=None):
    """Write down all that `stage` demands, recorded by `by`, or by somebody else."""
    OPENERS[stage](project, on=on, by=by or UserFactory())
    project.refresh_from_db()


def check_background(project, *, on, by):
    DueDiligence.objects.create(project=project, checked_on=on, conclusion="PASS", by=by, at=NOON)


def review(project, *, on, by):
    check_background(project, on=on, by=by)
    AdmissionReview.objects.create(
        project=project, held_on=on, members="会议成员", total=86, conclusion="APPROVED", by=by, at=NOON
    )


def settle(project, *, on, by):
    """The formal agreement is settled and reviewed; one promise has its basis."""
    Project.objects.filter(pk=project.pk).update(
        fixed_investment_wan=8_000, annual_output_wan=5_000, annual_tax_wan=300
    )
    review(project, on=on, by=by)
    formal = project.agreements.filter(kind="FORMAL").first() or agreement(project, by=by)
    formal.text_settled_on = formal.legal_reviewed_on = on
    formal.save()


def agreement(project, *, by, kind="FORMAL", **fields):
    stamps = {"created_by": by, "created_at": NOON, "updated_at": NOON}
    return Agreement.objects.create(project=project, kind=kind, **stamps, **fields)


def sign(project, *, on, by, amount_wan=9_000):
    formal = project.agreements.filter(kind="FORMAL").first() or agreement(project, by=by)
    formal.signed_on, formal.amount_wan, formal.executive_meeting_no = on, amount_wan, "主任办公会 12"
    formal.document = Document.objects.create(
        lead=project.lead,
        name="协议.pdf",
        stored_name=uuid.uuid4().hex,
        media_type="application/pdf",
        size=1,
        by=by,
        at=NOON,
    )
    formal.save()


def prove(*kinds):
    def write(project, *, on, by):
        for kind in kinds:
            figures = {"output_wan": 6_000, "tax_wan": 400} if kind == Kind.YEAR_FIGURES else {}
            reference = {"reference": f"{kind}-1"}
            StageEvidence.objects.create(
                project=project, kind=kind, on=on, by=by, at=NOON, **reference, **figures
            )

    return write


def promise(project, *, by, **fields):
    stamps = {"created_by": by, "created_at": NOON, "updated_at": NOON}
    return PolicyCommitment.objects.create(
        project=project, kind="EQUIPMENT", content="设备补贴", **stamps, **fields
    )


OPENERS = {
    ProjectStage.REVIEWED: review,
    ProjectStage.TO_SIGN: settle,
    ProjectStage.SIGNED: sign,
    ProjectStage.LANDED: prove(Kind.LOCAL_COMPANY, Kind.LAND_CONTRACT),
    ProjectStage.STARTED: prove(Kind.START),
    ProjectStage.PRODUCING: prove(Kind.PRODUCTION),
    ProjectStage.FULL_CAPACITY: prove(Kind.YEAR_FIGURES),
}


def days_later(number):
    return NOON + dt.timedelta(days=number)


def asked(project, *, by, at=NOON):
    """A waiting request for the next stage, whose gate is open."""
    stage = stage_after(project.stage)
    open_gate(project, stage, on=timezone.localdate(at))
    return ask_for_stage(project=project, by=by, at=at)


def advanced(project, *, by, leader, at=NOON):
    """The project one stage further, by the ordinary way."""
    request = asked(project, by=by, at=at)
    approve_stage(request=request, by=leader, at=at)
    project.refresh_from_db()
    return project
