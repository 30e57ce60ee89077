"""The zone's nine chains as the newspaper report on the conference of 15 February 2025 describes them.

Words are carried over from that report; what it leaves open stays empty or is marked PROPOSED. The report
orders the segments; it gives no position (上游…应用) to any of them, so every position here is a proposal,
and where nobody has proposed one it is left open for an administrator.
"""

from dataclasses import dataclass

from chains.models import ChainMember, Company, Segment, Source

UP, MID, DOWN, APP = Segment.Position.UP, Segment.Position.MID, Segment.Position.DOWN, Segment.Position.APP
ENTERPRISE, INSTITUTE = ChainMember.Kind.ENTERPRISE, ChainMember.Kind.INSTITUTE
PLATFORM, PROJECT = ChainMember.Kind.PLATFORM, ChainMember.Kind.PROJECT


@dataclass(frozen=True)
class SegmentFact:
    name: str
    name_en: str
    position: str = ""
    source: str = Source.SEED
    parent: str = ""


@dataclass(frozen=True)
class MemberFact:
    """`company` is the key of a row in COMPANIES, or empty for what is no legal entity."""

    name: str
    kind: str
    company: str = ""
    role: str = ChainMember.Role.ANCHOR
    source: str = Source.SEED
    note: str = ""


@dataclass(frozen=True)
class ChainFact:
    code: str
    name: str
    name_en: str
    positioning: str
    goal: str
    segments: tuple[SegmentFact, ...]
    members: tuple[MemberFact, ...] = ()


@dataclass(frozen=True)
class CompanyFact:
    """An enterprise or institute that stands in the zone, and other ways in which the report writes it."""

    name: str
    kind: str = Company.Kind.ENTERPRISE
    aliases: tuple[str, ...] = ()


def proposed(*segments):
    """Segments of a chain for which the report names none: (name, English name)."""
    return tuple(SegmentFact(name, name_en, source=Source.PROPOSED) for name, name_en in segments)


COMPANIES = (
    CompanyFact("汉威科技集团"),
    CompanyFact("郑州磨料磨具磨削研究所", Company.Kind.INSTITUTE, ("郑州三磨所", "三磨所")),
    CompanyFact("中国地质大学(北京)郑州研究院", Company.Kind.INSTITUTE),
    CompanyFact("中南杰特"),
    CompanyFact("富耐克"),
    CompanyFact("紫光计算机科技", aliases=("紫光计算机",)),
    CompanyFact("郑州机械研究所", Company.Kind.INSTITUTE, ("郑州机械所",)),
    CompanyFact("辉煌科技"),
    CompanyFact("正星科技"),
    CompanyFact("日立信"),
    CompanyFact("河南明晟新材料科技"),
    CompanyFact("郑州宇通集团"),
    CompanyFact("河南鸿晟新材料科技"),
    CompanyFact("郑州太古可口可乐饮料"),
    CompanyFact("工商银行高新区支行"),
    CompanyFact("郑州银行长椿路支行"),
)

