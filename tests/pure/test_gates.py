"""The gates of the stages: one test per criterion, met and unmet."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from leads.stages import ProjectStage
from leads.stages.gates import CRITERIA, Commitment, Facts, approval_verb, demanded_by, gate

ON = dt.date(2025, 6, 11)
NOTHING = Facts(on=ON)
EVERYTHING = Facts(
    on=ON,
    total_investment_wan=Decimal(42000),
    fixed_investment_wan=Decimal(36000),
    annual_output_wan=Decimal(55000),
    annual_tax_wan=Decimal(2400),
    diligence="PASS",
    diligence_on=dt.date(2025, 3, 18),
    review="APPROVED",
    review_on=dt.date(2025, 3, 31),
    has_formal=True,
    text_settled_on=dt.date(2025, 4, 1),
    legal_reviewed_on=dt.date(2025, 4, 2),
    formal_wan=Decimal(42000),
    formal_signed_on=dt.date(2025, 5, 1),
    has_formal_file=True,
    local_uscc="91410100MA00000000",
    premises="供地合同 1",
    started_on=dt.date(2025, 5, 20),
    producing_on=dt.date(2025, 6, 1),
    proven_output_wan=Decimal(55000),
    proven_tax_wan=Decimal(2400),
)
PROMISE = Commitment("租金支持", has_basis=True, is_review_missing=False)
UNMET = {
    "investment": ({"total_investment_wan": Decimal(0)}, "填写总投资"),
    "figures": ({"annual_tax_wan": None}, "填写固定资产投资、年产值和年税收"),
    "diligence": ({"diligence": "CONCERN"}, "背景核查有疑点，要链长写明意见"),
    "diligence_is_fresh": ({"diligence_on": dt.date(2024, 12, 11)}, "背景核查已满 6 个月，要重做"),
    "review": ({"review": "RESUBMIT"}, "准入评审没有通过"),
    "veto": ({"vetoes": ("环保", "能耗")}, "否决项：环保、能耗"),
    "text_settled": ({"text_settled_on": None}, "正式协议文本定稿"),
    "legal_review": ({"legal_reviewed_on": None}, "正式协议经法务审核"),
    "commitments": (
        {"commitments": (PROMISE, Commitment("设备补助", has_basis=True, is_review_missing=True))},
        "政策承诺 1/2 缺依据或公平竞争审查：设备补助",
    ),
    "signed_file": ({"has_formal_file": False}, "上传签字的正式协议"),
    "signed_on": ({"formal_signed_on": None}, "填写签约日期"),
    "signed_amount": ({"formal_wan": None}, "填写协议金额"),
    "executive_meeting": ({"formal_wan": Decimal(50000)}, "填写主任办公会会议编号（5 亿元以上）"),
    "local_company": ({"local_uscc": ""}, "登记本地公司的统一社会信用代码"),
    "premises": ({"premises": ""}, "登记供地合同或载体租赁合同"),
    "start": ({"started_on": None}, "登记开工日期，附施工许可或现场照片"),
    "production": ({"producing_on": None}, "登记投产日期，附首张发票或产出证明"),
    "full_output": ({"proven_output_wan": Decimal(54999)}, "年产值 54999 万元，低于承诺的 55000 万元"),
    "full_tax": ({"proven_tax_wan": None}, "登记实际年税收"),
}


def test_every_criterion_has_its_case():
    assert set(UNMET) == {criterion.key for criterion in CRITERIA}


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda each: each.key)
def test_a_criterion_is_met_and_says_what_is_missing(criterion):
    change, sentence = UNMET[criterion.key]
    assert criterion.missing(EVERYTHING) == ""
    assert criterion.missing(dataclasses.replace(EVERYTHING, **change)) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"diligence": "CONCERN", "has_leader_note": True}, ""),
        ({"diligence": "FAIL"}, "背景核查不通过"),
        ({"diligence": ""}, "做背景核查"),
    ],
)
def test_concerns_pass_with_the_word_of_the_chain_leader(change, sentence):
    facts = dataclasses.replace(EVERYTHING, **change)
    assert next(each for each in CRITERIA if each.key == "diligence").missing(facts) == sentence


def test_the_background_check_holds_to_the_last_day_of_its_sixth_month():
    fresh = next(each for each in CRITERIA if each.key == "diligence_is_fresh")
    assert fresh.missing(dataclasses.replace(EVERYTHING, diligence_on=dt.date(2024, 12, 12))) == ""
    assert fresh.missing(dataclasses.replace(EVERYTHING, diligence_on=None)) == "背景核查要在 6 个月内"


def test_conditions_of_the_review_do_not_stop_a_project():
    facts = dataclasses.replace(EVERYTHING, review="CONDITIONAL")
    assert gate(ProjectStage.REVIEWED, facts).is_open


def test_the_gate_counts_what_is_there():
    assert [(each.stage, each.met, len(each.lines)) for each in map(nothing_at, list(ProjectStage)[1:])] == [
        ("REVIEWED", 0, 5),
        ("TO_SIGN", 1, 7),
        ("SIGNED", 2, 5),
        ("LANDED", 0, 2),
        ("STARTED", 0, 1),
        ("PRODUCING", 0, 1),
        ("FULL_CAPACITY", 0, 2),
    ]


def nothing_at(stage):
    return gate(stage, NOTHING)


def test_every_gate_opens_when_everything_is_there():
    assert all(gate(stage, EVERYTHING).is_open for stage in ProjectStage)
    assert demanded_by(ProjectStage.NEGOTIATING) == []


@pytest.mark.parametrize(
    ("stage", "amount", "verb"),
    [
        ("REVIEWED", 1, "approve_as_leader"),
        ("TO_SIGN", 99999, "approve_stages"),
        ("SIGNED", 9999, "approve_stages"),
        ("SIGNED", 10000, "approve_as_leader"),
        ("LANDED", 99999, "approve_stages"),
        ("FULL_CAPACITY", 1, "approve_as_leader"),
    ],
)
def test_who_approves_depends_on_stage_and_amount(stage, amount, verb):
    assert approval_verb(stage, Decimal(amount)) == verb
