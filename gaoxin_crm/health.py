"""Is the process alive, is the installation fit to work, and its figures for a monitoring system.

`/healthz` asks the process alone. `/readyz` is 503 when the database is away, or when mail is due and
nothing has looked for it for three minutes. Who is not signed in as an administrator reads one word of it.
"""

import hmac
import json

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reminders import heartbeat
from reminders.models import Heartbeat, Outbox

OK, DEGRADED, DOWN = "ok", "degraded", "down"
LONGEST_SILENCE = 180  # seconds without a tick while mail waits
BROKER_TIMEOUT = 0.5  # seconds
LOOPBACK = {"127.0.0.1", "::1"}


@login_not_required
@never_cache
@require_safe
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    report = examine(timezone.now())
    shown = report if may_see_details(request, report) else {"status": report["status"]}
    return JsonResponse(shown, status=503 if report["status"] == DOWN else 200)


@login_not_required
@never_cache
@require_safe
def metrics(request):
    if not (holds_token(request) or is_local(request)):
        return HttpResponseForbidden(
            "Ask from this machine, or with METRICS_TOKEN.", content_type="text/plain"
        )
    lines = "".join(f"{name} {value}\n" for name, value in gauges(examine(timezone.now())))
    return HttpResponse(lines, content_type="text/plain; version=0.0.4; charset=utf-8")


def may_see_details(request, report):
    """Only with a database can it be known who asks."""
    if not report["database"]:
        return False
    return request.user.is_authenticated and request.user.access.can("see_all_mail")


def holds_token(request):
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(sent, settings.METRICS_TOKEN.encode())


def is_local(request):
    """From this very machine. What a proxy passes on also comes from here, but says for whom."""
    return request.META["REMOTE_ADDR"] in LOOPBACK and "X-Forwarded-For" not in request.headers


def examine(at):
    """What is known of the installation: see `rows` and `broker`; ages are seconds, None is never."""
    try:
        found = {"database": True, **rows(at)}
    except (DatabaseError, InterfaceError):
        return {"status": DOWN, "database": False}
    found["broker"] = broker()
    return {"status": verdict(found), **found}


def rows(at):
    tick = Heartbeat.objects.filter(pk=heartbeat.TICK).first()
    due = Outbox.objects.waiting().filter(next_at__lte=at)
    oldest = due.order_by("next_at").values_list("next_at", flat=True).first()
    counted = Outbox.objects.values_list("status").annotate(rows=Count("pk"))
    return {
        "tick_age": age(tick and tick.last_tick_at, at),
        "tick_ok_age": age(tick and tick.last_ok_at, at),
        "mail_due": due.count(),
        "mail_oldest_due_age": age(oldest, at),
        "mail": dict.fromkeys(Outbox.Status.values, 0) | dict(counted),
        "mail_obstacle": heartbeat.obstacle(),
    }


def age(moment, at):
    return None if moment is None else round((at - moment).total_seconds(), 1)


def broker():
    """{"kind": "given", "own" or "none", "reachable": bool or None}."""
    if not settings.REDIS_URL:
        return {"kind": "none", "reachable": None}
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_TIMEOUT, socket_connect_timeout=BROKER_TIMEOUT
    )
    try:
        is_reachable = bool(client.ping())
    except redis.RedisError:
        is_reachable = False
    finally:
        client.close()
    return {"kind": broker_kind(), "reachable": is_reachable}


def broker_kind():
    """As the supervisor noted it; without one, the address was given."""
    try:
        return json.loads((settings.DATA_DIR / "run" / "state.json").read_text())["broker"]
    except (OSError, ValueError, KeyError):
        return "given"


def verdict(found):
    is_silent = found["tick_age"] is None or found["tick_age"] > LONGEST_SILENCE
    mail_waits = (found["mail_oldest_due_age"] or 0) > LONGEST_SILENCE
    if is_silent and mail_waits:
        return DOWN
    is_impaired = is_silent or found["broker"]["reachable"] is False or found["mail_obstacle"]
    return DEGRADED if is_impaired else OK


def gauges(report):
    """(name with labels, value) of each figure; one that is unknown is left out."""
    yield "gaoxin_up", int(report["status"] != DOWN)
    yield "gaoxin_database_up", int(report["database"])
    if not report["database"]:
        return
    for name in ("tick_age", "tick_ok_age", "mail_oldest_due_age"):
        if report[name] is not None:
            yield f"gaoxin_{name}_seconds", report[name]
    yield "gaoxin_mail_due", report["mail_due"]
    for status, rows in report["mail"].items():
        yield f'gaoxin_mail_rows{{status="{status}"}}', rows
    if report["broker"]["reachable"] is not None:
        yield "gaoxin_broker_up", int(report["broker"]["reachable"])
