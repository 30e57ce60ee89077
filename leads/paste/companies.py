"""Names of companies in running text: with their legal form, in quotes, after 我们是, or known already."""

import re

from chains.places import PLACES
from leads.paste.found import Found, Known, finds, once

BRAND, SHORTEST, LONGEST = 2, 4, 40
FORM = re.compile(
    r"股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|研究院|研究所|设计院|实验室|大学|合作社|事务所|总厂"
)
WHOLE = frozenset({"股份有限公司", "有限责任公司", "有限公司"})
NAME_SIGN = re.compile(r"[\u4e00-\u9fffA-Za-z()&·]")
LEAD_IN = re.compile(
    "我这边是|我们是|我是|我司是|我公司系|本公司系|公司系|本人系|本人是|我公司|我们公司|我司|本公司|贵公司|会员企业|会员单位|会员"
    "|代表|来自|介绍|推荐|供应商|配套商|客户|名称|名为|名叫|叫做|叫|就是|走访|对接|转发|前往|拜访|联系|属于|所属|旗下|下属|隶属"
    "|那个|这个|那家|这家|一家|有家|碰到|遇到|的|是|找|在(?!线)|由|和|与|给|到|请|把|让|被|受"
)
PLACE = re.compile(rf"(?:中国|(?:{'|'.join(PLACES)})(?:省|市|区)?)+")
GENERIC = re.compile(
    "^(?:我|本|贵|该|分|子|母|总|某|上市|外资|国有|民营|投资|科技|股份|控股|集团|有限|责任|物业|快递|保险|装修|中介|其他|多家|几家|两家|各|新|老|大|小|产业|项目|平台)*"
    "(?:公司|集团|研究院|研究所|实验室|大学|设计院)?$"
)
OURS = re.compile("招商|管委会|高新区|商会|协会|联合会|促进会|专班|政府|银行|发改|科技局|工信")

QUOTED = re.compile(r'["“「『]([\u4e00-\u9fffA-Za-z0-9()]{2,14})["”」』]')
QUOTE_CUE = re.compile(r"(?:那家|这家|一家|企业|公司|客户|认识的?|叫做?|名为|对接|厂商|单位)\s?$")
SAYS_NAME = re.compile(
    r"(?:(?:公司|企业|名字|单位|厂)(?:名称)?叫做?|名叫|叫做|(?:^|\n|[,;。\s\d、)])(?:公司|企业|单位)(?:名称|全称|名)?\s?:)\s?"
    r"(?P<name>[\u4e00-\u9fffA-Za-z()]{2,16})"
)
TRADE_WORDS = (
    "微电子|光电|电子|传感|精密|精工|动力|视觉|科技|储能|机械|电气|电器|数据|半导体|仪器|微系统|软件|智能|机器人|新材料|新材|新能源|能源|伺服|传动|光学|测控"
    "|封测|装备|设备|医药|生物|材料|信息|通信|网络|自动化|激光|芯片|算法|算力|重工|电机|轴承|数智|数字|信安|磁电|超硬|氢能|制冷|工业|股份|控股|车业|汽车|航空|电源|电池|无人机|航电|金刚石"
)
TRADE_AT_END = re.compile(f"(?:{TRADE_WORDS})$")
TRADES_ALONE = re.compile(
    f"^(?:{TRADE_WORDS}|医疗|生产|制造|加工|设计|服务|商贸|贸易|工程|建设)+(?:公司|集团|研究院)$"
)
BEFORE_SHORT = (
    r"(?:(?:^|[,。;:!?\s、@)(])(?:刚|又|再)?|那个|这个|碰到|遇到|走访时?(?:晓得|得知|了解到|听说)?|代表|受|就是|上的|认识的|认识"
    r"|晓得|得知|介绍的?|推荐的?|拜访|联系|对接|关于|我们)"
)
AFTER_SHORT = (
    r"(?=那边|这边|那里|的{0,1}[\u4e00-\u9fff]{1,2}(?:总|经理|部长|主任|厂长|院长|老板)|的?老总|的?老板|想|打算|拟|确定|要|有意|计划|准备|得知"
    r"|来|委托|[,。;!?\n]|\s|$|来咨询|董事会|希望|需要|考虑)"
)
SHORT = re.compile(rf"{BEFORE_SHORT}(?P<name>[\u4e00-\u9fff]{{2,4}}?(?:{TRADE_WORDS})){AFTER_SHORT}")
NO_BRAND = re.compile(
    "^(?:其中|主要|需要|[大小新老本我的做搞和与及在个这那是有等]|我们|你们|他们|一家|关于|产业|项目|智能终端|工业软件|基础软件|人工|新型|高端|先进|传统|国内|国外|本地"
    "|信息安全|人形|协作|传感器|压力|气体|温湿|伺服|中部|东部|高新|轨道|线激光|毫米波|培育|芯片|投资|金刚石|碳化|软件园)"
)


