"""The nine chains are those of the report, word for word, and a second run changes nothing (domain, §1.2)."""

import io
import json

import pytest
from django.core.management import call_command

from chains.matching import company_keys
from chains.models import Alias, Chain, ChainMember, Company, Segment, Source
from chains.seed import seed_zone
from core.models import CalendarDay, Event
from tests.factories import NOON, CompanyFactory

pytestmark = pytest.mark.django_db
UP, MID, DOWN, APP = "UP", "MID", "DOWN", "APP"

NAMES = [
    ("SENSOR", "传感器"),
    ("SUPERHARD", "超硬材料"),
    ("TERMINAL", "智能终端"),
    ("SOFTWARE", "软件"),
    ("EQUIPMENT", "装备制造"),
    ("HYDROGEN", "氢燃料电池（氢能储能）"),
    ("COMPUTE", "算力"),
    ("ROBOT", "机器人"),
    ("NEWMAT", "前沿新材料"),
]

# Segments the report names, in its order.
NAMED = {
    "SENSOR": "材料 设备 设计 制造 封装 测试 软件算法 系统集成 示范应用",
    "SUPERHARD": "技术研发 原料及辅料生产 生产设备制造 超硬材料合成 超硬材料制品及应用",
    "TERMINAL": "计算机整机制造 核心零组件 应用软件设计",
    "HYDROGEN": "制 储 运 加 用",
    "ROBOT": "人形机器人专用传感器",
}

PROPOSED = {
    "SOFTWARE": "基础软件 工业软件 行业应用软件 信息安全 软件服务与园区",
    "EQUIPMENT": "关键材料与焊接 核心零部件 轨道交通控制与信号 整机与系统 运维服务",
    "COMPUTE": "芯片与服务器 智算中心 算力网络与调度 温控与供电配套 算力应用",
    "ROBOT": "传感器 减速器/伺服/控制器 本体 系统集成 场景应用",
    "NEWMAT": "金刚石半导体材料 散热材料 制备装备 器件与应用",
}

MEMBERS = {
    ("SENSOR", "汉威科技集团", "ENTERPRISE", ""),
    ("SUPERHARD", "郑州三磨所", "INSTITUTE", "ANCHOR"),
    ("SUPERHARD", "中国地质大学(北京)郑州研究院", "INSTITUTE", "ANCHOR"),
    ("SUPERHARD", "中南杰特", "ENTERPRISE", "ANCHOR"),
    ("SUPERHARD", "富耐克", "ENTERPRISE", "ANCHOR"),
    ("TERMINAL", "紫光计算机", "ENTERPRISE", "ANCHOR"),
    ("EQUIPMENT", "新型钎焊材料与技术国家重点实验室", "PLATFORM", "ANCHOR"),
    ("EQUIPMENT", "郑州机械所", "INSTITUTE", "ANCHOR"),
    ("EQUIPMENT", "辉煌科技", "ENTERPRISE", "ANCHOR"),
    ("HYDROGEN", "正星科技", "ENTERPRISE", "ANCHOR"),
    ("HYDROGEN", "日立信", "ENTERPRISE", "ANCHOR"),
    ("COMPUTE", "摩尔线程智算万卡集群", "PROJECT", "ANCHOR"),
    ("COMPUTE", "郑高新全域算力网", "PROJECT", "ANCHOR"),
    ("NEWMAT", "三磨所", "INSTITUTE", "ANCHOR"),
}


@pytest.fixture
def zone(db):
    return seed_zone(at=NOON)


def segments(source):
    rows = Segment.objects.filter(source=source).order_by("chain__sort", "sort")
    named = {}
    for segment in rows:
        named.setdefault(segment.chain_id, []).append(segment.name)
    return {code: " ".join(names) for code, names in named.items()}


def everything():
    """Every field of every row the command may touch."""
    models = (Chain, Segment, ChainMember, Company, Alias, CalendarDay, Event)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_the_nine_chains_in_their_order(zone):
    assert list(Chain.objects.order_by("sort").values_list("code", "name")) == NAMES


def test_segments_are_the_named_ones_or_marked_as_proposals(zone):
    assert segments(Source.SEED) == NAMED
    assert segments(Source.PROPOSED) == PROPOSED
    assert not segments(Source.CUSTOM)


