"""The demo accounts of the contract, and the officers who own the leads when there are many."""

import datetime as dt
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.models import RoleGrant, Team, User
from accounts.roles import WHOLE_ZONE, Role
from gaoxin_crm.demo.trades import words

TEAMS = {
    "传感谷专班": "Sensor Valley task force",
    "机器人专班": "Robot task force",
    "超硬材料专班": "Superhard task force",
    "智能终端专班": "Smart terminal task force",
    "软件专班": "Software task force",
    "装备制造专班": "Equipment task force",
    "氢能储能专班": "Hydrogen task force",
    "算力专班": "Computing task force",
    "新材料专班": "Frontier materials task force",
    "链长办公室": "Chain leader's office",
    "基金招商部": "Fund team",
    "土地储备组": "Land team",
    "管委会办公室": "Administrative committee office",
    "审计组": "Audit team",
    "信息中心": "Information centre",
}
TEAM_OF_CHAIN = {
    "SENSOR": "传感谷专班",
    "SUPERHARD": "超硬材料专班",
    "TERMINAL": "智能终端专班",
    "SOFTWARE": "软件专班",
    "EQUIPMENT": "装备制造专班",
    "HYDROGEN": "氢能储能专班",
    "COMPUTE": "算力专班",
    "ROBOT": "机器人专班",
    "NEWMAT": "新材料专班",
}
GRANTED_ON = dt.date(2025, 2, 17)
LEADS_PER_OFFICER = 500


class Person(NamedTuple):
    username: str
    name: str
    team: str
    role: Role
    chains: tuple[str, ...] = (WHOLE_ZONE,)


ACCOUNTS = (
    Person("staff", "李沐", "传感谷专班", Role.STAFF, ("SENSOR", "ROBOT")),
    Person("staff2", "许辰", "传感谷专班", Role.STAFF, ("SENSOR", "ROBOT")),
    Person("office", "何静", "链长办公室", Role.CHAIN_OFFICE, ("SENSOR",)),
    Person("leader", "周明", "链长办公室", Role.CHAIN_LEADER, ("SENSOR", "ROBOT")),
    Person("leader2", "张岚", "链长办公室", Role.CHAIN_LEADER, ("SUPERHARD",)),
    Person("fund", "沈奕", "基金招商部", Role.FUND_STAFF),
    Person("land", "郭宁", "土地储备组", Role.LAND_OFFICER),
    Person("admin", "方致远", "管委会办公室", Role.ZONE_ADMIN),
    Person("auditor", "严序", "审计组", Role.AUDITOR),
    Person("sysadmin", "姚砚", "信息中心", Role.SYS_ADMIN),
    Person("secadmin", "陆柏", "信息中心", Role.SEC_ADMIN),
    Person("auditadmin", "邵言", "信息中心", Role.AUDIT_ADMIN),
)
OFFICER_PREFIX = "officer-"

SURNAMES = "陈林赵吴徐孙马朱胡罗高梁宋郑谢韩唐冯董程曹袁邓傅曾彭苏蒋蔡贾丁魏薛叶阎余潘杜戴夏"
GIVEN = words(
    "安然 书航 子衿 嘉树 云舒 若谷 知远 明澈 予怀 思齐 望舒 行之 景行 怀瑾 一诺 清越 亦辰 语嫣 修远 南乔 "
    "舟 岩 昕 弈 沛 黎 卓 澈 珂 屿 帆 恺"
)


def seed_accounts(*, password: str | None) -> None:
    """Make the demo accounts that are missing, and let all of them sign in with `password` (None: nobody)."""
    teams = seed_teams()
    secret = make_password(password)  # one hash for all: hashing twelve would take longer than the rest
    for person in ACCOUNTS:
        user, _ = User.objects.update_or_create(
            username=person.username,
            defaults={"password": secret},
            create_defaults={
                "name": person.name,
                "email": f"{person.username}@example.com",
                "team": teams[person.team],
                "password": secret,
            },
        )
        grant(user, person.role, person.chains)


def seed_teams() -> dict[str, Team]:
    return {
        name: Team.objects.get_or_create(name=name, defaults={"name_en": english})[0]
        for name, english in TEAMS.items()
    }


def grant(user: User, role: Role, chains: tuple[str, ...]) -> None:
    for code in chains:
        RoleGrant.objects.get_or_create(
            user=user, role=role, chain_code=code, ends_on=None, defaults={"starts_on": GRANTED_ON}
        )


def seed_officers(count: int, weights: dict[str, int]) -> None:
    """`count` further officers, who cannot sign in: one for each chain first, then as the chains weigh."""
    teams = seed_teams()
    secret = make_password(None)
    chains = chains_of_officers(count, weights)
    users = User.objects.bulk_create(
        [
            User(
                username=f"{OFFICER_PREFIX}{number:04}",
                name=name_of(number),
                email=f"{OFFICER_PREFIX}{number:04}@example.com",
                team=teams[TEAM_OF_CHAIN[code]],
                password=secret,
            )
            for number, code in enumerate(chains, start=1)
        ],
        batch_size=500,
    )
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(user=user, role=Role.STAFF, chain_code=code, starts_on=GRANTED_ON)
            for user, code in zip(users, chains, strict=True)
        ],
        batch_size=500,
    )


def chains_of_officers(count: int, weights: dict[str, int]) -> list[str]:
    """The chain of each officer: shares by weight, the remainders to the first chains, at least one each."""
    total = sum(weights.values())
    codes = [code for code, weight in weights.items() for _ in range(max(1, count * weight // total))]
    return codes + list(weights)[: max(0, count - len(codes))]


def name_of(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7 + number // len(SURNAMES)) % len(GIVEN)]


def strangers():
    """People who are not of the demonstration: where there are any, nothing may be seeded."""
    return User.objects.exclude(username__in=[person.username for person in ACCOUNTS]).exclude(
        username__startswith=OFFICER_PREFIX
    )
