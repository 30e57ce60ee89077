"""What a machine may lack, and how a test that needs it is left out by name.

With CI=true a missing service or browser is a failure. The real input sheets are no part of the
repository, so tests on them are left out wherever the sheets do not lie beside the project.
"""

import os
import shutil
from pathlib import Path

import pytest
import redis
from django.conf import settings

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
REDIS_URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
IS_STRICT = os.environ.get("CI", "").lower() in {"1", "true"}


def redis_is_missing():
    client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"no Redis: {error}"
    finally:
        client.close()
    return ""


def chromium_is_missing():
    return "" if shutil.which("chromium") or Path("/usr/bin/chromium").exists() else "no Chromium"


SERVICES = {"redis": redis_is_missing}


def reason_to_leave_out(item):
    """Why the test cannot run here, or an empty string. A test says what it needs by its marks:

    `browser`, `services("redis")`; a plain `services` brings its own. PostgreSQL is the runner's matter.
    """
    if item.get_closest_marker("browser") and (reason := chromium_is_missing()):
        return reason
    for mark in item.iter_markers("services"):
        for name in mark.args:
            if reason := SERVICES[name]():
                return reason
    return ""


def leave_out_if_needed(item):
    if item.get_closest_marker("shared_data") and not SHARED_DATA.is_dir():
        pytest.skip("the real input sheets do not lie beside the project")
    if reason := reason_to_leave_out(item):
        pytest.fail(f"CI=true, and {reason}", pytrace=False) if IS_STRICT else pytest.skip(reason)
