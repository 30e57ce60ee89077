"""Whether one word is the other with a slip of the pen: a character missing, doubled, swapped or mistaken.

A mistaken character among the first two is a slip only if it sounds or looks like the right one. Else it
makes another brand: some 1,700 pairs of listed companies differ in just that (移远通信, 移为通信).
"""

from functools import lru_cache

from chains.sound import sounds_alike

SHAPES = """
己已巳 未末 士土 人入 千干 天夫 日曰 目日 田由甲申 刀力 大太犬 王玉 木本 万方 贝见 鸟乌
免兔 侯候 辩辨 晴睛 令今 水永 冰永 间问 同周 因困 住佳 往住 析折 板版 枝技 洛络 治冶
淮准 凉谅 历厉 庄压 坏环 壁璧 宇字 宣宜 密蜜 师帅 库厍 弘宏 弧孤 亿忆 悦锐 惟维 成戍
拓柘 捐损 搏博 摩磨 撤撒 旦且 昊吴 昌晶 明朋 晋普 晨晟 极级 杨扬 柏泊 柱桂 栋冻 侨桥
推椎 毫豪 汽气 泰秦 浩洁 浙淅 徐涂 清情 源原 溢益 宾滨 漠模 炬矩 炼练 砾烁 焊悍 收牧
特持 狮师 玖玫 朗郎 琅朗 瑞端 瑶摇 璋障 盂孟 瑰魂 磁滋 秀季 料科 程呈 隐稳 竞竟 管菅
籽仔 纷粉 精情 紫柴 绿录 维唯 缘绿 置罩 翔羽 脉咏 芯心 若苦 茂戊 菱凌 萃翠 篮蓝 酉西
纪记 汛讯 诚城 赛塞 赢羸 挥辉 迭达 油迪 洒酒 彩采 钜矩 纲钢 铭名 锋峰 绵锦 闰闻 际陆
隆陡 稚雅 雷雪 青清 静净 顶项 驰弛 骏俊 鸣鸿 朋鹏 齐济 龙尤 辰晨 震振 凯铠 微徽 亨享 恒桓
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
    """Whether `one` is `other` but for a single slip. Of two `words` (电子, 电气) neither is a slip."""
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
