"""Who may change the map of a chain."""

from django.utils.translation import gettext as _


def can_edit_chain(user, chain):
    if user.access.can("edit_chains", chain.code):
        return True, ""
    return False, _("产业链由管委会管理员维护，需要改请联系管理员。")


def can_see_chains(user):
    if user.access.can("see_business"):
        return True, ""
    return False, _("当前角色看不到业务数据。")
