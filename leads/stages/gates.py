"""What each stage demands, as one table. It gives the check on the server, the list of what is missing, the
page that documents it and the tests. Pure: a criterion looks at `Facts`, which leads.facts reads for many
projects at once. Source: domain, §4.3 (gates), §4.4 (I-11)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.stages.project import ProjectStage

LEADER_SIGNS_FROM_WAN = Decimal(10_000)
"""From this amount on the chain leader approves a signing (domain, §4.3: ≥ 1 亿元)."""

EXECUTIVE_MEETING_FROM_WAN = Decimal(50_000)
"""From this amount on a signing needs the number of the executive meeting. Ours, to be confirmed."""

DILIGENCE_HOLDS_MONTHS = 6
"""An older check of the background has to be made again (domain, §4.5, R21)."""


@dataclass(frozen=True)
class Commitment:
    """A promise of ours, as far as the gate asks."""

    content: str
    has_basis: bool
    is_review_missing: bool


@dataclass(frozen=True)
class Facts:
    """What is known of one project on the day `on`. Missing is None, or empty."""

    on: dt.date
    total_investment_wan: Decimal = Decimal(0)
    fixed_investment_wan: Decimal | None = None
    annual_output_wan: Decimal | None = None
    annual_tax_wan: Decimal | None = None
    diligence: str = ""
    """Conclusion of the latest check: PASS, CONCERN, FAIL."""
    diligence_on: dt.date | None = None
    has_leader_note: bool = False
    """The chain leader has accepted the concerns in writing."""
    review: str = ""
    """Conclusion of the latest review: APPROVED, CONDITIONAL, REJECTED, RESUBMIT."""
    review_on: dt.date | None = None
    vetoes: tuple[str, ...] = ()
    has_formal: bool = False
    """There is a formal agreement, at least as a draft."""
    text_settled_on: dt.date | None = None
    legal_reviewed_on: dt.date | None = None
    formal_wan: Decimal | None = None
    formal_signed_on: dt.date | None = None
    has_formal_file: bool = False
    executive_meeting_no: str = ""
    commitments: tuple[Commitment, ...] = ()
    local_uscc: str = ""
    premises: str = ""
    """The land contract or the lease of a carrier, in words."""
    started_on: dt.date | None = None
    producing_on: dt.date | None = None
    proven_output_wan: Decimal | None = None
    proven_tax_wan: Decimal | None = None
    done_by: dict[str, str] = field(default_factory=dict)
    """{key of a criterion: who settled it and when}, for the lines that are done."""


@dataclass(frozen=True)
class Criterion:
    """`stages` are those that demand it; `missing(facts)` is what is to be done, empty if it is met; `page`
    is the URL name, with the project's key, where it is settled."""

    key: str
    stages: tuple[ProjectStage, ...]
    label: str | Promise
    missing: Callable[[Facts], str]
    page: str


def investment(facts: Facts) -> str:
    return "" if facts.total_investment_wan > 0 else _("填写总投资")


def figures(facts: Facts) -> str:
    known = (facts.fixed_investment_wan, facts.annual_output_wan, facts.annual_tax_wan)
    return _("填写固定资产投资、年产值和年税收") if None in known else ""


def diligence(facts: Facts) -> str:
    if facts.diligence == "PASS" or (facts.diligence == "CONCERN" and facts.has_leader_note):
        return ""
    if facts.diligence == "CONCERN":
        return _("背景核查有疑点，要链长写明意见")
    return _("背景核查不通过") if facts.diligence else _("做背景核查")


def diligence_is_fresh(facts: Facts) -> str:
    if facts.diligence_on is None:
        return _("背景核查要在 6 个月内")
    is_old = months_between(facts.diligence_on, facts.on) >= DILIGENCE_HOLDS_MONTHS
    return _("背景核查已满 6 个月，要重做") if is_old else ""


def review(facts: Facts) -> str:
    if facts.review in {"APPROVED", "CONDITIONAL"}:
        return ""
    return _("准入评审没有通过") if facts.review else _("开准入评审会")


def veto(facts: Facts) -> str:
    if not facts.review:
        return _("开准入评审会，逐项确认否决项")
    return _("否决项：%(items)s") % {"items": "、".join(facts.vetoes)} if facts.vetoes else ""


def text_settled(facts: Facts) -> str:
    return "" if facts.text_settled_on else _("正式协议文本定稿")


def legal_review(facts: Facts) -> str:
    return "" if facts.legal_reviewed_on else _("正式协议经法务审核")


def commitments(facts: Facts) -> str:
    """I-11."""
    bad = [each for each in facts.commitments if each.is_review_missing or not each.has_basis]
    if not bad:
        return ""
    words = {"bad": len(bad), "all": len(facts.commitments), "first": bad[0].content}
    return _("政策承诺 %(bad)s/%(all)s 缺依据或公平竞争审查：%(first)s") % words


def signed_file(facts: Facts) -> str:
    return "" if facts.has_formal_file else _("上传签字的正式协议")


def signed_on(facts: Facts) -> str:
    return "" if facts.formal_signed_on else _("填写签约日期")


def signed_amount(facts: Facts) -> str:
    return "" if facts.formal_wan else _("填写协议金额")


def executive_meeting(facts: Facts) -> str:
    is_big = (facts.formal_wan or facts.total_investment_wan) >= EXECUTIVE_MEETING_FROM_WAN
    return _("填写主任办公会会议编号（5 亿元以上）") if is_big and not facts.executive_meeting_no else ""


def local_company(facts: Facts) -> str:
    return "" if facts.local_uscc else _("登记本地公司的统一社会信用代码")


def premises(facts: Facts) -> str:
    return "" if facts.premises else _("登记供地合同或载体租赁合同")


