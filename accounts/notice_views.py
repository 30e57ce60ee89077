"""The way from a notice to what it tells of."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.models import Notice


@require_safe
def open_notice(request, pk, chain_names):
    """Seen is seen: the first visit marks it read. It leads to pages of this site only."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())
    is_own = url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return HttpResponseRedirect(notice.path if is_own else reverse("reminders:list"))
