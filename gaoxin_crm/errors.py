"""Own pages for refusals and failures: what happened, what is safe, what to do.

A fragment request gets the sentence alone, marked `X-Problem`, so that it is shown where it happened
and replaces nothing.
"""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.views import wants_fragment

logger = logging.getLogger(__name__)


def problem(request, page, status, sentence, context=None):
    """The page for `status`, or its one sentence for a fragment request."""
    if getattr(request, "htmx", False) and wants_fragment(request):
        response = render(request, "core/_note.html", {"kind": "red", "text": sentence}, status=status)
        response["X-Problem"] = status
        return response
    return render(request, page, (context or {}) | {"sentence": sentence}, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return problem(request, "413.html", 413, _("内容太大，服务器没有接收。什么都没有保存。"))
    return problem(request, "400.html", 400, _("这个请求不完整或者写法不对，服务器没有处理。"))


def forbidden(request, exception=None):
    reason = str(exception or "") or _("你的角色不能做这件事。需要做，请找链长办或管理员。")
    return problem(request, "403.html", 403, reason)


def not_found(request, exception=None):
    return problem(request, "404.html", 404, _("记录不存在，或者不在你的可见范围。需要看，请找链长办。"))


def server_error(request):
    """Asks nothing of the database or the session: they may be what failed."""
    number = secrets.token_hex(4).upper()
    logger.error("failure %s answering %s %s", number, request.method, request.path)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def csrf_failure(request, reason=""):
    if reason == REASON_NO_CSRF_COOKIE:
        sentence = _(
            "浏览器没有带回本站的 Cookie，所以没有保存。请允许本站使用 Cookie，再打开原来的页面重试。"
        )
    else:
        sentence = _(
            "这一页打开太久，或者登录换过，所以没有保存。请返回上一页，刷新后再提交；写过的草稿还在。"
        )
    return problem(request, "403.html", 403, sentence, {"is_stale": True})
