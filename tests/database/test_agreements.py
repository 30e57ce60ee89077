"""Agreements: draft, review by another, signing; what each brings to the gate and to the light."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.roles import Role
from core import history
from leads.actions.agreement import (
    AgreementChanged,
    AgreementSigned,
    NotReadyToSign,
    ReviewedByDrafter,
    draft_agreement,
    edit_agreement,
    review_agreement,
    sign_agreement,
)
from leads.facts import facts_of
from leads.models import Agreement, Document, ProgressEvent
from leads.promise_permissions import can_draft, can_review, can_sign
from leads.stages import ProjectStage
from leads.stages.gates import gate
from tests.factories import NOON, TODAY, ProjectFactory, person
from tests.files import pdf

pytestmark = pytest.mark.django_db
Kind = Agreement.Kind
DAY = dt.timedelta(days=1)


@pytest.fixture
def project(sensor, staff):
    return ProjectFactory(chain=sensor, owner=staff, idle_from_on=TODAY - 90 * DAY)


@pytest.fixture
def lawyer(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="许辰")


def draft(project, staff, **details):
    details = {"kind": Kind.FORMAL, "amount_wan": Decimal(8600), "text_settled_on": TODAY - 5 * DAY} | details
    return draft_agreement(project=project, by=staff, at=NOON, **details)


def review(agreement, by, **how):
    return review_agreement(agreement=agreement, by=by, at=NOON, on=TODAY - 3 * DAY, **how)


def sign(agreement, by, **details):
    file = SimpleUploadedFile("协议.pdf", pdf())
    details = {"on": TODAY - DAY, "amount_wan": Decimal(8600), "file": file} | details
    return sign_agreement(agreement=agreement, by=by, at=NOON, **details)


def sources(project):
    return set(project.progress.values_list("source", "on"))


def missing(project, stage):
    lines = gate(stage, facts_of([project], on=TODAY)[project.pk]).missing
    return {line.criterion.key for line in lines}


def test_the_gates_of_a_formal_agreement_are_progress_once_each(project, staff, lawyer):
    agreement = draft(project, staff)
    name = f"leads.agreement:{agreement.pk}"
    assert sources(project) == {(f"{name}:text", TODAY - 5 * DAY)}
    review(agreement, lawyer)
    sign(agreement, staff, event="春季签约")
    assert sources(project) == {
        (f"{name}:text", TODAY - 5 * DAY),
        (f"{name}:legal", TODAY - 3 * DAY),
        (f"{name}:signed", TODAY - DAY),
    }
    assert set(project.progress.values_list("kind", flat=True)) == {ProgressEvent.Kind.AGREEMENT}
    project.refresh_from_db()
    assert project.idle_from_on == TODAY - DAY
    stored = Agreement.objects.get()
    assert (stored.legal_reviewer, stored.legal_reviewed_by, stored.event) == ("许辰", lawyer, "春季签约")
    assert (stored.signed_on, stored.amount_wan, stored.version) == (TODAY - DAY, 8600, 3)
    assert stored.document == Document.objects.get()
    assert stored.document.lead_id == project.lead_id
    assert [event.verb for event in history.of(agreement)] == [
        "sign_agreement",
        "review_agreement",
        "draft_agreement",
    ]


def test_each_step_takes_its_lines_off_the_gate(project, staff, lawyer):
    to_sign, signed = ProjectStage.TO_SIGN, ProjectStage.SIGNED
    assert {"text_settled", "legal_review"} <= missing(project, to_sign)
    agreement = draft(project, staff, text_settled_on=None)
    assert "text_settled" in missing(project, to_sign)
    edit_agreement(agreement=agreement, by=staff, at=NOON, version=1, text_settled_on=TODAY)
    assert "text_settled" not in missing(project, to_sign)
    review(agreement, lawyer)
    assert not {"text_settled", "legal_review"} & missing(project, to_sign)
    assert {"signed_file", "signed_on"} <= missing(project, signed)
    sign(agreement, staff)
    assert missing(project, signed) == set()


def test_a_framework_agreement_is_no_progress_and_no_gate(project, staff, lawyer):
    agreement = draft(project, staff, kind=Kind.FRAMEWORK, amount_wan=None)
    sign_agreement(agreement=agreement, by=staff, at=NOON, on=TODAY, amount_wan=None)
    assert Agreement.objects.get().signed_on == TODAY
    assert sources(project) == set()
    assert {"text_settled", "legal_review"} <= missing(project, ProjectStage.TO_SIGN)
    assert "signed_on" in missing(project, ProjectStage.SIGNED)


def test_the_drafter_does_not_review_nor_sign_for_a_reviewer_of_the_same_name(project, staff, lawyer):
    agreement = draft(project, staff)
    with pytest.raises(ReviewedByDrafter):
        review(agreement, staff)
    with pytest.raises(ReviewedByDrafter):
        review(agreement, lawyer, reviewer=f" {staff} ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(legal_reviewed_by=staff)
    assert Agreement.objects.get().legal_reviewed_on is None
    review(agreement, lawyer, reviewer="正衡律所 张律师")
    assert Agreement.objects.get().legal_reviewer == "正衡律所 张律师"
    with pytest.raises(AgreementChanged):
        review(agreement, lawyer)


@pytest.mark.parametrize(
    ("draft_as", "is_reviewed", "sign_as", "sentence"),
    [
        ({"text_settled_on": None}, True, {}, "定稿"),
        ({}, False, {}, "法务审核"),
        ({}, True, {"amount_wan": None}, "协议金额"),
        ({}, True, {"amount_wan": Decimal(-1)}, "协议金额"),
        ({}, True, {"amount_wan": Decimal(50_000)}, "会议编号"),
        ({}, True, {"file": None}, "上传"),
        ({"kind": Kind.SUPPLEMENT, "reason": "减产"}, True, {"amount_wan": None}, "协议金额"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_signed(
    project, staff, lawyer, draft_as, is_reviewed, sign_as, sentence
):
    agreement = draft(project, staff, **draft_as)
    if is_reviewed:
        review(agreement, lawyer)
    with pytest.raises(NotReadyToSign, match=sentence):
        sign(agreement, staff, **sign_as)
    assert Agreement.objects.get().signed_on is None
    assert not Document.objects.exists()


def test_a_big_signing_has_the_number_of_its_meeting(project, staff, lawyer):
    agreement = review(draft(project, staff), lawyer)
    sign(agreement, staff, amount_wan=Decimal(50_000), executive_meeting_no="2025-11")
    assert Agreement.objects.get().executive_meeting_no == "2025-11"
    assert "executive_meeting" not in missing(project, ProjectStage.SIGNED)


def test_signed_amount_and_day_stand_and_a_supplement_is_a_row_of_its_own(project, staff, lawyer):
    agreement = sign(review(draft(project, staff), lawyer), staff)
    for change in ({"amount_wan": Decimal(9000)}, {"signed_on": TODAY}, {"text_settled_on": None}):
        with pytest.raises(AgreementSigned):
            edit_agreement(agreement=agreement, by=staff, at=NOON, version=agreement.version, **change)
    stale = Agreement.objects.get()
    stale.signed_on = None  # as a page saw it that was opened before the signing
    with pytest.raises(AgreementChanged):
        edit_agreement(agreement=stale, by=staff, at=NOON, version=3, amount_wan=Decimal(9000))
    edit_agreement(agreement=agreement, by=staff, at=NOON, version=3, committee_meeting_no="7")
    more = draft(project, staff, kind=Kind.SUPPLEMENT, amount_wan=Decimal(-600), reason="二期缓建")
    sign(review(more, lawyer), staff, amount_wan=Decimal(-600))
    amounts = set(Agreement.objects.values_list("kind", "amount_wan"))
    assert amounts == {(Kind.FORMAL, 8600), (Kind.SUPPLEMENT, -600)}
    assert facts_of([project], on=TODAY)[project.pk].formal_wan == 8600


def test_a_second_formal_agreement_leaves_the_first_to_count(project, staff, lawyer):
    sign(review(draft(project, staff), lawyer), staff)
    again = review(draft(project, staff, amount_wan=Decimal(20_000)), lawyer)
    sign(again, staff, amount_wan=Decimal(20_000), on=TODAY)
    assert facts_of([project], on=TODAY)[project.pk].formal_wan == 8600


def test_the_same_form_twice_is_one_draft_and_signing_twice_is_refused(project, staff, lawyer):
    token = "0b9e2c34-6c1e-4a52-8f0a-0d8f6c9a4d11"
    first, second = (draft(project, staff, form_token=token) for _time in range(2))
    assert first == second == Agreement.objects.get()
    agreement = review(first, lawyer)
    late = Agreement.objects.get()
    sign(agreement, staff)
    with pytest.raises(AgreementChanged):
        sign(late, staff, on=TODAY)
    assert Agreement.objects.get().signed_on == TODAY - DAY
    assert Document.objects.count() == 1


def test_an_edit_that_comes_second_is_told(project, staff):
    agreement = draft(project, staff)
    edit_agreement(agreement=agreement, by=staff, at=NOON, version=1, title="投资协议")
    with pytest.raises(AgreementChanged) as late:
        edit_agreement(agreement=agreement, by=staff, at=NOON, version=1, title="合作协议")
    assert late.value.theirs.title == "投资协议"
    edit_agreement(agreement=agreement, by=staff, at=NOON, version=2, title="投资协议")
    assert Agreement.objects.get().version == 2


def test_who_drafts_reviews_and_signs(project, staff, lawyer, outsider, sensor, admin):
    agreement = draft(project, staff)
    agreement.created_by = staff
    member = person(Role.STAFF, chains=[sensor.code])
    project.members.create(user=member, part="LEGAL")
    leader = person(Role.CHAIN_LEADER, chains=[sensor.code])
    auditor = person(Role.AUDITOR)
    table = {
        "owner": (staff, True, False, True),
        "member": (member, True, True, True),
        "office": (lawyer, True, True, True),
        "leader": (leader, True, True, True),
        "colleague": (person(Role.STAFF, chains=[sensor.code]), False, False, False),
        "outsider": (outsider, False, False, False),
        "auditor": (auditor, False, False, False),
    }
    given = {
        name: (
            user,
            can_draft(user, project)[0],
            can_review(user, agreement)[0],
            can_sign(user, agreement)[0],
        )
        for name, (user, *_may) in table.items()
    }
    assert given == table
    agreement.signed_on = TODAY
    assert "补充协议" in can_sign(staff, agreement)[1]
    assert not can_review(lawyer, agreement)[0]
