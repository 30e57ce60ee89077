"""Days in running text, as seen on the day it is pasted: 6 月 18 日, 下周三, 明天下午三点, 月底, 两周后.

Only what is still to come counts, and only what somebody may have to do then: not when a plant shall open.
"""

import calendar
import datetime as dt
import re

from leads.paste.amounts import DIGITS, chinese
from leads.paste.found import EDGES, Found, clause_after, clause_before, finds, surest_first

TAIL = (
    r"(?:\s?(?:上午|下午|早上|中午|晚上|傍晚)?\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})\s?[点时:](?:\d{1,2}|半)?"
    r"|\s?[上下]午|\s?晚上)?(?:之前|以前|前)?"
)
WEEKDAYS = "一二三四五六"
COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
NEVER = re.compile(r"去年|前年|上年|上周|上个?月|每周|每月|成立|注册于|始建|[路街道巷]\s?$")
NOT_A_STEP = re.compile("投产|达产|开工|竣工|建成|完工|成立|注册|上市|签的|交付|量产|入账")
STEP_LENGTH = 80
FAR_BEHIND = dt.timedelta(days=180)
"""A day and month that long past means the year to come."""


def rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + TAIL)


def full_date(match, on):
    return dt.date(int(match[1]), int(match[2] or match[5]), int(match[3] or match[6]))


def month_and_day(match, on):
    day = dt.date(on.year, int(match[1]), int(match[2]))
    return day.replace(year=on.year + 1) if day < on - FAR_BEHIND else day


def date_in_characters(match, on):
    """六月十八日, 二〇二五年六月二十日."""
    month, day = (int(chinese(match[part])[0]) for part in ("month", "day"))
    if match["year"]:
        return dt.date(int("".join(str(DIGITS[sign]) for sign in match["year"])), month, day)
    return dt.date(on.year, month, day)


def day_of_month(match, on):
    day = on.replace(day=int(match["day"]))
    if match["next"] or (day < on and not match["this"]):
        return month_later(on).replace(day=int(match["day"]))
    return day


def end_of_month(match, on):
    if match["month"]:
        first = dt.date(on.year, int(match["month"]), 1)
    else:
        first = month_later(on) if match["next"] else on.replace(day=1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_later(on):
    """The first day of the month after."""
    return (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def weekday(match, on):
    """下周三, 本周五; 周一 alone is the next one to come."""
    number = WEEKDAYS.find(match["weekday"]) if match["weekday"] in WEEKDAYS else 6
    monday = on - dt.timedelta(days=on.weekday())
    weeks = match["weeks"].count("下")
    day = monday + dt.timedelta(days=number, weeks=weeks)
    return day + dt.timedelta(days=7) if day < on and not match["weeks"] else day


def near_day(match, on):
    return on + dt.timedelta(days={"大": 3, "后": 2, "明": 1}[match[1][0]])


def days_later(match, on):
    count = int(match["count"]) if match["count"].isdigit() else int(chinese(match["count"])[0])
    return on + dt.timedelta(days=count * (1 if match["unit"] in "天日" else 7))


FULL = r"(?<!\d)(20\d\d)\s?(?:年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?|([-./])(\d{1,2})\4(\d{1,2})(?!\d))"
MONTH_AND_DAY = r"(?<![\d年])(?<!年 )(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]"
IN_CHARACTERS = (
    r"(?:(?P<year>二[〇零]二[〇零一二三四五六七八九])年)?(?P<month>十?[一二]|[三四五六七八九十])月"
    r"(?P<day>二?十?[一二三四五六七八九]|[二三]?十|三十一?)[日号]"
)
SLASHED = r"(?<![\d./])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/])"
DOTTED = (
    r"(?<![\d.])(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0[1-9])"
    r"(?=\s?[\u4e00-\u9fff])(?!\s?[亿万亩元平米吨倍个公])"  # 6.20 上门, but not 3.20 亿
)
DAY_OF_MONTH = (
    r"(?<![\d月第])(?<!月 )(?:(?P<next>下个?月)|(?P<this>本月|这个月))?\s?"
    r"(?<!\d)(?P<day>[12]\d|3[01]|[1-9])\s?[号日](?![楼线院门厂地机馆文令库栋车])"
)
END_OF_MONTH = r"(?:(?P<next>下个?)月|(?<!\d)(?P<month>1[0-2]|[1-9])\s?月|(?:本|这个)?月)[底末]"
WEEKDAY = r"(?P<weeks>下下|下个?|本|这个?|)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
NEAR_DAY = r"(大后[天日]|后[天日]|明[天日早晚])"
DAYS_LATER = rf"(?P<count>{COUNT})\s?个?(?P<unit>天|日|周|星期|礼拜)(?:之后|以后|后|之内|以内|内)"

RULES = (
    (rule(FULL), full_date, True),
    (rule(MONTH_AND_DAY), month_and_day, True),
    (rule(IN_CHARACTERS), date_in_characters, True),
    (rule(SLASHED), month_and_day, False),
    (rule(DOTTED), month_and_day, False),
    (rule(DAY_OF_MONTH), day_of_month, False),
    (rule(END_OF_MONTH), end_of_month, False),
    (rule(WEEKDAY), weekday, True),
    (rule(NEAR_DAY), near_day, True),
    (rule(DAYS_LATER), days_later, False),
)
"""(pattern, what it means on a day, whether it is said outright). Of two that overlap the earlier counts."""


def days(text: str, on: dt.date) -> list[Found]:
    found, taken = [], []
    for pattern, meaning, is_sure in RULES:
        for match in finds(pattern, text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            day = meant(meaning, match, on)
            if day and day >= on and is_step(text, match):
                found.append(Found(day, match.start(), match.end(), is_sure))
    return surest_first(found)


def meant(meaning, match, on):
    try:
        return meaning(match, on)
    except (ValueError, OverflowError):  # 2 月 30 日
        return None


def is_step(text, match):
    before, after = clause_before(text, match.start(), 6), clause_after(text, match.end(), 8)
    return not (NEVER.search(before) or NOT_A_STEP.search(before + after) or before.endswith(("上", "每")))


def steps(text: str, dates: list[Found]) -> list[Found]:
    """What is to be done on the first of the `dates`: the clause in which it stands."""
    found = []
    for one in dates[:1]:
        start = one.start - len(clause_before(text, one.start, STEP_LENGTH // 2))
        end = one.end + len(clause_after(text, one.end, STEP_LENGTH // 2))
        start += len(text[start:end]) - len(text[start:end].lstrip(EDGES))
        found.append(Found(text[start:end], start, start + len(text[start:end].rstrip(EDGES)), is_sure=False))
    return found
