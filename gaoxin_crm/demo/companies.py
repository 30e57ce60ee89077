"""Fictional companies: names from rare syllables, credit codes that are nobody's, numbers nobody has."""

import random
from typing import NamedTuple

from chains.matching import USCC_ALPHABET, USCC_WEIGHTS, company_keys
from chains.models import Company, Contact
from gaoxin_crm.demo.chance import Shares
from gaoxin_crm.demo.people import GIVEN, SURNAMES
from gaoxin_crm.demo.trades import TRADES, WEIGHTS, Product, words

FIRST = "澜霁岚汐屿梧棠砺衡钧曜沐渊朗珩澄泊栩翊昀芷棣烨琢璟岑湛迦嵘桦邈煦沁峤淳珈筠莳颢屹澍翎璞崧漪鹭杉蓼芃"
LAST = "岚渊屿芯汐澜衡岳梧颖澄棠砺泽岭溪禾珀翎曜桐微源擎羽石锐翼拓纬森锋岩杉川澈"
FORMS = Shares({"有限公司": 40, "科技有限公司": 35, "股份有限公司": 15, "技术有限公司": 10})
CITIES = (
    ("江苏省", "苏州市"),
    ("江苏省", "无锡市"),
    ("浙江省", "杭州市"),
    ("浙江省", "宁波市"),
    ("广东省", "深圳市"),
    ("广东省", "东莞市"),
    ("上海市", "上海市"),
    ("北京市", "北京市"),
    ("湖北省", "武汉市"),
    ("湖南省", "长沙市"),
    ("陕西省", "西安市"),
    ("四川省", "成都市"),
    ("安徽省", "合肥市"),
    ("山东省", "青岛市"),
    ("河南省", "郑州市"),
    ("河南省", "洛阳市"),
)
POSTS = ("总经理", "副总经理", "董事长助理", "战略投资总监", "选址负责人", "财务总监", "市场总监", "技术总监")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CHAINS = Shares(WEIGHTS)
# The brands a reader meets first; the others are put together from the syllables above.
PICKED = words(
    "曜芯 岩桐 朗汐 澄观 汀屿 霁川 微澜 沐岭 临汐 棠溪 禾渊 钧衡 望屿 朗砺 星澜 拓岳 青梧 衡芒 泊拓 景衍 "
    "岚谷 栖云 松屿 砚北 听澜 漱石 远岫 疏影 问渠 采薇 溯光 清嘉 既白 松砚 云栖"
)


class Target(NamedTuple):
    """A company being wooed, with what a lead about it has to know."""

    company: Company
    contact: Contact
    chain: str
    products: tuple[Product, ...]


class Names:
    """Brands and industries that never meet twice on one chain.

    Every brand is used once before any comes back; it comes back with another industry, and when those are
    used up, with a third syllable.
    """

    def __init__(self, rng: random.Random) -> None:
        brands = [first + last for first in FIRST for last in LAST if first != last]
        rng.shuffle(brands)
        picked = list(PICKED)
        rng.shuffle(picked)
        self.brands = picked + [brand for brand in brands if brand not in PICKED]
        self.given = 0

    def next(self, chain: str) -> tuple[str, str]:
        """The next (brand, industry) for a company of `chain`."""
        lap, place = divmod(self.given, len(self.brands))
        self.given += 1
        industries = TRADES[chain].industries
        longer, turn = divmod(lap, len(industries))
        return self.brands[place] + third(longer), industries[(place + turn) % len(industries)]


def third(lap: int) -> str:
    if lap > len(LAST):
        raise ValueError("There are no names left for so many companies")
    return LAST[lap - 1] if lap else ""


def target(number: int, first_id: int, rng: random.Random, names: Names, at) -> Target:
    """The company number `number` with its contact, written down at `at`."""
    chain = CHAINS.pick(rng)
    trade = TRADES[chain]
    brand, industry = names.next(chain)
    province, city = rng.choice(CITIES)
    made = tuple(rng.sample(trade.products, min(3, len(trade.products))))
    name = full_name(rng, brand, industry, city.removesuffix("市"))
    company = Company(
        id=first_id + number,
        name=name,
        **company_keys(name, brand + industry),
        short_name=brand + industry,
        uscc=credit_code(number) if rng.random() < 0.8 else None,
        province=province,
        city=city,
        main_products="、".join(product.name for product in made),
        created_at=at,
        updated_at=at,
    )
    contact = Contact(
        id=first_id + number,
        company_id=company.pk,
        name=rng.choice(SURNAMES) + rng.choice(GIVEN),
        title=rng.choice(POSTS),
        phone=f"1990000{rng.randrange(10_000):04}",
        created_at=at,
        updated_at=at,
    )
    return Target(company, contact, chain, made)


def full_name(rng: random.Random, brand: str, industry: str, city: str) -> str:
    form = FORMS.pick(rng)
    chance = rng.random()
    if chance < 0.45:
        return f"{city}{brand}{industry}{form}"
    return f"{brand}{industry}（{city}）{form}" if chance < 0.6 else f"{brand}{industry}{form}"


def credit_code(number: int) -> str:
    """A credit code with right check characters whose organisation part starts with YTX: nobody has it."""
    tail = ""
    for _ in range(5):
        number, digit = divmod(number, 31)
        tail = USCC_ALPHABET[digit] + tail
    body = f"91410100YTX{tail}"
    body += organisation_check(body[8:])
    total = sum(
        USCC_ALPHABET.index(letter) * weight for letter, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return body + USCC_ALPHABET[-total % 31]


def organisation_check(part: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(part, ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
