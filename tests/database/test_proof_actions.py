"""What proves that a project may move on: each act, its refusals, and what the gate says afterwards."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from accounts.roles import Role
from core import history
from leads.actions.diligence import (
    CheckerIsOwner,
    NoNoteWanted,
    NotBorneOut,
    add_leader_note,
    record_diligence,
)
from leads.actions.evidence import (
    BadCode,
    EvidenceGone,
    record_evidence,
    record_premises,
    withdraw_evidence,
)
from leads.actions.review import (
    ConditionsMissing,
    IndicatorsChanged,
    NameTaken,
    NotAHundred,
    ScoreOutOfRange,
    Vetoed,
    edit_review_indicators,
    record_review,
)
from leads.documents import DocumentRefused
from leads.facts import facts_of
from leads.models import AdmissionReview, Document, DueDiligence, ReviewIndicator, StageEvidence
from leads.models.due_diligence import is_borne_out
from leads.permissions import can_read_documents
from leads.seed import seed_review_indicators
from leads.stages.gates import CRITERIA
from leads.timeline import of_event
from tests import files
from tests.factories import NOON, TODAY, ProjectFactory, person
from tests.sheets import CODE

pytestmark = pytest.mark.django_db
Kind = StageEvidence.Kind


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return settings.DOCUMENT_DIR


@pytest.fixture
def project(staff, sensor):
    return ProjectFactory(owner=staff, chain=sensor)


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


@pytest.fixture
def leader(sensor):
    return person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明")


@pytest.fixture
def indicators(db):
    seed_review_indicators(at=NOON)
    return list(ReviewIndicator.objects.used())


def missing(project, *keys, on=TODAY):
    """What the gate says of these criteria."""
    facts = facts_of([project], on=on)[project.pk]
    return [each.missing(facts) for each in CRITERIA if each.key in keys]


def found(**results):
    said = dict.fromkeys(map(str, DueDiligence.Item), "OK") | results
    return {
        item: {"result": result, "note": "" if result == "OK" else "存疑"} for item, result in said.items()
    }


def check(project, by, conclusion="PASS", checked_on=TODAY, items=None, **more):
    said = {"checked_on": checked_on, "items": items or found(), "conclusion": conclusion}
    return record_diligence(project=project, by=by, at=NOON, **said, **more)


def sentence(project):
    event = history.of(project).first()
    return of_event(event).text


# -- the background -------------------------------------------------------------------------------


def test_a_check_that_passes_meets_its_criteria(project, office):
    assert missing(project, "diligence", "diligence_is_fresh") == ["做背景核查", "背景核查要在 6 个月内"]
    row = check(project, office, note="股东已核")
    assert missing(project, "diligence", "diligence_is_fresh") == ["", ""]
    assert (row.by, row.checked_on, row.conclusion, row.note) == (office, TODAY, "PASS", "股东已核")
    assert len(row.findings) == 8
    assert sentence(project) == f"登记背景核查（{TODAY}）：通过"


@pytest.mark.parametrize(
    ("conclusion", "results", "expected"),
    [
        ("PASS", ["OK", "OK"], True),
        ("PASS", ["OK", "CONCERN"], False),
        ("CONCERN", ["OK", "CONCERN"], True),
        ("CONCERN", ["CONCERN", "FAIL"], False),
        ("FAIL", ["OK", "FAIL"], True),
        ("FAIL", ["OK", "OK"], True),
    ],
)
def test_a_conclusion_is_no_better_than_the_worst_item(conclusion, results, expected):
    assert is_borne_out(conclusion, results) is expected


def test_the_owner_does_not_check_and_a_conclusion_too_good_is_not_kept(project, staff, office):
    with pytest.raises(CheckerIsOwner):
        check(project, staff)
    with pytest.raises(NotBorneOut):
        check(project, office, items=found(LITIGATION="FAIL"), conclusion="CONCERN")
    with pytest.raises(ValueError, match="eight"):
        check(project, office, items={"SITE": {"result": "OK", "note": ""}})
    assert not DueDiligence.objects.exists()
    assert not history.of(project).exists()


def test_a_check_of_half_a_year_is_old(project, office):
    row = check(project, office, checked_on=dt.date(2024, 12, 11))
    assert (row.is_old(dt.date(2025, 6, 10)), row.is_old(TODAY)) == (False, True)
    assert missing(project, "diligence_is_fresh") == ["背景核查已满 6 个月，要重做"]
    check(project, office)
    assert missing(project, "diligence_is_fresh") == [""]


def test_a_leader_accepts_concerns_once(project, office, leader):
    row = check(project, office, "CONCERN", items=found(CONTROLLER="CONCERN"))
    assert missing(project, "diligence") == ["背景核查有疑点，要链长写明意见"]
    add_leader_note(check=row, by=leader, at=NOON, text="已当面问过")
    assert missing(project, "diligence") == [""]
    assert (row.leader, row.leader_note, row.leader_at) == (leader, "已当面问过", NOON)
    assert sentence(project) == "对背景核查的疑点写了意见：已当面问过"
    with pytest.raises(NoNoteWanted):
        add_leader_note(check=row, by=leader, at=NOON, text="再写")
    with pytest.raises(NoNoteWanted):
        add_leader_note(check=check(project, office), by=leader, at=NOON, text="通过的不用写")


# -- files ----------------------------------------------------------------------------------------


def test_a_file_hangs_on_the_lead_and_on_the_row_and_twice_sent_is_once_kept(project, office):
    token = uuid.uuid4()
    first, second = (
        check(project, office, file=files.upload("核查报告.pdf", files.pdf()), form_token=token)
        for _time in range(2)
    )
    assert first == second
    document = Document.objects.get()
    assert (document.lead, document.name, first.document) == (project.lead, "核查报告.pdf", document)
    assert document.path.read_bytes() == files.pdf()
    assert [event.verb for event in history.of(project)] == ["record_diligence"]


def test_a_file_that_is_refused_leaves_no_row(project, office, folder):
    with pytest.raises(DocumentRefused):
        check(project, office, file=files.upload("报告.pdf", files.HTML))
    assert not DueDiligence.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_who_works_on_the_project_reads_the_files_of_its_lead(project, sensor, staff):
    """Also somebody who took over the project alone, or joined its team."""
    later = person(Role.STAFF, chains=[sensor.code])
    member = person(Role.STAFF, chains=[sensor.code])
    stranger = person(Role.STAFF, chains=[sensor.code])
    project.members.create(user=member, part="LAND")
    type(project).objects.filter(pk=project.pk).update(owner=later)

    def may_read(user):
        lead = (
            type(project.lead).objects.openable_by(user).select_related("project").filter(pk=project.lead_id)
        )
        return lead.exists() and can_read_documents(user, lead.get())[0]

    assert [may_read(user) for user in (staff, later, member, stranger)] == [True, True, True, False]


# -- the review -----------------------------------------------------------------------------------


def review(project, by, indicators, conclusion="APPROVED", *, less=0, **more):
    scores = {one.pk: Decimal(one.weight) for one in indicators}
    scores[indicators[0].pk] -= less
    said = {"held_on": TODAY, "members": "发改、工信", "conclusion": conclusion, "scores": scores}
    return record_review(project=project, by=by, at=NOON, **(said | more))


def test_indicators_are_seeded_once_and_make_a_hundred(indicators):
    assert len(indicators) == 11
    assert sorted(one.weight for one in indicators) == [5, 5, 5, 5, 5, 5, 10, 10, 16, 17, 17]
    ReviewIndicator.objects.filter(pk=indicators[0].pk).update(name="改过名的")
    seed_review_indicators(at=NOON)
    assert ReviewIndicator.objects.count() == 11


def test_a_review_is_summed_frozen_and_counts_as_progress(project, office, indicators):
    assert missing(project, "review", "veto") == ["开准入评审会", "开准入评审会，逐项确认否决项"]
    row = review(project, office, indicators, less=Decimal("13.5"))
    assert missing(project, "review", "veto") == ["", ""]
    assert row.total == Decimal("86.5")
    ReviewIndicator.objects.filter(pk=indicators[0].pk).update(weight=1, name="别的")
    row.refresh_from_db()
    assert row.scores[0] == {"name": "产业匹配度", "weight": 17, "score": "3.5"}
    event = project.progress.get()
    assert (event.kind, event.on, event.source) == ("REVIEW", TODAY, f"leads.admissionreview:{row.pk}")
    assert event.text == "准入评审：通过，86.5 分"
    assert sentence(project) == f"登记准入评审（{TODAY}）：通过，86.5 分"


def test_a_veto_forbids_admission(project, office, indicators):
    for conclusion in AdmissionReview.ADMITTED:
        with pytest.raises(Vetoed):
            review(project, office, indicators, conclusion, vetoes=["SAFETY"], conditions="x")
    assert not AdmissionReview.objects.exists()
    review(project, office, indicators, "REJECTED", vetoes=["ENVIRONMENT", "SAFETY"])
    assert missing(project, "review", "veto") == ["准入评审没有通过", "否决项：环保、安全"]


def test_a_review_refuses_what_does_not_fit(project, office, indicators):
    with pytest.raises(ConditionsMissing):
        review(project, office, indicators, "CONDITIONAL")
    with pytest.raises(ScoreOutOfRange):
        review(project, office, indicators, less=-1)
    with pytest.raises(ScoreOutOfRange):
        review(project, office, indicators, less=18)
    ReviewIndicator.objects.filter(pk=indicators[-1].pk).update(is_used=False)
    with pytest.raises(IndicatorsChanged):
        review(project, office, indicators)
    assert not AdmissionReview.objects.exists()
    assert not project.progress.exists()


def test_a_review_sent_twice_is_one(project, office, indicators):
    token = uuid.uuid4()
    rows = {review(project, office, indicators, form_token=token).pk for _time in range(2)}
    assert (len(rows), project.progress.count()) == (1, 1)


def as_seen(indicators):
    return {one.pk: {"name": one.name, "weight": one.weight, "is_used": one.is_used} for one in indicators}


def test_indicators_change_all_at_once_and_only_to_a_hundred(admin, indicators):
    seen, wanted = as_seen(indicators), as_seen(indicators)
    wanted[indicators[0].pk]["weight"] = 12
    with pytest.raises(NotAHundred):
        edit_review_indicators(by=admin, at=NOON, seen=seen, wanted=wanted)
    new = {"name": "数据安全", "weight": 5, "is_used": True}
    edit_review_indicators(by=admin, at=NOON, seen=seen, wanted=wanted, added=[new])
    assert [(one.name, one.weight) for one in ReviewIndicator.objects.used()][::11] == [
        ("产业匹配度", 12),
        ("数据安全", 5),
    ]
    said = [of_event(event).text for event in history.of_all(ReviewIndicator)[:2]]
    assert said == ["增加评审指标，权重 5", "改了评审指标：17 → 12"]


def test_of_two_who_change_indicators_the_second_learns_of_the_first(admin, indicators):
    seen, mine, theirs = (as_seen(indicators) for _copy in range(3))
    mine[indicators[0].pk]["weight"], mine[indicators[1].pk]["weight"] = 16, 18
    theirs[indicators[2].pk]["weight"], theirs[indicators[3].pk]["weight"] = 15, 11
    edit_review_indicators(by=admin, at=NOON, seen=seen, wanted=theirs)
    with pytest.raises(IndicatorsChanged):
        edit_review_indicators(by=admin, at=NOON, seen=seen, wanted=mine)
    assert sum(one.weight for one in ReviewIndicator.objects.used()) == 100


def test_two_indicators_do_not_share_a_name(admin, indicators):
    seen, wanted = as_seen(indicators), as_seen(indicators)
    wanted[indicators[0].pk]["name"] = indicators[1].name
    with pytest.raises(NameTaken):
        edit_review_indicators(by=admin, at=NOON, seen=seen, wanted=wanted)


# -- evidence -------------------------------------------------------------------------------------

FULL = {"full_output": "annual_output_wan", "full_tax": "annual_tax_wan"}


def prove(project, kind, by, on=TODAY, **more):
    return record_evidence(project=project, kind=kind, on=on, by=by, at=NOON, **more)


@pytest.mark.parametrize(
    ("kind", "criterion", "reference"),
    [
        (Kind.LOCAL_COMPANY, "local_company", CODE),
        (Kind.LAND_CONTRACT, "premises", "2025-07"),
        (Kind.CARRIER_LEASE, "premises", "Z-3"),
        (Kind.START, "start", ""),
        (Kind.FIT_OUT, "start", ""),
        (Kind.PRODUCTION, "production", "NO.1"),
    ],
)
def test_evidence_counts_until_it_is_withdrawn(project, staff, office, kind, criterion, reference):
    before = missing(project, criterion)
    row = prove(project, kind, staff, reference=reference)
    assert before != [""]
    assert missing(project, criterion) == [""]
    withdraw_evidence(evidence=row, by=office, at=NOON, reason="传错了")
    assert missing(project, criterion) == before
    assert (row.withdrawn_by, row.withdrawn_why) == (office, "传错了")
    assert "传错了" in sentence(project)
    with pytest.raises(EvidenceGone):
        withdraw_evidence(evidence=row, by=office, at=NOON, reason="又一次")


def test_figures_of_a_year_are_held_against_what_was_promised(staff, sensor):
    project = ProjectFactory(owner=staff, chain=sensor, annual_output_wan=55000, annual_tax_wan=2400)
    prove(project, Kind.YEAR_FIGURES, staff, figures={"output_wan": 54000, "tax_wan": 2400})
    output, tax = missing(project, *FULL)
    assert "54000.00 万元，低于承诺的 55000.00 万元" in output.replace("55000 ", "55000.00 ")
    assert tax == ""
    prove(project, Kind.YEAR_FIGURES, staff, figures={"output_wan": 55000, "tax_wan": 2400})
    assert missing(project, *FULL) == ["", ""]


def test_a_code_is_cleaned_and_checked(project, staff):
    assert prove(project, Kind.LOCAL_COMPANY, staff, reference=f" {CODE.lower()} ").reference == CODE
    with pytest.raises(BadCode):
        prove(project, Kind.LOCAL_COMPANY, staff, reference=CODE[:-1] + "9")
    assert project.evidence.count() == 1


def test_the_project_keeps_the_days_that_stand(project, staff):
    prove(project, Kind.START, staff, on=TODAY - dt.timedelta(days=30))
    wrong = prove(project, Kind.START, staff, on=TODAY)
    prove(project, Kind.PRODUCTION, staff)
    project.refresh_from_db()
    assert (project.started_on, project.producing_on) == (TODAY, TODAY)
    withdraw_evidence(evidence=wrong, by=staff, at=NOON, reason="日期写错")
    project.refresh_from_db()
    assert project.started_on == TODAY - dt.timedelta(days=30)


def test_premises_told_twice_are_one_row_and_again_after_withdrawal(project, staff, office):
    said = {"project": project, "kind": Kind.LAND_CONTRACT, "reference": "2025-07", "on": TODAY, "at": NOON}
    row = record_premises(by=staff, **said)
    assert record_premises(by=office, **said) == row
    withdraw_evidence(evidence=row, by=office, at=NOON, reason="合同解除")
    assert record_premises(by=office, **said) != row
    assert missing(project, "premises") == [""]
    assert project.evidence.count() == 2
