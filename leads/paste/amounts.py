"""Money and land in running text: 3.2 亿元, 两个亿, 3-5 亿, 50 亩, 2 万平方米."""

import re
from decimal import Decimal

from leads.intake.cells import LARGEST
from leads.intake.fields import UNITS, Field
from leads.paste.found import Found, Remark, clause_after, clause_before, finds, surest_first

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""Figures as contracts write them. In names of people they stay: 陆 and 伍 are surnames."""
FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)|\d{1,12})(?:\.\d{1,6})?"
NUMBER = rf"(?:{FIGURE}|[一二两三四五六七八九十百千零〇]{{1,9}}(?:点[一二三四五六七八九零〇]{{1,4}})?)"
RANGE = rf"(?P<low>{NUMBER})(?:(?P<dash>\s?[-~至到]\s?){NUMBER})?\s?(?P<more>[多余几来])?\s?个?\s?"
MONEY = re.compile(
    rf"(?P<foreign>US\$|USD|\$|€|EUR)?\s?(?<![\d.几数])(?<!\d,){RANGE}"
    rf"(?:(?P<yi>亿)\s?(?:零?(?P<wan_too>{NUMBER})\s?(?P<more_thousand>千)?万)?|(?P<times>[千百])?(?P<wan>万)(?![多余]?\s?[平㎡m方台套人吨辆件片只颗块卡千户家次]))"
    r"\s?(?P<currency>美元|美金|欧元|港元|港币|日元|英镑)?",
    re.IGNORECASE,
)
PER_MU = re.compile(r"元?\s?[/每]\s?亩")
INVESTED = re.compile("投|出资|预算|资金需求")
NOT_INVESTED = re.compile(
    "营收|营业|销售|收入|产值|税|利润|估值|融资|融了|融到|轮|注册资本|市值|补贴|贷款|余额|入账|金额"
    "|押金|亩均|每亩|强度|固定资产|固投|设备款|订单|年产"
)
SMALL_WAN = Decimal(100)
"""Without a word about investing, a smaller amount is some price or fee."""

AREA = re.compile(
    rf"(?<![\d./几数])(?<!\d,){RANGE}(?P<wan>万)?\s?(?P<unit>亩|公顷|平方米|平方|平米|平(?![台均衡等时安原稳])|㎡|m2|m²)",
    re.IGNORECASE,
)
SQUARE_METRES = Decimal(UNITS[Field.LAND]["平方米"])
PLANT = re.compile("厂房|车间|办公|建筑|建面|写字楼|实验室|研发楼|租|仓库|楼|宿舍|场地|展厅|门面|面积")
GROUND = re.compile("土地|用地|占地|地块|要地|拿地|供地|宗地")
HAD_ALREADY = re.compile("现有|已有|原有|现址|目前")
PER = re.compile(r"(?:[/每]|亩均)\s?$")


def number(said: str) -> tuple[Decimal, bool]:
    """The number that `said` writes, and whether it was two at once (五六: five or six; the lower counts)."""
    if said[0].isdigit():
        return Decimal(said.replace(",", "")), False
    whole, _point, part = said.partition("点")
    value, is_vague = chinese(whole)
    return value + (Decimal(f"0.{''.join(str(DIGITS[sign]) for sign in part)}") if part else 0), is_vague


def chinese(said: str) -> tuple[Decimal, bool]:
    """九千五百, 三十, 七八十."""
    total, digit, is_vague = 0, None, False
    for sign in said:
        if sign in TENS:
            total += (1 if digit is None else digit) * TENS[sign]
            digit = None
        elif digit:  # a second figure without a place between: the higher end of a guess
            is_vague = True
        else:
            digit = DIGITS[sign]
    return Decimal(total + (digit or 0)), is_vague


def lower_bound(match: re.Match[str]) -> tuple[Decimal, str]:
    value, is_vague = number(match["low"])
    return value, "lower" if is_vague or match["dash"] or match["more"] else ""


def money(text: str) -> tuple[list[Found], list[Remark]]:
    """Amounts that somebody wants to invest, in 万元. Other money is left alone; foreign money is named."""
    found, remarks = [], []
    text = text.translate(FORMAL)
    for match in finds(MONEY, text):
        before = clause_before(text, match.start(), 12)
        if NOT_INVESTED.search(before) or PER_MU.match(text, match.end()):
            continue
        if match["foreign"] or match["currency"]:
            remarks.append(Remark("foreign", match.start(), match.end()))
            continue
        value, note = lower_bound(match)
        value = value * 10_000 if match["yi"] else value
        value *= TENS.get(match["times"], 1)
        if match["wan_too"]:
            value += number(match["wan_too"])[0] * (1000 if match["more_thousand"] else 1)
        is_sure = bool(INVESTED.search(before))
        if 0 < value < LARGEST and (is_sure or value >= SMALL_WAN):
            end = match.end() + (text[match.end() : match.end() + 1] == "元")
            found.append(Found(value.quantize(Decimal("0.01")), match.start(), end, is_sure, note))
    return surest_first(found), remarks


def land(text: str) -> tuple[list[Found], list[Remark]]:
    """Land that somebody wants, in 亩. Square metres are land only if the words beside them say so."""
    found, remarks = [], []
    for match in finds(AREA, text):
        before, after = clause_before(text, match.start(), 14), clause_after(text, match.end(), 6)
        if HAD_ALREADY.search(before) or PER.search(before):
            continue
        value, note = lower_bound(match)
        value *= 10_000 if match["wan"] else 1
        if match["unit"] in UNITS[Field.LAND] and match["unit"] in "亩公顷":
            value *= Decimal(UNITS[Field.LAND][match["unit"]])
        elif GROUND.search(before + after):
            value *= SQUARE_METRES
            note = note or "metres"
        else:
            is_plant = PLANT.search(before + after)
            remarks.append(Remark("plant" if is_plant else "unclear", match.start(), match.end()))
            continue
        if 0 < value < LARGEST:
            is_sure = match["unit"] in "亩公顷"
            found.append(Found(value.quantize(Decimal("0.0001")), match.start(), match.end(), is_sure, note))
    return surest_first(found), remarks