def companies(text: str, known: Known) -> list[Found]:
    """The companies a text names, the surest first, then in the order of the text."""
    found = [*with_form(text), *on_record(text, known)]
    if not any(one.is_sure for one in found):
        found += [*in_quotes(text), *said_by_name(text), *short_names(text)]
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (rank(one), one.start - one.end, one.start)):
        if not any(one.value in other.value or overlaps(one, other) for other in kept):
            kept.append(one)
    return list(once(sorted(kept, key=lambda one: (rank(one), one.start))))


def rank(one):
    """A full name, then one on record, then what merely looks like one."""
    return 0 if one.is_sure else 1 if one.note == "known" else 2


def overlaps(one, other):
    return one.start < other.end and other.start < one.end


def with_form(text):
    for match in finds(FORM, text):
        start = begin(text, match.start())
        name = text[start : match.end()]
        end = match.end()
        if match[0] in {"集团", "公司"} and FORM.match(text, end):
            continue  # the legal form follows
        if is_name(name):
            yield Found(name, start, end, match[0] in WHOLE)


def is_name(name):
    """A name of its own: not 我公司, not 机器人公司, not our own offices."""
    is_generic = GENERIC.match(name) or TRADES_ALONE.match(name) or "某" in name
    return len(name) > 3 and not is_generic and not OURS.search(name)


def begin(text, end):
    """Where the name that ends with a legal form at `end` begins.

    A place (苏州) begins a name, unless it stands in brackets. Before the place, or without one, words that
    lead to a name (代表, 我们是) end before it; 的 and 是 do so even behind a place (郑州的岚谷传感).
    """
    start = end
    while start > 0 and end - start < LONGEST and NAME_SIGN.match(text[start - 1]):
        start -= 1
    run = text[start:end]
    starts = [place.start() for place in finds(PLACE, run) if leaves_a_brand(run, place)]
    last_place = max(starts, default=len(run))
    cut = after_open_bracket(run)
    for lead_in in LEAD_IN.finditer(run):
        is_before = lead_in.end() <= last_place or lead_in[0][-1] in "的是"
        if is_before and len(run) - lead_in.end() >= BRAND:
            cut = max(cut, lead_in.end())
    return start + max([cut, *(at for at in starts if at >= cut)])


def leaves_a_brand(run, place):
    return len(run) - place.end() >= BRAND and not in_brackets(run, place)


def after_open_bracket(run):
    """Behind a bracket that is never closed: it stands before the name."""
    depth = 0
    for at in range(len(run) - 1, -1, -1):
        depth += (run[at] == ")") - (run[at] == "(")
        if depth < 0:
            return at + 1
    return 0


def in_brackets(run, match):
    return run[: match.start()].endswith("(") and run[match.end() :].startswith(")")


def in_quotes(text):
    for match in finds(QUOTED, text):
        is_announced = QUOTE_CUE.search(text[max(0, match.start() - 8) : match.start()])
        if (is_announced or TRADE_AT_END.search(match[1])) and not OURS.search(match[1]):
            yield Found(match[1], match.start(1), match.end(1), is_sure=False)


def said_by_name(text):
    for match in finds(SAYS_NAME, text):
        name = re.split("[,。;]|那边|这边|想|打算|拟", match["name"])[0]
        if not GENERIC.match(name) and not OURS.search(name):
            yield Found(name, match.start("name"), match.start("name") + len(name), is_sure=False)


def short_names(text):
    for match in finds(SHORT, text):
        start, end = match.span("name")
        for lead_in in LEAD_IN.finditer(match["name"]):
            if end - start - len(lead_in[0]) >= SHORTEST and match.start("name") + lead_in.start() == start:
                start += len(lead_in[0])
        name = text[start:end]
        if not NO_BRAND.match(name) and not OURS.search(name):
            yield Found(name, start, end, is_sure=False)


def on_record(text, known):
    for name in known.companies:
        start = text.find(name)
        if start >= 0:
            yield Found(name, start, start + len(name), is_sure=False, note="known")
