"""How values look: icons, money, areas, days, badges. Plain strings: a list shows them fifty times."""

import datetime as dt
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()

MISSING = "—"
HUNDRED_MILLION = 10_000  # 万元 in one 亿元
WEEKDAYS_ZH = "一二三四五六日"


@cache
def drawing(name):
    """The icon `name` of the sprite; it says nothing to a screen reader."""
    # Safe: names are literals of templates, and the address comes from the static storage.
    return mark_safe(
        f'<svg class="icon" aria-hidden="true"><use href="{static("vendor/icons.svg")}#{name}"></use></svg>'
    )


@register.simple_tag
def icon(name):
    return drawing(str(name))


# -- figures ----------------------------------------------------------------------------------


def plain(number, decimals):
    """`number` with thousands commas and exactly `decimals` decimals."""
    return f"{number:,.{decimals}f}"


def shortest(number):
    """`number` with two decimals, or none if they would be 00."""
    return plain(number, 0 if number == number.to_integral_value() else 2)


@register.filter
def wan(value):
    """An amount in 万元 for a column whose head names the unit: 8,600."""
    return MISSING if value is None else shortest(Decimal(value))


@register.filter
def money(value):
    """An amount in 万元 for a sentence: 8,600 万元, from 10,000 upwards 3.60 亿元."""
    if value is None:
        return MISSING
    value = Decimal(value)
    if get_language() == "en":
        return f"CNY {plain(value / 100, 2)} million"
    if abs(value) >= HUNDRED_MILLION:
        return f"{plain(value / HUNDRED_MILLION, 2)} " + gettext("亿元")
    return f"{shortest(value)} " + gettext("万元")


@register.filter
def area(value):
    """An area in 亩: 50.00 亩."""
    return MISSING if value is None else f"{plain(Decimal(value), 2)} " + gettext("亩")


# -- days and moments -------------------------------------------------------------------------


def weekday(day):
    return str(WEEKDAYS_ABBR[day.weekday()]) if get_language() == "en" else "周" + WEEKDAYS_ZH[day.weekday()]


def day_words(day, today):
    """今天, in the current year 06-13 周五, else 2024-06-13 周四."""
    if day == today:
        return gettext("今天")
    return f"{day:%m-%d}" + " " + weekday(day) if day.year == today.year else f"{day} {weekday(day)}"


def timed(machine, words, kind=""):
    attribute = f' class="{kind}"' if kind else ""
    # Safe: dates and our own words; neither holds markup.
    return mark_safe(f'<time datetime="{machine}"{attribute}>{words}</time>')


@register.filter
def day(value, today):
    """A date in words, as seen on the date `today`."""
    return MISSING if value is None else timed(value, day_words(value, today))


@register.filter
def due(value, today):
    """A date by which something is to be done: 逾期 2 天 in red, 今天 in bold, else the day."""
    if value is None:
        return MISSING
    if value < today:
        days = (today - value).days
        return timed(value, ngettext("逾期 %(days)s 天", "逾期 %(days)s 天", days) % {"days": days}, "late")
    if value == today:
        return mark_safe(f"<strong>{timed(value, gettext('今天'))}</strong>")  # safe: see timed
    return day(value, today)


@register.filter
def when(value, today):
    """A moment in words, in the zone's time: 今天 15:00, 06-13 周五 15:00."""
    if value is None:
        return MISSING
    local = timezone.localtime(value)
    return timed(local.isoformat(timespec="minutes"), f"{day_words(local.date(), today)} {local:%H:%M}")


@register.filter
def is_late(value, today):
    return isinstance(value, dt.date) and value < today


# -- people and states ------------------------------------------------------------------------


@register.filter
def mask_phone(value):
    """A number with its middle hidden: 138****1234. What is too short to hide in part is hidden whole."""
    digits = str(value or "").strip()
    if len(digits) < 7:
        return "****" if digits else ""
    return f"{digits[:3]}****{digits[-4:]}"


LIGHTS = {
    "fresh": ("light light-green", "circle-check-filled"),
    "due": ("light light-amber", "alert-triangle-filled"),
    "overdue": ("light light-red", "alert-octagon-filled"),
    "missing": ("light light-red", "alert-circle"),
    "GREEN": ("light light-green", "circle-check-filled"),
    "YELLOW": ("light light-amber", "alert-triangle-filled"),
    "RED": ("light light-red", "alert-octagon-filled"),
}
STATES = {
    "NEW": ("state state-due", "circle-dashed"),
    "ASSESSING": ("state", "progress"),
    "FOLLOWING": ("state", "circle-half-2"),
    "SHELVED": ("state", "player-pause"),
    "POOL": ("state", "inbox"),
    "CONVERTED": ("state", "circle-check"),
    "INVALID": ("state", "circle-x"),
}


def sign(looks, value, label):
    """Shape, word and colour for `value`; nothing for a value without a look."""
    if value not in looks:
        return SafeString("")
    kind, shape = looks[value]
    # Safe: the looks are the two tables above, and the label is escaped.
    return mark_safe(f'<span class="{kind}">{drawing(shape)}{conditional_escape(label)}</span>')


@register.simple_tag
def light_badge(light, label=None):
    """The light of a next step or of a project. `light` is the value or the enum member, which brings its own
    label."""
    return sign(LIGHTS, str(light), label or getattr(light, "label", light))


@register.simple_tag
def state_badge(state, label=None):
    """The state of a lead. A plain value needs its `label`: `lead.get_status_display`."""
    return sign(STATES, str(state), label or getattr(state, "label", state))


@register.simple_tag
def grade_badge(grade):
    kind = "grade grade-a" if grade == "A" else "grade"
    return format_html('<span class="{}" title="{}">{}</span>', kind, gettext("%s 级") % grade, grade)


@register.simple_tag
def gate_meter(met, of):
    """A block for each condition and the count: ■■□□ 2/4."""
    blocks = "".join(
        f'<rect class="{"on" if place < met else "off"}" x="{place * 9}" width="7" height="8" rx="1"/>'
        for place in range(of)
    )
    width = of * 9 - 2
    # Safe: numbers of ours.
    return mark_safe(
        f'<span class="meter"><svg width="{width}" height="8" viewBox="0 0 {width} 8" aria-hidden="true">'
        f"{blocks}</svg>{met}/{of}</span>"
    )


@register.filter
def initial(person):
    """The first character of a name, for the small round mark beside it."""
    return str(person)[:1].upper()
