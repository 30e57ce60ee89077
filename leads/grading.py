"""The grade of a lead (I-16): A from 10 亿元, or a titled company for a link that is missing or weak; B from
1 亿元; else C. A grade chosen by hand stands as long as its reason does.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from chains.gaps import GAPS, segment_status
from chains.models import CompanyTag
from leads.models import Grade

FROM_WAN = ((Grade.A, Decimal(100_000)), (Grade.B, Decimal(10_000)))
"""Lower bounds in 万元, highest first."""

Tag = CompanyTag.Tag
TITLES = frozenset({Tag.LEADING, Tag.UNICORN, Tag.HIDDEN_CHAMPION})
FACTS = ("investment_wan", "segment", "company")
"""The fields of a lead from which its grade follows."""


class ReasonMissing(Exception):
    """A grade other than the rule's needs a reason."""


def grade_for(investment_wan, *, is_wanted=False):
    """The grade of an estimate in 万元 (None, not known, is C), or of a company that the chain wants."""
    if is_wanted:
        return Grade.A
    if investment_wan is not None:
        for grade, bound in FROM_WAN:
            if investment_wan >= bound:
                return grade
    return Grade.C


def rule_words(investment_wan, *, is_wanted=False):
    """One sentence that says why the rule gives its grade."""
    grade = grade_for(investment_wan)
    if is_wanted and grade != Grade.A:
        return _("龙头、独角兽或隐形冠军，环节缺失或薄弱，A 级。")
    if investment_wan is None:
        return _("预计投资未填，按 C 级。")
    return {
        Grade.A: _("预计投资不低于 10 亿元，A 级。"),
        Grade.B: _("预计投资不低于 1 亿元，B 级。"),
        Grade.C: _("预计投资低于 1 亿元，C 级。"),
    }[grade]


def is_wanted(company, segment):
    """Whether a company with a title would fill a link that is missing or weak."""
    if segment is None or not company.tags.filter(tag__in=TITLES).exists():
        return False
    roles = segment.members.filter(archived_at=None).values_list("role", flat=True)
    return segment_status(list(roles)) in GAPS


def grade_by_rule(*, investment_wan, segment, company):
    return grade_for(investment_wan, is_wanted=is_wanted(company, segment))


def grade_words(lead):
    """Where the grade of `lead` comes from."""
    if lead.grade_reason:
        return _("手工定为 %(grade)s 级：%(reason)s") % {"grade": lead.grade, "reason": lead.grade_reason}
    wanted = is_wanted(lead.company, lead.segment)
    if lead.grade != grade_for(lead.investment_wan, is_wanted=wanted):
        return _("沿用原来的等级。改预计投资或环节后，按规则重定。")
    return rule_words(lead.investment_wan, is_wanted=wanted)


def regraded(lead, changes):
    """{grade, grade_reason} that `changes` lead to; empty if they leave both as they are.

    ReasonMissing if the grade is changed by hand, to another than the rule's, and nobody says why.
    """
    asked = changes.get("grade", lead.grade)
    reason = changes.get("grade_reason", lead.grade_reason).strip()
    is_by_hand = asked != lead.grade
    has_new_facts = any(name in changes and changes[name] != getattr(lead, name) for name in FACTS)
    if not (is_by_hand or has_new_facts or reason != lead.grade_reason):
        return {}
    rule = grade_by_rule(**{name: changes.get(name, getattr(lead, name)) for name in FACTS})
    if is_by_hand and asked == rule:
        reason = ""
    elif is_by_hand and not changes.get("grade_reason", "").strip():
        raise ReasonMissing
    return {"grade": asked if reason else rule, "grade_reason": reason}