def test_every_position_is_a_proposal(zone):
    placed = Segment.objects.exclude(position="")
    assert set(placed.values_list("position_source", flat=True)) == {Source.PROPOSED}
    assert set(placed.values_list("chain_id", flat=True)) == {"SENSOR", "SUPERHARD", "TERMINAL"}
    sensor = placed.filter(chain="SENSOR").order_by("sort").values_list("position", flat=True)
    assert list(sensor) == [UP, UP, MID, MID, MID, MID, DOWN, DOWN, APP]


def test_members_carry_a_role_only_where_the_report_gives_one(zone):
    assert set(ChainMember.objects.values_list("chain_id", "name", "kind", "role")) == MEMBERS


def test_the_member_of_the_award_list_says_where_it_comes_from(zone):
    member = ChainMember.objects.get(chain="SENSOR")
    assert member.source == Source.PROPOSED
    assert "科技创新先进单位" in member.note
    assert member.company.source == Source.SEED


def test_one_institute_stands_on_two_chains(zone):
    institute = Company.objects.get(name="郑州磨料磨具磨削研究所")
    assert set(institute.memberships.values_list("chain_id", flat=True)) == {"SUPERHARD", "NEWMAT"}
    assert set(institute.aliases.values_list("name", flat=True)) == {"郑州三磨所", "三磨所"}


def test_texts_of_chains_come_from_the_report(zone):
    assert set(Chain.objects.values_list("positioning_source", "goal_source")) == {("SEED", "SEED")}
    sensor = Chain.objects.get(code="SENSOR")
    for word in [
        "强链补链延链",
        "气体",
        "位置",
        "汽车",
        "环境",
        "电力",
        "石化",
        "家居",
        "农业",
        "气象",
        "视觉",
    ]:
        assert word in sensor.positioning
    assert "一镇、一核、一带、两点支撑" in Chain.objects.get(code="SOFTWARE").positioning
    assert "软件名城" in Chain.objects.get(code="SOFTWARE").goal
    assert Chain.objects.get(code="EQUIPMENT").goal == "全国知名轨道交通装备基地"


def test_running_twice_adds_nothing_and_changes_nothing(zone):
    before = everything()
    assert set(seed_zone(at=NOON).values()) == {0}
    assert everything() == before


def test_running_again_keeps_every_edit(zone):
    Chain.objects.filter(code="SENSOR").update(name="智能传感器", goal="新目标", sort=9, goal_source="CUSTOM")
    Segment.objects.filter(seed_key="SENSOR/封装").update(name="封装测试", position="DOWN", importance=5)
    Segment.objects.filter(seed_key="SENSOR/测试").update(archived_at=NOON)
    ChainMember.objects.filter(seed_key="SUPERHARD/富耐克").update(archived_at=NOON, note="已迁出")
    ChainMember.objects.filter(seed_key="HYDROGEN/日立信").update(company=None, role="SUPPORT")
    Company.objects.filter(seed_key="辉煌科技").update(name="辉煌", name_key="辉煌", city="洛阳")
    Company.objects.filter(seed_key="中南杰特").update(archived_at=NOON)
    CalendarDay.objects.filter(day="2025-10-08").update(is_workday=True, note="值班")
    Segment.objects.create(chain_id="SENSOR", name="封装")  # a person's own row with a name once seeded
    before = everything()

    assert set(seed_zone(at=NOON).values()) == {0}

    assert everything() == before


def test_a_company_registered_earlier_is_linked_and_left_alone():
    mine = CompanyFactory(name="正星科技", city="郑州", short_name="正星", **company_keys("正星科技"))
    before = Company.objects.filter(pk=mine.pk).values().get()

    seed_zone(at=NOON)

    assert Company.objects.filter(pk=mine.pk).values().get() == before
    assert ChainMember.objects.get(name="正星科技").company == mine


def test_the_command_prints_its_counts_as_json(db):
    out = io.StringIO()
    call_command("seed_zone", "--json", stdout=out)
    counts = json.loads(out.getvalue())
    assert counts["added"] == {
        "chains": 9,
        "segments": 47,
        "members": 14,
        "companies": 16,
        "calendar_days": 108,
        "rule_settings": 3,
        "review_indicators": 11,
    }
    assert counts["chains"] == 9
