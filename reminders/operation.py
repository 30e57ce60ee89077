"""How reminders reach people in this installation, as its pages say it."""

import json

from django.conf import settings

from reminders import heartbeat


def mail_folder():
    """Where mail goes as files, or None where a mail server takes it."""
    return None if settings.HAS_MAIL_SERVER else settings.MAIL_DIR


def runs_without_broker():
    """Whether the supervisor found no broker and the sending loop works alone. False if not known."""
    try:
        state = json.loads((settings.DATA_DIR / "run" / "state.json").read_text())
    except (OSError, ValueError):
        return False
    return isinstance(state, dict) and state.get("broker") == "none"


def in_words():
    """What the page of letters has to say about the way of mail."""
    return {
        "mail_folder": mail_folder(),
        "has_no_broker": runs_without_broker(),
        "obstacle": heartbeat.obstacle(),
    }
