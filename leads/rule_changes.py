"""The changes of pool rules, in words."""

from django.utils.translation import gettext as _

from core import history
from leads.models import PoolRule

SHOWN = 30


def changes():
    """[(event, what was changed)] of all rules, newest first."""
    events = history.of_all(PoolRule)
    return [(event, said(event)) for event in events[:SHOWN]]


def said(event):
    """没有活动多少天退回公海 30 → 20；依据 …"""
    if event.verb == "seed_pool_rule":
        return _("按系统建议设为 %(idle_days)s 天") % event.data
    changed = event.data.get("changed", {})
    fields = [field for field in PoolRule._meta.get_fields() if field.name in changed]
    return "；".join(said_of(field.verbose_name, *changed[field.name]) for field in fields)


def said_of(label, old, new):
    return f"{label} {shown(old)} → {shown(new)}"


def shown(value):
    return "—" if value in (None, "") else value
