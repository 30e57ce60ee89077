"""Who may do what with a lead. A refusal gives its reason; a stranger never gets this far (404)."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import WHOLE_ZONE
from leads.models import Lead
from leads.stages import LeadStatus, Step

Verdict = tuple[bool, str]
GRANTED: Verdict = (True, "")
OFFICE_JUDGES_FROM_WAN = Decimal(10_000)
CONVERTED_ONLY_SHOWS = gettext_lazy("这条线索已转为项目，只能评论和传文件；要点在项目页上看。")
CLAIM_AGAIN_AFTER = dt.timedelta(days=7)


def can_see_leads(user: User) -> Verdict:
    if user.access.can("see_business"):
        return GRANTED
    return False, _("这个账号只管系统，看不到招商业务数据。")


def can_add(user: User) -> Verdict:
    if user.access.can("add_lead"):
        return GRANTED
    return False, _("当前角色只能查看，不能记线索。需要时由管委会管理员开通招商专员角色。")


def can_edit(user: User, lead: Lead) -> Verdict:
    """Those who work on the lead, and the office and leaders of its chain; nobody once it is a project."""
    if lead.status == LeadStatus.CONVERTED:
        return False, str(CONVERTED_ONLY_SHOWS)
    if works_on(user, lead) or user.access.can("edit_chain_leads", scope(lead)):
        return GRANTED
    return False, _("只有负责人、协同人、本链链长办和链长可以改这条线索。")


def can_assign(user: User, lead: Lead) -> Verdict:
    if lead.status == LeadStatus.CONVERTED:
        return False, str(CONVERTED_ONLY_SHOWS)
    if user.access.can("assign_lead", scope(lead)):
        return GRANTED
    return False, _("只有本链链长办、链长和管委会管理员可以指派负责人。")


def can_take(user: User, lead: Lead, step: Step, at: dt.datetime) -> Verdict:
    """Whether the person may move the lead by `step` at the moment `at` (§4.3)."""
    return RULES[step.who](user, lead, at)


def judge(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    """The office judges; the owner too, while the estimate is small or not known."""
    if can_assign(user, lead)[0]:
        return GRANTED
    is_small = lead.investment_wan is None or lead.investment_wan < OFFICE_JUDGES_FROM_WAN
    if is_small and is_owner(user, lead):
        return GRANTED
    return False, _("预计投资不低于 1 亿元的线索由本链链长办研判；不足 1 亿元的，负责人也可以。")


def office(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    if can_assign(user, lead)[0]:
        return GRANTED
    return False, _("这一步由本链链长办、链长或管委会管理员决定。")


def owner(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    if is_owner(user, lead) or can_assign(user, lead)[0]:
        return GRANTED
    return False, _("只有负责人和本链链长办、链长可以把线索退回公海。")


def can_ask_to_shelve(user: User, lead: Lead) -> Verdict:
    """The owner of a lead that is followed; the office needs to ask nobody."""
    if lead.status == LeadStatus.FOLLOWING and is_owner(user, lead):
        return GRANTED
    return False, _("只有负责人可以为跟进中的线索申请暂缓。")


def can_answer_shelving(user: User, lead: Lead) -> Verdict:
    """Who may shelve the lead, but not the one who asked: two people decide."""
    if lead.owner_id != user.pk and can_assign(user, lead)[0]:
        return GRANTED
    return False, _("暂缓申请由本链链长办、链长或管委会管理员答复，申请人自己不能答复。")


def claimant(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    if not user.access.can("add_lead", scope(lead)):
        return False, _("认领要有这条产业链的招商角色。")
    if lead.former_owner_id == user.pk and lead.released_at:
        until = lead.released_at + CLAIM_AGAIN_AFTER
        if at < until:
            day = timezone.localtime(until)
            return False, _("你是原负责人，%(day)s 以后才能再认领。") % {"day": f"{day:%Y-%m-%d %H:%M}"}
    return GRANTED


def zone(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    if user.access.can("reopen_lead"):
        return GRANTED
    return False, _("无效线索只由管委会管理员重新启用。")


def is_owner(user: User, lead: Lead) -> bool:
    return lead.owner_id == user.pk and bool(user.access.can("add_lead"))


RULES = {"judge": judge, "office": office, "owner": owner, "claimant": claimant, "zone": zone}


def can_see_phone(user: User, lead: Lead) -> bool:
    """Owner, collaborators, colleagues of the unit who work on leads, and those the chain trusts (§4.1)."""
    if works_on(user, lead) or user.access.can("see_phones", scope(lead)):
        return True
    return bool(user.team_id) and user.team_id == lead.team_id and bool(user.access.can("add_lead"))


def works_on(user: User, lead: Lead) -> bool:
    """Owner or collaborator, as long as the person's role still is to work on leads."""
    if not user.access.can("add_lead"):
        return False
    return lead.owner_id == user.pk or any(helper.pk == user.pk for helper in lead.collaborators.all())


def scope(lead: Lead) -> str:
    """The chain a right must be held on; without a chain only rights on the whole zone count."""
    return lead.chain_id or WHOLE_ZONE
