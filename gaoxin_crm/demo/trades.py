"""What the fictional companies of each chain make: product, link of the chain, unit of a year's output.

The links are those of the seeded map; a product whose link is not on the map stands on the chain alone.
"""

from typing import NamedTuple


class Product(NamedTuple):
    name: str
    segment: str
    unit: str
    is_made: bool  # in a plant; a service or software needs rooms and people


class Trade(NamedTuple):
    weight: int  # share of the leads, out of 100
    industries: tuple[str, ...]  # the middle of a company name
    products: tuple[Product, ...]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def products(unit: str, goods: dict[str, str], services: dict[str, str] | None = None) -> tuple[Product, ...]:
    return tuple(
        Product(name, segment, unit, is_made)
        for table, is_made in ((goods, True), (services or {}, False))
        for segment, names in table.items()
        for name in names.split("、")
    )


TRADES = {
    "SENSOR": Trade(
        22,
        words("传感 微电子 光电 感知 仪器 测控 半导体 智感 封测 敏芯"),
        products(
            "万只",
            {
                "材料": "敏感陶瓷粉体、压电薄膜、气敏材料",
                "设备": "晶圆减薄机、探针测试台",
                "设计": "毫米波雷达芯片、红外气体模组、MEMS 压力芯片",
                "制造": "MEMS 气体传感器、光学气体传感芯片、车规位置传感器、热电堆传感器",
                "封装": "压力芯片封装、晶圆级封装、陶瓷管壳",
                "系统集成": "水质监测终端、燃气安全监测系统",
                "示范应用": "智慧农业墒情站、电力设备在线监测",
            },
            {
                "测试": "传感器标定、可靠性测试",
                "软件算法": "边缘感知算法、电子鼻识别算法",
            },
        ),
    ),
    "SUPERHARD": Trade(
        14,
        words("超硬 晶材 磨具 工具 钻饰 新材料 碳材 精密工具 珠宝 磨削"),
        products(
            "万克拉",
            {
                "原料及辅料生产": "触媒粉末、高纯石墨柱、叶蜡石块",
                "生产设备制造": "六面顶压机、MPCVD 设备",
                "超硬材料合成": "培育钻石毛坯、工业金刚石单晶、立方氮化硼",
                "超硬材料制品及应用": "培育钻石首饰、PCD 刀具、金刚石线锯、精密砂轮",
            },
            {
                "技术研发": "大单晶生长工艺、钻石检测鉴定",
            },
        ),
    ),
    "TERMINAL": Trade(
        9,
        words("电子 智能 通信 计算机 终端 显示 精密 光学 模组 智联"),
        products(
            "万台",
            {
                "核心零组件": "摄像模组、散热模组、存储模组、精密结构件",
                "计算机整机制造": "安全可信计算机、工业平板、智能穿戴、车载终端",
            },
            {
                "应用软件设计": "终端管理软件、固件安全方案",
            },
        ),
    ),
    "SOFTWARE": Trade(
        11,
        words("软件 信息 数科 云联 数据 信安 智软 网络 数智 系统"),
        products(
            "套",
            {},
            {
                "基础软件": "时序数据库、嵌入式操作系统",
                "工业软件": "三维设计软件、制造执行系统、仿真软件",
                "行业应用软件": "城市治理平台、医保结算软件、水利调度软件",
                "信息安全": "数据脱敏产品、零信任网关",
                "软件服务与园区": "软件外包服务、开源社区运营",
            },
        ),
    ),
    "EQUIPMENT": Trade(
        10,
        words("装备 轨道 重工 机械 齿轮 焊接 自动化 电气 智造 机电"),
        products(
            "台套",
            {
                "关键材料与焊接": "钎焊材料、耐磨堆焊材料",
                "核心零部件": "轨道减振器、齿轮箱、制动闸片",
                "轨道交通控制与信号": "列控车载设备、道岔监测装置",
                "整机与系统": "轨道检测车、盾构刀具总成",
            },
            {
                "运维服务": "车辆运维平台、受电弓检测服务",
            },
        ),
    ),
    "HYDROGEN": Trade(
        7,
        words("氢能 氢源 新能源 储能 动力 燃电 能源 氢动 电源 流体"),
        products(
            "台",
            {
                "制": "电解水制氢装置、质子交换膜",
                "储": "高压储氢瓶、固态储氢罐",
                "运": "氢气管束车、液氢罐箱",
                "加": "加氢机、隔膜压缩机",
                "用": "燃料电池电堆、氢能叉车、储能变流器",
            },
        ),
    ),
    "COMPUTE": Trade(
        6,
        words("算力 智算 云计算 服务器 数据中心 温控 芯片 互联 云网 液冷"),
        products(
            "台",
            {
                "芯片与服务器": "推理加速卡、国产服务器整机",
                "算力网络与调度": "光互连模块、算力网关",
                "温控与供电配套": "液冷机柜、高压直流电源",
            },
            {
                "智算中心": "行业智算集群、渲染算力节点",
                "算力应用": "视频理解模型、药物筛选算力服务",
            },
        ),
    ),
    "ROBOT": Trade(
        16,
        words("机器人 伺服 关节 测力 视觉 传动 智控 具身 精工 驱动"),
        products(
            "台",
            {
                "传感器": "线激光相机、触觉传感器",
                "人形机器人专用传感器": "六维力传感器、指尖触觉传感器",
                "减速器/伺服/控制器": "谐波减速器、滚珠丝杠、伺服电机、关节模组",
                "本体": "协作机器人、四足巡检机器人、物流搬运机器人",
                "系统集成": "焊接工作站、柔性装配线",
                "场景应用": "机器人训练场、康养陪护机器人",
            },
        ),
    ),
    "NEWMAT": Trade(
        5,
        words("新材 热管理 碳基 晶体 膜材 陶瓷 复材 纳米 半导体材料 散热"),
        products(
            "万片",
            {
                "金刚石半导体材料": "金刚石衬底、单晶金刚石薄膜",
                "散热材料": "金刚石铜散热片、导热凝胶、均热板",
                "制备装备": "等离子体沉积设备、激光剥离设备",
                "器件与应用": "高功率器件封装、射频器件",
            },
        ),
    ),
}
WEIGHTS = {code: trade.weight for code, trade in TRADES.items()}