def start(facts: Facts) -> str:
    return "" if facts.started_on else _("登记开工日期，附施工许可或现场照片")


def production(facts: Facts) -> str:
    return "" if facts.producing_on else _("登记投产日期，附首张发票或产出证明")


def full_output(facts: Facts) -> str:
    return reaches(facts.proven_output_wan, facts.annual_output_wan, _("年产值"))


def full_tax(facts: Facts) -> str:
    return reaches(facts.proven_tax_wan, facts.annual_tax_wan, _("年税收"))


def reaches(proven: Decimal | None, promised: Decimal | None, name: str) -> str:
    if promised is None:
        return _("先填写承诺的%(name)s") % {"name": name}
    if proven is None:
        return _("登记实际%(name)s") % {"name": name}
    if proven >= promised:
        return ""
    return _("%(name)s %(proven)s 万元，低于承诺的 %(promised)s 万元") % {
        "name": name,
        "proven": proven,
        "promised": promised,
    }


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


REVIEWED, TO_SIGN, SIGNED = ProjectStage.REVIEWED, ProjectStage.TO_SIGN, ProjectStage.SIGNED
FULL = ProjectStage.FULL_CAPACITY
DILIGENCE, REVIEW, EDIT = "projects:diligence", "projects:review", "projects:edit"
AGREEMENTS, COMMITMENTS, EVIDENCE = "projects:agreements", "projects:commitments", "projects:evidence"

CRITERIA: tuple[Criterion, ...] = (
    Criterion("investment", (REVIEWED,), gettext_lazy("总投资已填"), investment, EDIT),
    Criterion("diligence", (REVIEWED, TO_SIGN), gettext_lazy("背景核查通过"), diligence, DILIGENCE),
    Criterion(
        "diligence_is_fresh",
        (REVIEWED, TO_SIGN),
        gettext_lazy("背景核查在 6 个月内"),
        diligence_is_fresh,
        DILIGENCE,
    ),
    Criterion("review", (REVIEWED, TO_SIGN), gettext_lazy("准入评审通过"), review, REVIEW),
    Criterion("veto", (REVIEWED,), gettext_lazy("无否决项"), veto, REVIEW),
    Criterion("figures", (TO_SIGN,), gettext_lazy("投资与产出已填"), figures, EDIT),
    Criterion("text_settled", (TO_SIGN,), gettext_lazy("协议文本定稿"), text_settled, AGREEMENTS),
    Criterion("legal_review", (TO_SIGN,), gettext_lazy("法务审核意见"), legal_review, AGREEMENTS),
    Criterion(
        "commitments",
        (TO_SIGN, SIGNED),
        gettext_lazy("政策承诺有依据并经审查"),
        commitments,
        COMMITMENTS,
    ),
    Criterion("signed_file", (SIGNED,), gettext_lazy("正式协议文件"), signed_file, AGREEMENTS),
    Criterion("signed_on", (SIGNED,), gettext_lazy("签约日期"), signed_on, AGREEMENTS),
    Criterion("signed_amount", (SIGNED,), gettext_lazy("协议金额"), signed_amount, AGREEMENTS),
    Criterion("executive_meeting", (SIGNED,), gettext_lazy("会议编号"), executive_meeting, AGREEMENTS),
    Criterion("local_company", (ProjectStage.LANDED,), gettext_lazy("本地公司"), local_company, EVIDENCE),
    Criterion("premises", (ProjectStage.LANDED,), gettext_lazy("供地或载体合同"), premises, EVIDENCE),
    Criterion("start", (ProjectStage.STARTED,), gettext_lazy("开工证明"), start, EVIDENCE),
    Criterion("production", (ProjectStage.PRODUCING,), gettext_lazy("投产证明"), production, EVIDENCE),
    Criterion(
        "full_output", (ProjectStage.FULL_CAPACITY,), gettext_lazy("年产值达标"), full_output, EVIDENCE
    ),
    Criterion("full_tax", (ProjectStage.FULL_CAPACITY,), gettext_lazy("年税收达标"), full_tax, EVIDENCE),
)


@dataclass(frozen=True)
class Line:
    """One criterion as it stands: `missing` is empty when it is met."""

    criterion: Criterion
    missing: str
    done_by: str = ""

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Gate:
    """What stands between a project and `stage`."""

    stage: ProjectStage
    lines: tuple[Line, ...]

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.is_met]

    @property
    def is_open(self) -> bool:
        return not self.missing


def demanded_by(stage: str) -> list[Criterion]:
    return [criterion for criterion in CRITERIA if stage in criterion.stages]


def gate(stage: ProjectStage, facts: Facts) -> Gate:
    lines = (Line(each, each.missing(facts), facts.done_by.get(each.key, "")) for each in demanded_by(stage))
    return Gate(stage, tuple(lines))


LEADERS_OWN = frozenset({REVIEWED, FULL})
"""Stages into which only a chain leader lets a project (domain, §4.3)."""


def approval_verb(stage: str, amount_wan: Decimal) -> str:
    """The right (accounts.roles) that the move into `stage` needs: the office's, or the chain leader's."""
    is_leaders = stage in LEADERS_OWN or (stage == SIGNED and amount_wan >= LEADER_SIGNS_FROM_WAN)
    return "approve_as_leader" if is_leaders else "approve_stages"


def check() -> None:
    """Every stage but the first demands something; no key stands twice."""
    for stage in list(ProjectStage)[1:]:
        if not demanded_by(stage):
            raise RuntimeError(f"leads.stages: {stage} demands nothing")
    keys = [criterion.key for criterion in CRITERIA]
    if len(set(keys)) != len(keys):
        raise RuntimeError("leads.stages: a criterion stands twice")


check()
