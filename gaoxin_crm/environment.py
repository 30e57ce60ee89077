"""Reads settings from the environment. A bad value stops the start with one sentence, in English and Chinese.

Each function takes the name of the setting and returns its checked value; what is wrong raises SystemExit.
"""

import contextlib
import os
import secrets
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()

FLAGS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def refuse(name, problem):
    raise SystemExit(f"Setting {name}: {problem}. See .env.example. 配置项 {name} 有误，见 .env.example。")


def text(name, default=""):
    return env.str(name, default="").strip() or default  # empty is as good as unset


def words(name, default):
    return env.list(name, default=default)


def flag(name, default):
    value = text(name).lower()
    if not value:
        return default
    return FLAGS[value] if value in FLAGS else refuse(name, f"{value!r} is neither 1 nor 0")


def choice(name, allowed):
    """One of `allowed`; the first is the default."""
    value = text(name, allowed[0])
    return value if value in allowed else refuse(name, f"{value!r} is not one of {', '.join(allowed)}")


def number(name, default):
    value = text(name)
    if value and not value.isdecimal():
        refuse(name, f"{value!r} is not a whole number")
    return int(value) if value else default


def address(name, schemes, default=""):
    """A URL with one of `schemes`, or the default when unset."""
    value = text(name) or default
    try:
        scheme = urlsplit(value).scheme
    except ValueError as error:
        return refuse(name, str(error))
    if value and scheme not in schemes:
        refuse(name, f"it must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value


def time_zone(name, default):
    value = text(name) or default
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        refuse(name, f"{value!r} is not a time zone")
    return value


def folder(name, default):
    path = Path(text(name) or default).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(name, f"{path} cannot be made ({error.strerror})")
    return path


def kept_secret_key(path):
    """The secret key of this installation: made on the first run, then read back.

    Linked into place whole, so that two processes starting together read one key.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        return refuse("DATA_DIR", f"the secret key cannot be kept in {path.parent} ({error.strerror})")
