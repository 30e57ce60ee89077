"""What the fictional companies want, what was said to them, and what is to happen next."""

import random

from gaoxin_crm.demo.chance import Shares
from gaoxin_crm.demo.trades import Product

PLANTS = ("{}产线", "{}扩产", "{}中试线", "{}研发中心", "{}华中基地", "{}二期", "{}试制车间")
OFFICES = ("{}研发中心", "{}区域总部", "{}应用验证", "{}团队落户", "{}示范应用")
WANTS_OF_PLANTS = (
    "想在中部落一条{product}产线，约 {area} 亩，倾向先租后让，{month} 月前定址。",
    "现有厂房租约 {month} 月到期，要 {floor} 平方米标准厂房，首层承重 1.5 吨以上。",
    "{product}订单增长较快，拟新增产能每年 {output} {unit}，先看现成厂房再谈用地。",
    "计划把{product}的研发和中试放在高新区，要 {floor} 平方米厂房，关心公共测试平台的收费。",
    "一期 {area} 亩做{product}，二期做总装，希望一次规划、分期供地。",
    "为区内整机厂就近配套{product}，先租 {floor} 平方米，用电容量 {power} 千伏安。",
    "想了解工业定制地带设计方案出让的流程，{product}项目要求今年开工，用地 {area} 亩。",
    "拟设华中总部和{product}生产基地，约 {area} 亩，关心人才公寓和子女入学。",
    "{product}已过小试，找中试场地和首批用户，希望对接区内示范应用场景。",
    "考察了三个城市，主要比较弹性出让年期、用电价格和物流时间。产品是{product}，约 {area} 亩。",
    "希望基金参与本轮融资，同时在区内建{product}产线，设备已签订购合同。",
    "技术团队愿意以{product}专利作价入股，找本地合作方共同建厂，约 {area} 亩。",
)
WANTS_OF_OFFICES = (
    "{product}业务要在中部设交付中心，首批 {few} 人，要 {floor} 平方米办公用房。",
    "想把{product}的研发团队迁来，关心人才公寓和研发费用补助的依据。",
    "{product}要找首批用户，希望对接区内企业做示范，先租 {floor} 平方米。",
    "拟设区域总部，{product}作为主营，{month} 月前完成注册。",
    "希望基金参与本轮融资，{product}团队同步落户，先租后买办公楼层。",
    "与本地高校共建{product}联合实验室，要 {floor} 平方米和稳定双回路供电。",
)
RARE_WANT = "{product}产线要配氦检间，约 {floor} 平方米，其余可用标准厂房。"
RARE_WORD = "氦检"  # in no other text: what the search benchmark looks for
STEPS = (
    "电话回访选址负责人",
    "发送标准厂房清单",
    "约负责人来园区考察",
    "补充尽调资料",
    "线上评估会",
    "邀请专家研判工艺路线",
    "核对用电容量",
    "反馈推荐人",
    "上门拜访，看现有产线",
    "发送供地方式比较表",
    "约创始人二次面谈",
    "确认投资主体和注册资本",
    "要近两年审计报告",
    "陪同看三号地块",
    "联系公共测试平台报价",
    "请基金团队见一面",
    "核实设备交期",
    "回复人才公寓政策",
    "整理会谈纪要发对方确认",
    "问环评类别",
    "约工艺负责人谈厂房层高",
    "催投资计划书",
    "对接上游客户，约三方会",
    "准备链长会见材料",
)
FIRST_STEP = "首次响应"
NOTES = {
    "PHONE": (
        "{who}说董事会 {month} 月讨论选址，高新区和另外两个城市在比较。",
        "介绍了先租后让和弹性出让的区别，对方要书面比较。",
        "对方最关心用电：一期 {power} 千伏安，问双回路的费用由谁出。",
        "{who}反馈：总部同意来考察，人数 {few} 人，时间待定。",
        "对方融资推迟一个月，选址时间顺延，保持联系。",
        "对方问环评和安评时间，已转园区企业服务专员答复。",
        "{who}换岗，新的选址负责人下周上任，已请他引荐。",
        "报价高于预期，对方希望免租期再谈。",
    ),
    "WECHAT": (
        "没有接通，发微信约下周。",
        "发去标准厂房照片和平面图，{who}说转给工艺负责人看。",
        "{who}问人才公寓，需要 {few} 套，先报给园区登记。",
        "对方已在外地签了框架协议，扩产部分仍可以放在高新区。",
    ),
    "FACE": (
        "看了标准厂房 3 号楼，层高够，货梯偏小，要求改造方案。",
        "{who}带工艺负责人来园区，看了公共测试平台，评价不错。",
        "和基金团队一起见了创始人，对方愿意开放数据室。",
        "上门看了现有产线，{product}良率和排产与介绍一致。",
        "确认场地约 {floor} 平方米，首层放设备，二层办公。",
    ),
    "MEETING": (
        "专家看过工艺路线，认为{product}的良率数据需要补充。",
        "会谈纪要双方确认，下一步由对方提供设备清单。",
        "核实了投资主体：由母公司出资，注册资本分两期到位。",
        "线上评估会开完，达产后每年 {output} {unit}，税收测算偏高，请财务再核。",
    ),
    "MAIL": (
        "送去供地方式比较表，对方倾向先租后让。",
        "对方发来投资计划书，缺设备投资明细。",
        "收到近两年审计报告，已转尽调。",
    ),
}
METHODS = Shares({"PHONE": 45, "WECHAT": 20, "FACE": 17, "MEETING": 11, "MAIL": 7})


def title(rng: random.Random, product: Product) -> str:
    return rng.choice(PLANTS if product.is_made else OFFICES).format(product.name)


def intention(rng: random.Random, product: Product, *, area: int, is_rare: bool) -> str:
    text = RARE_WANT if is_rare else rng.choice(WANTS_OF_PLANTS if product.is_made else WANTS_OF_OFFICES)
    return text.format_map(Words(rng, product=product.name, unit=product.unit, area=area))


def note(rng: random.Random, product: Product, *, method: str, who: str) -> str:
    text = rng.choice(NOTES[method])
    return text.format_map(Words(rng, product=product.name, unit=product.unit, who=who))


class Words(dict):
    """What a text is filled with; a quantity is made up when the text asks for it."""

    def __init__(self, rng: random.Random, **words: str | int) -> None:
        super().__init__(words)
        self.rng = rng

    def __missing__(self, name: str) -> int:
        least, most, unit = QUANTITIES[name]
        return self.rng.randint(least, most) * unit


QUANTITIES = {
    "floor": (8, 119, 100),  # square metres
    "month": (1, 12, 1),
    "output": (2, 59, 10),  # of the product's unit, a year
    "power": (4, 39, 100),  # kVA
    "few": (3, 29, 1),
}
