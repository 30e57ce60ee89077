"""What names of companies are made of besides the brand: legal forms, trades, places."""

import re

from chains.places import PLACES

LEGAL_FORM = re.compile(
    r"(?:(?<!分)(?:股份有限责任公司|有限责任公司|股份有限公司|股份公司|有限公司|责任公司|总公司|公司)|有限合伙"
    r"|,?co\.?,?(?:ltd|limited)\.?|,?(?:inc|corp|ltd|llc|gmbh)\.|,?(?:limited|incorporated|corporation))$"
)
TRADES = """
信息技术 科学技术 生物科技 高新科技 网络科技 智能科技 新材料科技 科技发展 技术开发 科技 技术 信息 电子 电气
电器 机械 装备 设备 制造 实业 工业 新材料 材料 生物 医药 药业 制药 医疗 软件 网络 通信 智能 能源 新能源 环保
化工 化学 控股 投资 发展 产业 工程 贸易 服务 食品 股份
"""
TRADE = re.compile(f"(?:{'|'.join(sorted(TRADES.split(), key=len, reverse=True))})+$")
GENERIC = """
银行 农村商业银行 商业银行 农商银行 证券 保险 信托 期货 租赁 机场 国际机场 航空 港 港口
港务 高速 高速公路 公路 铁路 路桥 啤酒 酒 水泥 钢铁 汽车 机电 电机 重工 电力 热电 水电
发电 燃气 水务 供水 煤业 煤电 煤炭 铝业 铜业 矿业 石油 石化 化纤 纺织 建工 建设 城建
建材 建筑 地产 房地产 置业 开发 城市 商业 百货 商贸 旅游 文化 传媒 出版 广播 教育 农业
种业 渔业 水产 医院 制药厂 国际 有色 有色金属 金属 稀土 黄金 光电 光学 电缆 电工 电路
电池 电源 传感 仪器 仪表 自动化 机器人 半导体 微电子 集成电路 超硬 物流 航运 海运 客运
交通 公交 研究院 研究所 大学 设计院 交易所 电网 电视 通讯 数据 数字 创新 创业 园区 工业园
企业 酒店
"""
PLACE = re.compile(rf"^(?:中国|\(?(?:{'|'.join(PLACES)})(?:省|市|区)?\)?)+")
PLACE_IN_BRACKETS = re.compile(rf"\((?:中国|(?:{'|'.join(PLACES)})(?:省|市|区)?)\)")
PLACE_BEHIND = re.compile(rf"(?:中国|{'|'.join(PLACES)})(?:省|市)?$")
BRACKETED = re.compile(r"\(([^()]*)\)")
NAMED_PLACE = re.compile(rf"中国|{'|'.join(PLACES)}")
WORDS = frozenset(TRADES.split() + GENERIC.split())
NO_BRAND = re.compile(f"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})*")

HALF_A_FORM = re.compile(r"(?<=.{2})(?:(?:股份)?有限(?:责任?)?公?|股份[有公])$")
"""A legal form as far as typed."""
FORMS = "集团股份有限公司有限责任公司总公司分公司"
OF_GROUPS = ("集团", "控股")


def is_place(text: str) -> bool:
    place = PLACE.match(text)
    return place is not None and place.end() == len(text)


def says_nothing(plain: str) -> bool:
    """Whether half of the companies may hold it: a trade, a place, a piece of the legal form."""
    return len(plain) < 2 or plain in FORMS or is_place(plain) or NO_BRAND.fullmatch(plain) is not None
