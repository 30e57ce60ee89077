"""How allauth behaves here: accounts are made by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    # The numbers are those of ACCOUNT_RATE_LIMITS in the settings.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("用户名或密码不对。连错 5 次，这个账号锁定 15 分钟。"),
        "too_many_login_attempts": _("连错 5 次，已锁定 15 分钟。到时再试，或找招商部门管理员重设密码。"),
        "incorrect_password": _("密码不对。"),
        "enter_current_password": _("现在的密码不对。"),
    }

    def is_open_for_signup(self, request):
        return False

    def lift_lock(self, request, user):
        """Forget the wrong passwords of one account, as after a reset that the person asked for."""
        self._delete_login_attempts_cached_email(request, username=user.username)
