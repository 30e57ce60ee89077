"""The sheet of story U14: 200 leads that an office noted years ago.

6 have a wrong code, 11 are about companies that somebody deals with already.
"""

from chains.actions import register_company
from chains.matching import USCC_ALPHABET, USCC_WEIGHTS
from leads.actions import log_lead
from tests.factories import NOON
from tests.sheets import line, xlsx

FIRST_ROW = 2  # below the head
WRONG_ROWS = (9, 41, 77, 118, 150, 199)
BRANDS = [
    "岚谷",
    "星澜",
    "曜芯",
    "岩桐",
    "朗汐",
    "澄观",
    "汀屿",
    "霁川",
    "微澜",
    "临汐",
    "棠溪",
    "禾渊",
    "钧衡",
    "望屿",
    "朗砺",
    "沐岭",
    "云栖",
    "墨石",
    "青禾",
    "远帆",
]
TRADES = ["传感", "光电", "微电子", "精密", "智能", "测控", "新材", "氢能", "算力", "仪器"]
KNOWN = {
    # row: the name on record, as the sheet writes it, whether the sheet gives the code
    12: ("洛阳晨曜轴承有限公司", "洛阳晨曜轴承有限公司", False),
    25: ("许昌澜图电气有限公司", "许昌澜图电气 有限公司", False),
    38: ("新乡辰砚医药有限公司", "新乡辰硯醫藥有限公司", False),
    52: ("开封禾木机械（集团）有限公司", "开封禾木机械(集团)有限公司", False),
    66: ("焦作启明超硬材料有限公司", "焦作启明超硬材料股份有限公司", False),
    81: ("南阳镜湖光电有限公司", "镜湖光电", True),
    95: ("安阳云舒软件有限公司", "安阳云舒数字", True),
    109: ("平顶山墨川储能有限公司", "平顶山墨川储能", False),
    133: ("商丘北辰制冷有限公司", "商丘北辰制冷有限公司", True),
    160: ("信阳星野机器人有限公司", "信阳星野机器人有限公司", False),
    181: ("周口雁栖新材料有限公司", "周口雁栖新材料有限公司", True),
}


def code(number):
    """A fictional code with its right check character."""
    body = f"91410100MA{number:07d}"
    total = sum(USCC_ALPHABET.index(sign) * weight for sign, weight in zip(body, USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[-total % 31]


def wrong(good):
    """The same code with another check character."""
    return good[:17] + USCC_ALPHABET[(USCC_ALPHABET.index(good[17]) + 1) % 31]


def old_lead(row):
    """One row of the sheet: what the offices noted years ago."""
    number = row - FIRST_ROW
    brand = BRANDS[number % 20] + TRADES[number // 20]
    cells = {
        "contact": f"联系人{number}",
        "phone": f"199{number:08d}",
        "date": f"2023-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "money": str(1000 + number),
        "chain": "传感器",
        "remark": f"第 {number} 条旧台账",
    }
    if row in KNOWN:
        _on_record, written, has_code = KNOWN[row]
        return line(written, **cells, uscc=code(row) if has_code else "")
    right = code(1000 + number)
    return line(f"郑州{brand}有限公司", **cells, uscc=wrong(right) if row in WRONG_ROWS else right)


def old_sheet(folder):
    """The 200 rows as a workbook in `folder`."""
    return xlsx(folder / "旧台账.xlsx", [old_lead(row) for row in range(FIRST_ROW, FIRST_ROW + 200)])


def deal_with_known(officer, chain):
    """Put the 11 companies on record, each with a lead of `officer`."""
    for row, (name, _written, has_code) in KNOWN.items():
        company = register_company(by=officer, at=NOON, name=name, uscc=code(row) if has_code else "")
        log_lead(by=officer, at=NOON, company=company, intention="在谈", chain=chain)
