"""The running clocks of a lead in words: by when, how much is left, and the rule behind it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.calendar import work_calendar
from core.templatetags.ui import day_words
from leads import clocks
from leads.stages import LeadStatus


@dataclass(frozen=True)
class ClockLine:
    """`act` is the URL name of what may be done about it by a form of its own."""

    label: str
    due_on: dt.date
    rule: str
    left: str
    is_late: bool
    act: str = ""

    def day(self, on):
        return day_words(self.due_on, on)


def clock_lines(lead, *, on):
    """The clocks that run on the date `on`."""
    if not is_running(lead):
        return []
    calendar = work_calendar()
    found = []
    for running in (response, judgement, feedback):
        if row := running(lead, calendar):
            label, due_on, rule, act = row
            left = left_words(due_on, on, calendar)
            found.append(ClockLine(label, due_on, rule, left, due_on < on, act))
    return found


def is_running(lead):
    return (
        is_unanswered(lead)
        or is_unjudged(lead)
        or (lead.feedback_due_on is not None and not lead.feedback_at)
    )


def is_unanswered(lead):
    return lead.status == LeadStatus.NEW and lead.response_due_on is not None


def is_unjudged(lead):
    return lead.status == LeadStatus.ASSESSING and lead.judgement_due_on is not None


def response(lead, calendar):
    if not is_unanswered(lead):
        return None
    rule = _("登记后 %(n)d 个工作日内响应") % {"n": clocks.RESPONSE_WORKDAYS}
    return _("响应期限"), lead.response_due_on, rule, ""


def judgement(lead, calendar):
    if not is_unjudged(lead):
        return None
    due_on = lead.judgement_due_on
    responded_on = timezone.localdate(lead.responded_at)
    if due_on >= clocks.judgement_due_with_specialists(responded_on, calendar):
        rule = _("要专家研判，响应后 %(n)d 个工作日内研判") % {"n": clocks.WITH_SPECIALISTS_WORKDAYS}
        return _("研判期限"), due_on, rule, ""
    rule = _("响应后 %(n)d 个工作日内研判") % {"n": clocks.JUDGEMENT_WORKDAYS}
    return _("研判期限"), due_on, rule, "leads:specialists"


def feedback(lead, calendar):
    if lead.feedback_due_on is None or lead.feedback_at:
        return None
    rule = _("研判后 %(n)d 个工作日内反馈引荐人") % {"n": clocks.FEEDBACK_WORKDAYS}
    return _("反馈期限"), lead.feedback_due_on, rule, "leads:feedback"


def left_words(due_on, on, calendar):
    """还剩 1 个工作日; 今天到期; 逾期 2 个工作日; 期限已过, as long as no working day has passed."""
    if due_on == on:
        return _("今天到期")
    if due_on > on:
        days = calendar.between(on, due_on)
        return ngettext("还剩 %(n)d 个工作日", "还剩 %(n)d 个工作日", days) % {"n": days}
    days = calendar.between(due_on, on)
    if not days:
        return _("期限已过")
    return ngettext("逾期 %(n)d 个工作日", "逾期 %(n)d 个工作日", days) % {"n": days}
