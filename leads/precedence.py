"""Who comes first by the rule (I-2): a proposal to whoever rules, never the ruling itself."""

from django.utils.translation import gettext as _

from leads.models import Ruling


def proposal(challenger, rival, calendar):
    """(ruling, why). The earlier registration wins; within one workday the earlier evidenced contact."""
    days = [calendar.on_or_after(side.registered_on) for side in (challenger, rival)]
    if days[0] == days[1] and challenger.contacted_on < rival.contacted_on:
        return Ruling.CHALLENGER, _("双方在同一工作日报备，异议方的有效接触更早。")
    if days[0] == days[1]:
        return Ruling.RIVAL, _("双方在同一工作日报备，异议方的有效接触不更早。")
    return Ruling.RIVAL, _("双方不在同一工作日报备，以服务器时间在先的为准。")
