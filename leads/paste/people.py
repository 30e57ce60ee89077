"""Telephone numbers and the person to talk to, in running text."""

import re

from leads.intake.cells import COUNTRY, PHONE, number_of
from leads.paste.found import Found, finds, once

CALLED = re.compile(r"(?:电话|座机|手机|热线|拨打|tel|phone|联系人[^\d\n]{0,10})\W{0,3}$", re.IGNORECASE)
LETTER_BEFORE = re.compile(r"[A-Za-z_/=]$")
"""A number that goes on from letters is part of an account or an address."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于洪游蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单"
    "季裴霍涂成苗谷盛曲翁冉骆蓝路辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻"
    "苑迟邝"
)
DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|申屠|夏侯|端木|南宫"
SURNAME = rf"(?:{DOUBLE}|[{SURNAMES}])"
GIVEN = r"[\u4e00-\u9fff]{1,2}"
FULL_NAME = rf"{SURNAME}{GIVEN}"
TITLE = (
    r"(?:副?董事长|副?总经理|副?总裁|副?总监|总经理助理|董事|(?:销售|投资|项目|市场|行政|技术|区域)?(?:副?总监|经理)|经理|副?主任|副?部长|副?处长"
    r"|副?科长|副?所长|副?院长|副?厂长|副总|秘书长|秘书|会长|主管|负责人|助理|董秘|总工|工程师|代表)"
)
SHORT_TITLE = rf"(?:{TITLE}|总|董|工|老师|先生|女士|小姐|老板)"
DEPARTMENT = r"(?:[\u4e00-\u9fff]{2,6}[部处室科])?"

LABELLED = re.compile(
    r"(?:联系人|对接人|联络人|负责人|经办人|接洽人|收件联系)(?:及电话|及手机|及方式|姓名)?\s?[::]?\s?"
    rf"(?P<name>{SURNAME}(?:{TITLE}|[总董工])|{DOUBLE}|[\u4e00-\u9fff]{{2,4}}?)"
    rf"(?=\s?[,。;、(\n\d+:]|\s?{SHORT_TITLE}|\s|$)\s?\(?(?P<title>{SHORT_TITLE})?"
)
INTRODUCED = re.compile(
    rf"(?:我叫|我是|本人系|本人是|公司的|公司|集团的|院的|代表|名叫|(?:老总|老板|总经理|董事长)叫|创始人(?:博士)?)\s?(?P<name>{FULL_NAME})(?=[,。;、\s(\d]|$)"
)
ADDRESSED = re.compile(rf"(?P<name>{SURNAME}{SHORT_TITLE})")
SURNAME_SAID = re.compile(
    rf"(?P<title>老板|老总|总经理|经理|院长|厂长|所长|董事长|主任)姓(?P<name>{SURNAME})"
)
CALLED_SO = {"老板": "总", "老总": "总", "总经理": "总", "董事长": "董"}
SIGNED = re.compile(
    rf"(?:^|[\n\s,。;(])(?P<title>{DEPARTMENT}{TITLE})\s?(?P<name>{FULL_NAME})(?=[\s,。;(\d]|$)"
    rf"|(?P<post>董事长|总经理|总裁|总监|副总)(?P<head>{FULL_NAME})(?=一行|等|带队|率|[\s,。;(\d]|$)"
    rf"|(?:^|[\n\s]){DEPARTMENT[:-1]}\s(?P<name_too>{FULL_NAME})(?=[\s,。;(\d]|$)"
)
TITLED = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=同事)|(?<=联系)|(?<=找))(?P<name>{FULL_NAME})\s?\(?(?P<title>{SHORT_TITLE})"
    rf"|(?:找|联系|请洽)\s?(?P<found>{FULL_NAME})(?=[\s,。;(\d]|$)"
)
BEFORE_PHONE = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|联系|找)(?P<name>{FULL_NAME})[\s,:(]{{0,3}}(?:手机|电话)?[\s:]{{0,2}}$"
)
GREETED = re.compile(r"\s?(?:您好|你好|好|:|,?\n|,\s?(?:您好|你好))")
GIVES_ORDERS = re.compile(
    r"(?:书记|市长|区长|县长|省长|局长?)|\s?:?\s?(?:批示|交办|要求|指示|安排|请[^\d]{0,12}对接)"
)
NO_NAME = re.compile(
    "公司|集团|办公|董事|经理|万元|方式|成立|关于|安排|时间|电话|手机|项目|投资|企业|我们|对方|联系|方式|先生|女士|经理|主任|总部|领导|老师|同志|高新|产业|需要|用地|金额"
)


def phones(text: str) -> list[Found]:
    """All numbers, in their order. A number without area code counts only where one is announced."""
    plain = COUNTRY.sub(lambda match: " " * len(match[0]), text)
    found = []
    for match in finds(PHONE, plain):
        start, end = match.span()
        before = text[max(0, start - 18) : start]
        if not LETTER_BEFORE.search(before) and (not match["short"] or CALLED.search(before)):
            found.append(Found(number_of(match), start, end, not match["short"]))
    return list(once(found))


def people(text: str, numbers: list[Found]) -> list[Found]:
    """Who may be the person to talk to, the likeliest first: (name, job) pairs."""
    found = [*labelled(text), *near_a_phone(text, numbers), *by_rule(text)]
    kept, seen = [], set()
    for _rank, one in sorted(found, key=lambda pair: (pair[0], pair[1].start)):
        surname = one.value[0]
        if surname not in seen and not any(overlap(one, other) for other in kept):
            seen.add(surname)
            kept.append(one)
    return kept


def overlap(one, other):
    return one.start < other.end and other.start < one.end


def labelled(text):
    for match in finds(LABELLED, text):
        if not NO_NAME.search(match["name"]):
            yield 0, person(match, match["name"], match["title"], is_sure=True)


def near_a_phone(text, numbers):
    """赵军 138…: the last name right before a number."""
    for number in numbers:
        start = max(0, number.start - 14)
        if (match := BEFORE_PHONE.search(text[start : number.start])) and not NO_NAME.search(match["name"]):
            begins = start + match.start("name")
            yield 1, Found((match["name"], ""), begins, begins + len(match["name"]))


def by_rule(text):
    for match in finds(INTRODUCED, text):
        if not NO_NAME.search(match["name"]):
            yield 1, person(match, match["name"], "", is_sure=True)
    for match in finds(SIGNED, text):
        name = match["name"] or match["head"] or match["name_too"]
        if not NO_NAME.search(name):
            yield 2, person(match, name, match["title"] or match["post"], is_sure=True)
    for match in finds(TITLED, text):
        name = match["name"] or match["found"]
        if not NO_NAME.search(name) and not is_other_side(text, match):
            yield 2, person(match, name, match["title"], is_sure=True)
    for match in finds(ADDRESSED, text):
        if not is_other_side(text, match):
            yield 3, person(match, match["name"], "", is_sure=False)
    for match in finds(SURNAME_SAID, text):
        title = CALLED_SO.get(match["title"], match["title"])
        yield 3, person(match, match["name"] + title, "", is_sure=False)


def person(match, name, title, *, is_sure):
    """`name` and `title` with the words they stand in, the words of the rule around them left out."""
    parts = [match.span(group) for group, said in match.groupdict().items() if said]
    start, end = min(start for start, _end in parts), max(end for _start, end in parts)
    return Found((name, title or ""), start, end, is_sure)


def is_other_side(text, match):
    """Whom the message greets, or who passes it on with an order: one of us."""
    begins_line = not text[: match.start()].rpartition("\n")[2].strip(" 【】[]转发>:Hi尊敬的")
    if begins_line and GREETED.match(text, match.end()):
        return True
    return bool(GIVES_ORDERS.match(text, match.end()))
