"""How the names of companies are read: syllables without tones, initials, and what a person types of them."""

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

# The table of phrases costs every process 45 MB; two tables below hold what names of companies need of it.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin.pinyin_dict import pinyin_dict

INITIALS_OF = {
    "重庆": "cq",
    "厦门": "xm",
    "成都": "cd",
    "长": "c",
    "行": "h",
    "乐": "l",
    "都": "d",
    "朝": "c",
    "曾": "z",
}
"""Readings that names of places and companies take where the dictionary lists another one first."""

HETERONYMS = """
重 chong zhong 长 chang zhang 行 hang xing 乐 le yue 朝 chao zhao 曾 zeng ceng 盛 sheng cheng 厦 xia sha
都 du dou 大 da dai 石 shi dan 车 che ju 传 chuan zhuan 调 tiao diao 弹 dan tan 会 hui kuai 角 jiao jue
强 qiang jiang 单 shan dan 尉 wei yu 仇 qiu chou 区 qu ou 查 zha cha 翟 zhai di 解 xie jie 朴 pu piao
覃 qin tan 宿 su xiu 校 xiao jiao 系 xi ji 率 lv shuai 铅 qian yan 柏 bai bo 泊 bo po 择 ze zhai
识 shi zhi 什 shi shen 提 ti di 拓 tuo ta 奇 qi ji 圈 quan juan 给 gei ji 巷 xiang hang 艾 ai yi 莞 guan wan
蚌 beng bang 埔 pu bu 堡 bao pu 圩 xu wei 伯 bo bai 畜 xu chu 合 he ge 和 he huo 藏 zang cang 参 can shen
降 jiang xiang 盖 gai ge 卡 ka qia 落 luo la 省 sheng xing 劲 jin jing 壳 ke qiao 露 lu lou 薄 bo bao
绿 lv lu 陆 lu liu 六 liu lu 熟 shu shou 色 se shai 削 xue xiao 咽 yan ye 血 xue xie 仔 zi zai 轧 zha ya
亚 ya 杉 shan sha 颤 chan zhan 禅 chan shan 尧 yao 洗 xi xian 涌 yong chong 汤 tang shang 栖 qi xi 茜 qian xi
娜 na nuo 桔 ju jie 核 he hu 荨 xun qian 炮 pao bao 便 bian pian 秘 mi bi 泌 mi bi 钻 zuan 女 nv 吕 lv 旅 lv
铝 lv 律 lv 氯 lv 滤 lv 驴 lv 略 lve 掠 lve 虐 nve 疟 nve
"""


def read_heteronyms(table: str) -> dict[str, tuple[str, ...]]:
    entries = re.findall(r"([^\x00-\x7f]) ([a-z ]+)", table.replace("\n", " "))
    return {character: tuple(read.split()) for character, read in entries}


READ_AS = read_heteronyms(HETERONYMS)
"""{character: its syllables in names, the usual one first}, without the rare readings of a dictionary."""

MOST_READINGS = 4
"""So many readings of one name are kept."""


def readings(character: str) -> tuple[str, ...]:
    """The syllables a character may be read as, without tones; () for what is no Chinese character."""
    listed = pinyin_dict.get(ord(character), "")
    return tuple(dict.fromkeys(toneless(syllable) for syllable in listed.split(",") if syllable))


def toneless(syllable: str) -> str:
    plain = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    return "".join(letter for letter in plain if "a" <= letter <= "z")


@lru_cache(maxsize=30_000)
def syllables(character: str) -> tuple[str, ...]:
    """How names read a character, the usual way first. A Latin letter or a digit is read as itself."""
    if character.isascii():
        return (character,) if character.isalnum() else ()
    return READ_AS.get(character) or readings(character)[:1]


@lru_cache(maxsize=30_000)
def first_letters(character: str) -> str:
    """The letters a character may start with when read: 重 → zc. Latin letters and digits stay."""
    if character.isascii():
        return character if character.isalnum() else ""
    return "".join(dict.fromkeys(syllable[0] for syllable in readings(character)))


def initials(key: str) -> str:
    """The first letter of every syllable of a name key: 合肥磐石 → hfps."""
    for phrase, letters in INITIALS_OF.items():
        key = key.replace(phrase, letters)
    return "".join(first_letters(character)[:1] for character in key)


def spellings(text: str) -> Iterable[tuple[str, ...]]:
    """The ways a word is read, each as its syllables: 重汽 → (chong, qi), (zhong, qi)."""
    read = [choice for character in text if (choice := syllables(character))]
    return islice(product(*read), MOST_READINGS)


def is_spelled(typed: str, text: str) -> bool:
    """Whether the letters `typed` begin some reading of `text`, in full, by initials, or a mix of both."""
    if not typed:
        return True
    if not text:
        return False
    return any(
        syllable.startswith(typed)
        or (typed.startswith(syllable) and is_spelled(typed[len(syllable) :], text[1:]))
        or (typed[0] == syllable[0] and is_spelled(typed[1:], text[1:]))
        for syllable in syllables(text[0]) or readings(text[0])
    )


def sounds_alike(one: str, other: str) -> bool:
    """Whether two words are read the same: 盘石 and 磐石."""
    return len(one) == len(other) and all(
        a == b or set(syllables(a)) & set(syllables(b)) for a, b in zip(one, other, strict=True)
    )
