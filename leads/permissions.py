"""Who may do what with a lead. A refusal gives its reason; a stranger never gets this far (404)."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import WHOLE_ZONE
from leads.claims import GRANTED, Claims, Verdict
from leads.contact_keys import BY_LEVEL
from leads.models import Comment, ConflictLevel, Document, FirstContact, Lead, Transfer
from leads.project_permissions import works_on as works_on_project
from leads.stages import OWNED, PROTECTABLE, LeadStatus, Step

OFFICE_JUDGES_FROM_WAN = Decimal(10_000)
WITHDRAW_WITHIN = dt.timedelta(hours=24)
CONVERTED_ONLY_SHOWS = gettext_lazy("这条线索已转为项目，只能评论和传文件；要点在项目页上看。")


def can_see_leads(user: User) -> Verdict:
    if user.access.can("see_business"):
        return GRANTED
    return False, _("这个账号只管系统，看不到招商业务数据。")


def can_add(user: User) -> Verdict:
    if user.access.can("add_lead"):
        return GRANTED
    return False, _("当前角色只能查看，不能记线索。需要时由管委会管理员开通招商专员角色。")


def can_edit(user: User, lead: Lead) -> Verdict:
    """Those who have a hand in the lead; nobody once it is a project."""
    if lead.status == LeadStatus.CONVERTED:
        return False, str(CONVERTED_ONLY_SHOWS)
    return can_attach(user, lead)


def can_attach(user: User, lead: Lead) -> Verdict:
    """Add a document, in whatever state: who works on the lead, and the office and leaders of its chain."""
    if works_on(user, lead) or user.access.can("edit_chain_leads", scope(lead)):
        return GRANTED
    return False, _("只有负责人、协同人、本链链长办和链长可以改这条线索。")


def can_assign(user: User, lead: Lead) -> Verdict:
    if lead.status == LeadStatus.CONVERTED:
        return False, str(CONVERTED_ONLY_SHOWS)
    if user.access.can("assign_lead", scope(lead)):
        return GRANTED
    return False, _("只有本链链长办、链长和管委会管理员可以指派负责人。")


def can_register(user: User, lead: Lead) -> Verdict:
    """Register a first contact or object to one: those who may edit the lead, while somebody works on it."""
    if lead.status not in PROTECTABLE:
        return False, _("公海里、无效和已转项目的线索不能报备首谈。")
    return can_edit(user, lead)


def can_release(user: User, contact: FirstContact) -> Verdict:
    """The right is the unit's: its people who work on the lead, and those who may assign it."""
    is_own_unit = contact.registered_by_id == user.pk or (
        user.team_id is not None and user.team_id == contact.team_id
    )
    if (is_own_unit and works_on(user, contact.lead)) or can_assign(user, contact.lead)[0]:
        return GRANTED
    return False, _("只有报备单位里负责这条线索的人，和本链链长办、链长可以释放。")


def can_rule(user: User, contact: FirstContact) -> Verdict:
    """Whoever has the right for this level on the chains of both leads, and is no side himself (I-12)."""
    if contact.rival is None or contact.level == ConflictLevel.BROKER:
        return False, _("这份报备没有要裁定的冲突。")
    verb, sides = BY_LEVEL[ConflictLevel(contact.level)].verb, (contact, contact.rival)
    if not all(user.access.can(verb, scope(side.lead)) for side in sides):
        return False, _("首谈冲突由管委会管理员裁定；同一项目换主体的，双方都在本链时链长办也可以。")
    if any(is_side(user, side) for side in sides):
        return False, _("不能裁定自己或本单位的报备，请另一位管理员来做。")
    return GRANTED


def is_side(user: User, contact: FirstContact) -> bool:
    units = {contact.team_id, contact.lead.team_id} - {None}
    return user.pk in {contact.registered_by_id, contact.lead.owner_id} or user.team_id in units


def can_call_specialists(user: User, lead: Lead) -> Verdict:
    if is_owner(user, lead) or can_assign(user, lead)[0]:
        return GRANTED
    return False, _("只有负责人和本链链长办、链长可以请专家研判。")


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
    return Claims(user, at).verdict(lead)


def zone(user: User, lead: Lead, at: dt.datetime) -> Verdict:
    if user.access.can("reopen_lead"):
        return GRANTED
    return False, _("无效线索只由管委会管理员重新启用。")


def is_owner(user: User, lead: Lead) -> bool:
    return lead.owner_id == user.pk and bool(user.access.can("add_lead"))


def can_offer(user: User, lead: Lead) -> Verdict:
    """Hand over what somebody is responsible for: the owner himself, and the office."""
    if lead.status not in OWNED:
        return False, _("公海和已结束的线索没有负责人，不用移交。")
    if is_owner(user, lead) or can_assign(user, lead)[0]:
        return GRANTED
    return False, _("只有负责人和本链链长办、链长可以移交这条线索。")


def can_take_over(user: User, lead: Lead, on: dt.date) -> Verdict:
    """Whether the person may be given the lead on the date `on`."""
    if user.access_on(on).can("add_lead", scope(lead)):
        return GRANTED
    where = str(lead.chain) if lead.chain else _("未定产业链")
    words = {"person": user, "chain": where}
    return False, _("%(person)s 没有“%(chain)s”的招商角色，接不了这条线索。") % words


def can_answer(user: User, transfer: Transfer, on: dt.date) -> Verdict:
    if transfer.to_owner_id == user.pk:
        return can_take_over(user, transfer.lead, on)
    return False, _("移交由接收人自己答复。")


def can_withdraw_offer(user: User, transfer: Transfer) -> Verdict:
    if user.pk in {transfer.by_id, transfer.from_owner_id} or can_assign(user, transfer.lead)[0]:
        return GRANTED
    return False, _("移交由发起人、负责人或本链链长办撤回。")


def can_edit_pool_rules(user: User) -> Verdict:
    if user.access.can("edit_pool_rules"):
        return GRANTED
    return False, _("公海规则由管委会管理员修改。")


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


# -- comments and documents: of a lead the person may read ------------------------------------


def can_comment(user: User) -> Verdict:
    if user.access.can("comment"):
        return GRANTED
    return False, _("审计账号只能查看，不写评论。")


def can_withdraw(user: User, comment: Comment, at: dt.datetime) -> Verdict:
    if comment.by_id != user.pk:
        return False, _("评论只能由本人撤回。")
    if at >= comment.at + WITHDRAW_WITHIN:
        return False, _("评论超过 24 小时，不能再撤回。")
    return GRANTED


def can_read_documents(user: User, lead: Lead) -> Verdict:
    """Those who may see the numbers, as a file may hold a card or a sheet of contacts; and who works on the
    project that the lead became."""
    if can_see_phone(user, lead) or works_on_its_project(user, lead):
        return GRANTED
    return False, _("附件只给负责人、协同人、本单位同事、本链链长办和链长看。")


def works_on_its_project(user: User, lead: Lead) -> bool:
    project = getattr(lead, "project", None)
    return project is not None and works_on_project(user, project)


def can_archive(user: User, document: Document) -> Verdict:
    if document.by_id == user.pk or can_assign(user, document.lead)[0]:
        return GRANTED
    return False, _("附件只能由上传人、本链链长办、链长和管委会管理员移除。")
