"""The documentation of the gates, made of the table itself."""

from decimal import Decimal

from django.utils.translation import gettext as _

from leads.stage_permissions import approver
from leads.stages import ProjectStage
from leads.stages.gates import (
    DILIGENCE_HOLDS_MONTHS,
    EXECUTIVE_MEETING_FROM_WAN,
    LEADER_SIGNS_FROM_WAN,
    approval_verb,
    demanded_by,
)


def table():
    """[{stage, criteria, approver, note}] in the order of the stages."""
    return [
        {
            "stage": stage,
            "criteria": demanded_by(stage),
            "approver": who_approves(stage),
            "note": notes().get(stage, ""),
        }
        for stage in ProjectStage
    ]


def who_approves(stage):
    """By whom, and from which amount on by somebody else."""
    if stage == ProjectStage.NEGOTIATING:
        return _("链长办（由线索转为项目）")
    small = approver(approval_verb(stage, Decimal(0)))
    large = approver(approval_verb(stage, LEADER_SIGNS_FROM_WAN))
    if small == large:
        return small
    words = {"small": small, "large": large, "amount": in_yi(LEADER_SIGNS_FROM_WAN)}
    return _("%(small)s；%(amount)s 亿元及以上由%(large)s") % words


def notes():
    return {
        ProjectStage.REVIEWED: _("背景核查有疑点的，要链长写明意见；核查 %(months)s 个月内有效。")
        % {"months": DILIGENCE_HOLDS_MONTHS},
        ProjectStage.TO_SIGN: _("政策承诺缺依据或缺公平竞争审查的，链长也不能例外通过。"),
        ProjectStage.SIGNED: _("%(amount)s 亿元及以上要主任办公会会议编号。框架协议不算签约。")
        % {"amount": in_yi(EXECUTIVE_MEETING_FROM_WAN)},
        ProjectStage.STARTED: _("租用载体、不建厂房的项目，以装修进场代替开工。"),
    }


def in_yi(amount_wan):
    return f"{amount_wan / 10_000:.0f}"
