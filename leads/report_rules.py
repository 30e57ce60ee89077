"""What a monthly progress report may say (I-9). Pure: the rows it is measured against are handed in."""

from decimal import Decimal

from django.utils.translation import gettext as _

from leads.months import months_between, plus_months
from leads.stages import SIGNED_ON

CONFIRM_BEYOND = Decimal("1.2")
"""Times the amount signed for; funds beyond it have to be confirmed."""


def reports_monthly(project):
    return project.stage in SIGNED_ON and project.signed_on is not None


def month_due(project, last, *, on, entered_on):
    """The month that the form offers: after `last`, the one reported last; the first is that of the signing,
    but none from before the project was entered here. Never a month to come."""
    first = max(project.signed_on, entered_on).replace(day=1)
    due = plus_months(last, 1) if last else first
    return min(max(due, project.signed_on.replace(day=1)), on.replace(day=1))


def faults(said, *, project, month, on, around, has_proof):
    """[(field, sentence)] of what speaks against it. `around`: rows before, same and after, each or None."""
    before, same, after = around
    arrived = said["arrived_wan"]
    yield from faults_of_month(project, month, on)
    if not said["correction"]:
        yield from falls(arrived, before, same, after)
    if arrived > (before.arrived_wan if before else 0) and not has_proof:
        yield "file", _("到位资金增加了，上传到位凭证，或者选一个已有的附件。")
    limit = project.signed_wan * CONFIRM_BEYOND
    if arrived > limit and not said["is_confirmed"]:
        words = {"limit": f"{limit:,.2f}"}
        yield "is_confirmed", _("超过签约金额的 1.2 倍（%(limit)s 万元），核对后勾选确认。") % words


def faults_of_month(project, month, on):
    if months_between(on, month) > 0:
        yield "month", _("还没有到这个月，不能填报。")
    if months_between(project.signed_on, month) < 0:
        yield "month", _("这个月还没有签约（%(day)s 签约），不用填报。") % {"day": project.signed_on}


def falls(arrived, before, same, after):
    """Cumulative funds do not fall: from month to month, nor in the month itself when it is mended."""
    for row in (before, same):
        if row and arrived < row.arrived_wan:
            words = {"month": f"{row.month:%Y-%m}", "amount": f"{row.arrived_wan:,.2f}"}
            text = _("比 %(month)s 填报的累计 %(amount)s 万元少，写明更正原因。") % words
            yield "correction", text
            return
    if after and arrived > after.arrived_wan and not after.correction:
        words = {"month": f"{after.month:%Y-%m}", "amount": f"{after.arrived_wan:,.2f}"}
        yield "correction", _("比 %(month)s 填报的累计 %(amount)s 万元多，写明更正原因。") % words
