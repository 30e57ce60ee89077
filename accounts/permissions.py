"""Who may do what to people. A predicate answers with a bool, or with (bool, reason)."""

from django.utils.translation import gettext as _


def can_see_people(user):
    return user.access.can("manage_people") or user.access.can("grant_roles")


def can_manage_people(user):
    """Accounts and units: (bool, reason)."""
    if user.access.can("manage_people"):
        return True, ""
    return False, _("只有管委会管理员和系统管理员可以管理账号。")


def can_grant_roles(user, person):
    """Roles of `person`: (bool, reason). Nobody changes his own rights."""
    if not user.access.can("grant_roles"):
        return False, _("只有管委会管理员和安全管理员可以授权。")
    if user.pk == person.pk:
        return False, _("不能给自己授权，请另一位管理员来做。")
    return True, ""


def can_disable(user, person):
    if user.pk == person.pk:
        return False, _("不能停用自己的账号，请另一位管理员来做。")
    return can_manage_people(user)


def can_hand_over(user):
    """What lies in a person's hands is business: who only keeps accounts neither reads nor moves it."""
    if user.access.can("assign_lead"):
        return True, ""
    return False, _("在办事项由本链链长办、链长或管委会管理员移交。")


def can_reset_password(user, person):
    """Of others only: one's own is changed with the old one at hand."""
    if user.pk == person.pk:
        return False, _("自己的密码在“修改密码”里改，要先输旧密码。")
    return can_manage_people(user)


def can_change_view(user, view):
    """A view, a unit's too, is changed by its owner alone; the others save as: (bool, reason)."""
    if view.owner_id == user.pk:
        return True, ""
    return False, _("只有 %s 能改这个视图；可以另存为自己的视图。") % view.owner
