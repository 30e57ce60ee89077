"""What a person sets for themselves: language, look, single keys."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.views import answer

YEAR = 365 * 24 * 3600  # seconds


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["theme", "language", "has_shortcuts", "has_reminder_mail"]
        help_texts = {
            "has_shortcuts": _("关掉后，N、J、K 等单键不再起作用；Ctrl 组合键不受影响。"),
            "has_reminder_mail": _("关掉后不再发邮件，提醒照样出现在提醒页。"),
        }


def preferences(request, chain_names=None):
    form = PreferencesForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.instance.save(update_fields=form.Meta.fields)
        with override(form.instance.language):
            messages.success(request, gettext("设置已保存"))
        return with_language(redirect("people:preferences"), form.instance.language)
    status = 422 if form.is_bound else 200
    context = {"form": form}
    return answer(request, "accounts/preferences.html", "accounts/_preferences.html", context, status=status)


@login_not_required
@require_POST
def switch_language(request):
    """The switch on every page: kept in the account of a signed-in person, and in a cookie for the door."""
    response = redirect(safe_address(request, request.POST.get("next", "")))
    language = request.POST.get("language")
    if language not in User.Language.values:
        return response
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return with_language(response, language)


def with_language(response, language):
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def safe_address(request, address):
    """`address` if it is one of our own, else the start page."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
