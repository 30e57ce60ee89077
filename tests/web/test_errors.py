"""Own pages for refusals and failures."""

import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from accounts.preferences import preferences
from gaoxin_crm import urls
from tests.factories import PASSWORD

HTMX = {"headers": {"HX-Request": "true"}}


def refuse(request):
    raise PermissionDenied("这条线索只有负责人能改。")


def refuse_in_silence(request):
    raise PermissionDenied


def swallow(request):
    raise RequestDataTooBig("Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.")


def fail(request):
    raise ValueError("secret detail")


urlpatterns = [
    path("refuse/", refuse),
    path("refuse-in-silence/", refuse_in_silence),
    path("swallow/", swallow),
    path("fail/", fail),
    path("post/", preferences),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def text(response):
    return response.content.decode()


def test_a_refusal_says_why(signed_in, staff):
    response = signed_in(staff).get("/refuse/")
    assert response.status_code == 403
    assert "这条线索只有负责人能改。" in text(response)


def test_a_refusal_without_a_reason_says_whom_to_ask(signed_in, staff):
    assert "请找链长办或管理员" in text(signed_in(staff).get("/refuse-in-silence/"))


def test_a_refused_fragment_is_one_sentence_that_replaces_nothing(signed_in, staff):
    response = signed_in(staff).get("/refuse/", **HTMX)
    assert (response.status_code, response["X-Problem"]) == (403, "403")
    assert "这条线索只有负责人能改。" in text(response)
    assert "<html" not in text(response)


def test_a_missing_page_does_not_tell_missing_from_hidden(signed_in, staff):
    response = signed_in(staff).get("/nowhere/")
    assert response.status_code == 404
    assert "记录不存在，或者不在你的可见范围。" in text(response)


def test_too_much_at_once(signed_in, staff):
    response = signed_in(staff).get("/swallow/")
    assert response.status_code == 413
    assert "内容太大，服务器没有接收。什么都没有保存。" in text(response)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_form_that_is_too_long_is_413(signed_in, staff):
    response = signed_in(staff).post("/people/preferences/", {"theme": "x" * 200})
    assert response.status_code == 413


def test_a_failure_has_a_number_to_quote_and_no_detail(staff, signed_in, caplog):
    client = signed_in(staff)
    client.raise_request_exception = False
    response = client.get("/fail/")
    number = re.search(r"<strong>([0-9A-F]{8})</strong>", text(response))[1]
    assert response.status_code == 500
    assert "已经存下的内容不受影响" in text(response)
    assert "secret detail" not in text(response)
    assert f"failure {number} answering GET /fail/" in caplog.text


def test_a_stale_form_says_what_to_do(staff):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    response = client.post("/accounts/login/", {"login": staff.username, "password": PASSWORD})
    assert response.status_code == 403
    assert "请返回上一页，刷新后再提交" in text(response)


def test_a_browser_without_cookies_is_told_so(staff):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert "请允许本站使用 Cookie" in text(response)


def test_too_many_requests(rf: RequestFactory, settings, client):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {"login": "a", "password": "b"})
    response = client.post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 429
    assert "操作太频繁" in text(response)


@pytest.mark.parametrize("handler", [handler400, handler403, handler404])
def test_an_early_refusal_needs_no_middleware(handler, rf):
    """A request for a foreign host is refused before anybody asked who sends it."""
    assert "回我的工作台" in text(handler(rf.get("/"), Exception()))
