"""Whether one word is the other with a slip of the pen: a character missing, doubled, swapped or mistaken.

A mistaken character among the first two is a slip only if it sounds or looks like the right one. Else it makes
another brand: of the companies on the A-share market some 1,700 pairs differ in just that (移远通信, 移为通信).
"""

from functools import lru_cache

from chains.sound import sounds_alike

SHAPES = """
己已巳 未末 士土 人入八 千干于 天夫无元 日曰目 田由甲申 刀力刃 大太犬 王玉主 木本术 万方 办为 贝见 鸟乌 免兔 侯候
辩辨 晴睛 喜嘉 今令 令合 水永冰 氷冰 间问 同周 因困 囯国 住佳往 佳住 徵微 析折 拆折 拔拨 板版 材村 枝技 沐沭 洛络 治冶 泊泪
凌淩 准淮 凉谅 历厉 压庄 圣至 坏环 壁璧 壹壶 宇字 宣宜 容客 密蜜 导异 尔东 师帅 帖贴 库厍 度席 延廷 建健 弘宏
弧孤 忆亿 悦锐 惟维 成戌 戍戌 拓柘 持待 捷婕 损捐 掸弹 搏博 搏膊 摩磨 撤撒 斤斥 旦且 昊吴 昌晶 明朋 易昜 景影 普晋 晨晟
未朱 朱末 杭抗 杨扬 极级 枫汎 柏泊 柯河 柱桂 桂佳 栋冻 核孩 根恨 桥侨 梅海 森林 椎推 楠南 槽糟 正止 毫豪 汇江 江红 汽气
沃跃 沈忱 泰秦 泰奏 洁浩 洋详 浙淅 浪娘 涂徐 润涧 清情 渊洲 湖潮 源原 溢益 滨宾 漠模 潞璐 炬矩 炼练 烁砾 焊悍 煌惶 燃然
牧收 特持 狮师 玫玖 环怀 珠殊 琅朗 瑞端 瑶摇 璋障 瓦互 电由 盂孟 盈盆 盛咸 睿容 码妈 硕顾 碧璧 磁滋 磊晶 社杜 祥样 秀季
科料 秒妙 程呈 稳隐 立位 竞竟 第弟 管菅 籽仔 粉纷 精情 紫柴 红江 纳呐 纺防 绿录 维唯 缘绿 置罩 罡岗 羚铃 美姜 翔羽 耀跃
联朕 股投 肯背 胜姓 能熊 航杭 舶船 芯心 苏办 若苦 茂戊 荣茶 药约 菱凌 萃翠 著箸 蓝篮 虹红 裕浴 西酉 视现 记纪 讯汛 设没
诚城 诺若 赛塞 赢羸 超起 辰晨 辉挥 达迭 迅讯 远运 迪油 逸兔 郎朗 都部 酒洒 采彩 金全 钛软 钜矩 钢纲 铂柏 铝吕 铭名 铸寿
银根 锂理 锋峰 锐悦 锡踢 锦绵 长张 闰闻 阳阴 陆际 隆陡 雅稚 雪雷 震霞 霍雀 青清 静净 韦书 顶项 顺须 飞气 香杳 驰弛 骏俊
高亮 鸿鸣 鹏朋 麦表 黄寅 鼎晶 齐济 龙尤
"""


def read_shapes(table: str) -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for group in table.split() for a in group for b in group if a != b)


LOOKS_LIKE = read_shapes(SHAPES)
BRAND = 2
"""So many characters at the beginning tell brands apart."""
SHORTEST = 4


def looks_alike(one: str, other: str) -> bool:
    """Whether two words differ in characters that look alike: 未来 and 末来."""
    return len(one) == len(other) and all(
        a == b or (a, b) in LOOKS_LIKE for a, b in zip(one, other, strict=True)
    )


@lru_cache(maxsize=50_000)
def is_slip(one: str, other: str, words: frozenset[str] = frozenset()) -> bool:
    """Whether `one` is `other` but for a single slip. Two of `words` (电子, 电气) are never slips of each other."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or len(shorter) < SHORTEST - 1 or len(longer) < SHORTEST:
        return False
    at = first_difference(shorter, longer)
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    if shorter[at + 2 :] == longer[at + 2 :] and shorter[at : at + 2] == longer[at : at + 2][::-1]:
        return True
    if shorter[at + 1 :] != longer[at + 1 :]:
        return False
    mistaken = shorter[at : at + 1], longer[at : at + 1]
    if sounds_alike(*mistaken) or looks_alike(*mistaken):
        return True
    return at >= BRAND and not is_other_word(shorter, longer, at, words)


def first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def is_other_word(one: str, other: str, at: int, words: frozenset[str]) -> bool:
    """Whether the differing character belongs to two words that both exist."""
    spans = ((start, start + size) for size in (2, 3, 4) for start in range(max(0, at - size + 1), at + 1))
    return any(one[start:end] in words and other[start:end] in words for start, end in spans)
