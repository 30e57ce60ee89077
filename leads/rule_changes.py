"""The changes of pool rules in words."""

from django.utils.translation import gettext as _

from leads.models import PoolRule


def said(event):
    """没有活动多少天退回公海 30 → 20；依据 …"""
    if event.verb == "seed_pool_rule":
        return _("按系统建议设为 %(idle_days)s 天") % event.data
    changed = event.data.get("changed", {}).items()
    return "；".join(f"{label(name)} {shown(old)} → {shown(new)}" for name, (old, new) in changed)


def label(name):
    return PoolRule._meta.get_field(name).verbose_name


def shown(value):
    return "—" if value in (None, "") else value
