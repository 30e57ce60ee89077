"""The columns of an export: what the list shows and what lies behind it, numbers masked unless entitled."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from core.templatetags.ui import mask_phone
from leads.light import Light
from leads.models import Lead
from leads.models.first_contact import UNTIL_TERMINATED
from leads.permissions import can_see_phone

LIMIT = 50_000  # rows; more than that is a copy of the database, not a list
RELATED = ("company", "chain", "segment", "contact", "owner", "team")


class Column(NamedTuple):
    """`key` is the column of the list that shows it too; without one it is in the full export only."""

    label: str
    value: Callable[["Shown"], object]
    key: str = ""


class Shown(NamedTuple):
    """One lead as one person sees it on one day."""

    lead: Lead
    on: dt.date
    has_phone: bool

    @property
    def light(self):
        shown = self.lead.light(self.on)
        return "" if shown == Light.NONE else str(shown.label)

    @property
    def protected(self):
        """The last day, or that it lasts as long as the project."""
        until = self.lead.protected_until
        return str(_("至项目终止")) if until == UNTIL_TERMINATED else until

    def of_contact(self, name):
        return getattr(self.lead.contact, name) if self.lead.contact else ""

    @property
    def phone(self):
        number = self.of_contact("phone")
        return number if self.has_phone else mask_phone(number)


COLUMNS = [
    Column(_("企业"), lambda shown: shown.lead.company.name, "company"),
    Column(_("统一社会信用代码"), lambda shown: shown.lead.company.uscc),
    Column(_("事项"), lambda shown: shown.lead.title, "company"),
    Column(_("对方想要什么"), lambda shown: shown.lead.intention),
    Column(_("产业链"), lambda shown: label(shown.lead.chain), "place"),
    Column(_("环节"), lambda shown: label(shown.lead.segment), "place"),
    Column(_("动作"), lambda shown: str(shown.lead.get_action_type_display()), "action"),
    Column(_("等级"), lambda shown: shown.lead.grade, "grade"),
    Column(_("状态"), lambda shown: str(shown.lead.get_status_display()), "state"),
    Column(_("预计投资（万元）"), lambda shown: shown.lead.investment_wan, "investment"),
    Column(_("用地需求（亩）"), lambda shown: shown.lead.land_mu, "land"),
    Column(_("线索来源"), lambda shown: str(shown.lead.get_source_display()), "source"),
    Column(_("引荐人"), lambda shown: shown.lead.introducer),
    Column(_("下一步"), lambda shown: shown.lead.next_action_text, "step"),
    Column(_("下次跟进"), lambda shown: shown.lead.next_action_on, "due"),
    Column(_("跟进灯"), lambda shown: shown.light),
    Column(_("负责人"), lambda shown: label(shown.lead.owner), "owner"),
    Column(_("单位"), lambda shown: label(shown.lead.team), "unit"),
    Column(_("联系人"), lambda shown: shown.of_contact("name"), "contact"),
    Column(_("职务"), lambda shown: shown.of_contact("title")),
    Column(_("电话"), lambda shown: shown.phone),
    Column(_("首谈保护到"), lambda shown: shown.protected, "protected"),
    Column(_("首次对接日期"), lambda shown: shown.lead.received_on),
    Column(_("登记时间"), lambda shown: shown.lead.created_at, "logged"),
    Column(_("最近活动"), lambda shown: shown.lead.last_activity_at, "activity"),
    Column(_("原台账招商专员"), lambda shown: shown.lead.officer),
]


def label(row):
    return str(row) if row else ""


def chosen(keys, columns):
    """Those of `columns` that hold what the list shows under `keys`, in the same order."""
    return [column for key in keys for column in columns if column.key == key]


def export_rows(leads, columns, *, user, on):
    """One list of values per lead, in the order of `leads`, a thousand leads at a time."""
    leads = (
        leads.with_protection(on).select_related(*RELATED).prefetch_related("collaborators").defer("grams")
    )
    for lead in leads.iterator(chunk_size=1000):
        shown = Shown(lead, on, can_see_phone(user, lead))
        yield [column.value(shown) for column in columns]
