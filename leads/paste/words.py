"""The words of the chain map by which a text tells its chain and segment."""

import re

from leads.intake.cells import chain_words
from leads.paste.found import PlaceWord, leveled

PARTS = re.compile("[/、]")
JOINTS = re.compile("[与和及（）()]")
SHORTEST = 2
COMMON = frozenset(
    {
        "材料",
        "设备",
        "设计",
        "制造",
        "测试",
        "封装",
        "系统",
        "应用",
        "服务",
        "软件",
        "生产",
        "加工",
        "研发",
        "技术",
        "本体",
        "整机",
        "制品",
        "合成",
        "调度",
        "器件",
        "园区",
    }
)
"""Words of segments that say nothing by themselves: they count only behind a word of their chain."""

SPOKEN = {
    "HYDROGEN": ["燃料电池", "加氢", "制氢"],
    "COMPUTE": ["智算"],
    "EQUIPMENT": ["轨道交通"],
    "SUPERHARD": ["培育钻石"],
    "SENSOR": ["传感"],
}
"""What people say for a chain besides its name. Chains that a zone adds go by their name alone."""


def place_words(chains, segments):
    """PlaceWords of `chains`, (code, name) pairs, and `segments`, (key, chain code, name) triples."""
    spoken = [(word, code) for word, (code, _short) in chain_words(chains).items()]
    codes = {code for _word, code in spoken}
    spoken += [(word, code) for code in codes for word in SPOKEN.get(code, ())]
    for word, code in spoken:
        yield PlaceWord(leveled(word), code)
    known = {word for word, _code in spoken} | COMMON
    for key, code, name in segments:
        for word in dict.fromkeys(PARTS.split(name)):
            yield from segment_words(word, code, key, known)


def segment_words(name, code, key, common):
    """A segment's own name, and the parts of a joined one (芯片与服务器), which say less."""
    for word in dict.fromkeys([name, *JOINTS.split(name)]):
        if len(word) >= SHORTEST:
            yield PlaceWord(leveled(word), code, key, word != name or word in common)