CHAINS = (
    ChainFact(
        "SENSOR",
        "传感器",
        "Sensors",
        "强链补链延链。优势产品：气体、位置、汽车传感器。"
        "8 大应用场景：环境、汽车、电力、石化、家居、农业、气象、视觉。",
        "智能传感器全产业链",
        (
            SegmentFact("材料", "Materials", UP),
            SegmentFact("设备", "Equipment", UP),
            SegmentFact("设计", "Design", MID),
            SegmentFact("制造", "Manufacturing", MID),
            SegmentFact("封装", "Packaging", MID),
            SegmentFact("测试", "Testing", MID),
            SegmentFact("软件算法", "Software and algorithms", DOWN),
            SegmentFact("系统集成", "System integration", DOWN),
            SegmentFact("示范应用", "Demonstration applications", APP),
        ),
        (
            MemberFact(
                "汉威科技集团",
                ENTERPRISE,
                "汉威科技集团",
                role="",
                source=Source.PROPOSED,
                note="大会表彰名单中的科技创新先进单位；报道的产业链段落没有点名，归入本链待确认",
            ),
        ),
    ),
    ChainFact(
        "SUPERHARD",
        "超硬材料",
        "Superhard materials",
        "聚焦培育钻石产业链中下游",
        "高端研发中心、培育钻石推广交易中心",
        (
            SegmentFact("技术研发", "Technology research", UP),
            SegmentFact("原料及辅料生产", "Raw and auxiliary materials", UP),
            SegmentFact("生产设备制造", "Production equipment", UP),
            SegmentFact("超硬材料合成", "Superhard material synthesis", MID),
            SegmentFact("超硬材料制品及应用", "Superhard products and applications", DOWN),
        ),
        (
            MemberFact("郑州三磨所", INSTITUTE, "郑州磨料磨具磨削研究所"),
            MemberFact("中国地质大学(北京)郑州研究院", INSTITUTE, "中国地质大学(北京)郑州研究院"),
            MemberFact("中南杰特", ENTERPRISE, "中南杰特"),
            MemberFact("富耐克", ENTERPRISE, "富耐克"),
        ),
    ),
    ChainFact(
        "TERMINAL",
        "智能终端",
        "Smart terminals",
        "智能终端、安全可信计算机，中高端",
        "全省重要的智能终端基地",
        (
            SegmentFact("计算机整机制造", "Computer manufacturing", MID),
            SegmentFact("核心零组件", "Core components", UP),
            SegmentFact("应用软件设计", "Application software design", DOWN),
        ),
        (MemberFact("紫光计算机", ENTERPRISE, "紫光计算机科技"),),
    ),
    ChainFact(
        "SOFTWARE",
        "软件",
        "Software",
        "全省 50% 以上的骨干软件企业；全省首批软件园区 5 个；空间布局“一镇、一核、一带、两点支撑”",
        "助力郑州打造软件名城",
        proposed(
            ("基础软件", "Basic software"),
            ("工业软件", "Industrial software"),
            ("行业应用软件", "Industry applications"),
            ("信息安全", "Information security"),
            ("软件服务与园区", "Software services and parks"),
        ),
    ),
    ChainFact(
        "EQUIPMENT",
        "装备制造",
        "Equipment",
        "轨道交通装备",
        "全国知名轨道交通装备基地",
        proposed(
            ("关键材料与焊接", "Key materials and welding"),
            ("核心零部件", "Core parts"),
            ("轨道交通控制与信号", "Rail transit control and signalling"),
            ("整机与系统", "Complete machines and systems"),
            ("运维服务", "Operation and maintenance"),
        ),
        (
            MemberFact("新型钎焊材料与技术国家重点实验室", PLATFORM),
            MemberFact("郑州机械所", INSTITUTE, "郑州机械研究所"),
            MemberFact("辉煌科技", ENTERPRISE, "辉煌科技"),
        ),
    ),
    ChainFact(
        "HYDROGEN",
        "氢燃料电池（氢能储能）",
        "Hydrogen fuel cells and storage",
        "全产业链示范",
        "在区内实现全产业链示范",
        (
            SegmentFact("制", "Production"),
            SegmentFact("储", "Storage"),
            SegmentFact("运", "Transport"),
            SegmentFact("加", "Refuelling"),
            SegmentFact("用", "Use"),
        ),
        (
            MemberFact("正星科技", ENTERPRISE, "正星科技"),
            MemberFact("日立信", ENTERPRISE, "日立信"),
        ),
    ),
    ChainFact(
        "COMPUTE",
        "算力",
        "Computing power",
        "融入全国一体化算力网",
        "国家算力调度中心、全国算力走廊中线核心枢纽",
        proposed(
            ("芯片与服务器", "Chips and servers"),
            ("智算中心", "AI computing centres"),
            ("算力网络与调度", "Computing network and dispatch"),
            ("温控与供电配套", "Cooling and power supply"),
            ("算力应用", "Computing applications"),
        ),
        (
            MemberFact("摩尔线程智算万卡集群", PROJECT),
            MemberFact("郑高新全域算力网", PROJECT, note="郑庆哈城市算力网一期示范工程的一部分"),
        ),
    ),
    ChainFact(
        "ROBOT",
        "机器人",
        "Robots",
        "人工智能+机器人，规模化制造",
        "加快培育",
        (
            *proposed(
                ("传感器", "Sensors"),
                ("减速器/伺服/控制器", "Reducers, servos, controllers"),
                ("本体", "Robot bodies"),
                ("系统集成", "System integration"),
                ("场景应用", "Applications"),
            ),
            SegmentFact("人形机器人专用传感器", "Sensors for humanoid robots", parent="传感器"),
        ),
    ),
    ChainFact(
        "NEWMAT",
        "前沿新材料",
        "Frontier new materials",
        "金刚石半导体材料、高性能散热材料",
        "专业园区、全国先进集群",
        proposed(
            ("金刚石半导体材料", "Diamond semiconductor materials"),
            ("散热材料", "Heat-dissipation materials"),
            ("制备装备", "Preparation equipment"),
            ("器件与应用", "Devices and applications"),
        ),
        (MemberFact("三磨所", INSTITUTE, "郑州磨料磨具磨削研究所"),),
    ),
)
