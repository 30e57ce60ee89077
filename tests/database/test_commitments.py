"""Promises: what may be written down, what blocks the signing, and what was delivered (I-11)."""

import datetime as dt
from decimal import Decimal

import pytest

from core import history
from leads.actions.commitment import (
    AboveCeiling,
    AbovePromise,
    CommitmentChanged,
    UnlawfulPromise,
    deliver_commitment,
    edit_commitment,
    make_commitment,
)
from leads.commitment_filters import CommitmentFilter
from leads.facts import facts_of
from leads.models import PolicyCommitment
from leads.stages import ProjectStage
from leads.stages.gates import gate
from tests.factories import NOON, TODAY, ProjectFactory

pytestmark = pytest.mark.django_db
Kind, Review, Delivery = PolicyCommitment.Kind, PolicyCommitment.FairReview, PolicyCommitment.Delivery
WHOLE = {"basis_title": "产业扶持办法", "basis_number": "高管〔2025〕3 号", "fair_review": Review.PASSED}
DAY = dt.timedelta(days=1)


@pytest.fixture
def project(sensor, staff):
    return ProjectFactory(chain=sensor, owner=staff)


def make(project, **details):
    details = {"kind": Kind.RENT, "content": "厂房租金三年减半", "amount_wan": Decimal(300)} | details
    return make_commitment(project=project, by=project.owner, at=NOON, **details)


def line(project):
    lines = gate(ProjectStage.TO_SIGN, facts_of([project], on=TODAY)[project.pk]).lines
    return next(line.missing for line in lines if line.criterion.key == "commitments")


def deliver(commitment, amount, **how):
    how = {"delivery": Delivery.PARTLY, "version": commitment.version, "on": TODAY} | how
    return deliver_commitment(
        commitment=commitment, by=commitment.created_by, at=NOON, amount_wan=Decimal(amount), **how
    )


def test_a_tax_refund_is_no_kind_and_no_content(project):
    assert not {kind for kind in Kind.values if "TAX" in kind}
    assert not [label for label in Kind.labels if "税" in str(label)]
    for content in ("tax refund 40% for three years", "税 收 返 还 40%"):
        with pytest.raises(UnlawfulPromise, match="公平竞争审查条例"):
            make(project, content=content)
    assert not PolicyCommitment.objects.exists()
    kept = make(project)
    with pytest.raises(UnlawfulPromise):
        edit_commitment(commitment=kept, by=project.owner, at=NOON, version=1, content="退税")
    assert PolicyCommitment.objects.get().content == "厂房租金三年减半"


def test_the_ceiling_of_the_policy_holds_when_made_and_when_changed(project):
    with pytest.raises(AboveCeiling, match="300"):
        make(project, amount_wan=Decimal("300.01"), ceiling_wan=Decimal(300))
    kept = make(project, ceiling_wan=Decimal(300))
    for change in ({"amount_wan": Decimal(301)}, {"ceiling_wan": Decimal(299)}):
        with pytest.raises(AboveCeiling):
            edit_commitment(commitment=kept, by=project.owner, at=NOON, version=1, **change)
    assert PolicyCommitment.objects.get().version == 1


@pytest.mark.parametrize(
    ("details", "is_met"),
    [
        (WHOLE, True),
        (WHOLE | {"basis_number": ""}, False),
        (WHOLE | {"basis_title": ""}, False),
        (WHOLE | {"fair_review": Review.MISSING}, False),
        (WHOLE | {"fair_review": Review.EXEMPT_ART12}, True),
        (WHOLE | {"fair_review": Review.NOT_NEEDED}, True),
        ({"delivery": Delivery.WITHDRAWN}, True),
    ],
)
def test_the_page_is_red_where_the_gate_is_closed(project, details, is_met):
    kept = make(project, **details)
    assert kept.blocks_signing is not is_met
    assert ("厂房租金三年减半" in line(project)) is not is_met


def test_what_was_missing_and_is_put_in_opens_the_gate(project):
    kept = make(project)
    assert "1/1" in line(project)
    edit_commitment(commitment=kept, by=project.owner, at=NOON, version=1, **WHOLE)
    assert line(project) == ""
    assert [event.verb for event in history.of(kept)] == ["edit_commitment", "make_commitment"]
    assert [event.verb for event in history.of(project)] == ["edit_commitment", "make_commitment"]


def test_delivery_adds_up_and_exceeds_the_promise_only_when_confirmed(project):
    kept = make(project)
    deliver(kept, 200)
    with pytest.raises(AbovePromise):
        deliver(kept, 101)
    assert PolicyCommitment.objects.get().delivered_wan == 200
    deliver(kept, 100, delivery=Delivery.DELIVERED)
    assert PolicyCommitment.objects.get().delivery == Delivery.DELIVERED
    deliver(kept, 1, is_above_confirmed=True, delivery=Delivery.DELIVERED)
    stored = PolicyCommitment.objects.get()
    assert (stored.delivered_wan, stored.version) == (301, 4)
    event = history.of(kept).filter(verb="deliver_commitment").order_by("pk").first()
    assert event.data["amount_wan"] == "200"
    assert event.data["on"] == "2025-06-11"


def test_the_same_delivery_or_promise_sent_twice_counts_once(project):
    token = "0b9e2c34-6c1e-4a52-8f0a-0d8f6c9a4d12"
    kept, same = (make(project, form_token=token) for _time in range(2))
    assert kept == same == PolicyCommitment.objects.get()
    deliver(kept, 50, version=1)
    with pytest.raises(CommitmentChanged):
        deliver(same, 50, version=1)
    assert PolicyCommitment.objects.get().delivered_wan == 50


def test_an_edit_that_comes_second_is_told(project):
    kept = make(project)
    edit_commitment(commitment=kept, by=project.owner, at=NOON, version=1, approver="周岚")
    with pytest.raises(CommitmentChanged):
        edit_commitment(commitment=kept, by=project.owner, at=NOON, version=1, approver="李沐")
    assert PolicyCommitment.objects.get().approver == "周岚"


def test_overdue_is_what_is_owed(project):
    late = make(project, due_on=TODAY - DAY)
    assert late.is_overdue(TODAY)
    assert not late.is_overdue(TODAY - DAY)
    late.delivery = Delivery.DELIVERED
    assert not late.is_overdue(TODAY)


def test_each_filter_of_the_ledger_and_its_visibility(project, staff, outsider, superhard):
    late = make(project, due_on=TODAY - DAY, **WHOLE)
    soon = make(project, due_on=TODAY + 30 * DAY)
    far = make(project, due_on=TODAY + 31 * DAY, delivery=Delivery.DELIVERED)
    other = make(ProjectFactory(chain=superhard, owner=outsider))

    def found(user=staff, **data):
        return set(CommitmentFilter(data, user=user, on=TODAY).rows())

    assert found() == {late, soon, far}
    assert found(outsider) == {other}
    assert found(chain=project.chain_id) == {late, soon, far}
    assert found(chain=superhard.pk) == set()
    assert found(delivery="DELIVERED") == {far}
    assert found(fair_review="PASSED") == {late}
    assert found(due="late") == {late}
    assert found(due="30") == found(due="90") == {soon}
    assert found(due="nonsense") == set()
