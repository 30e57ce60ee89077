"""The fields a column of a lead sheet may hold, and the heads offices give them.

A head is compared after NFKC, without blanks, line breaks and what stands in brackets; the brackets
may say a unit, which then holds for the bare numbers of the column.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Field(TextChoices):
    NAME = "name", _("企业名称")
    USCC = "uscc", _("统一社会信用代码")
    CHAIN = "chain", _("产业链")
    KIND = "kind", _("企业类别")
    PROVINCE = "province", _("所在省份")
    BUSINESS = "business", _("主营业务")
    CONTACT = "contact", _("联系人")
    TITLE = "title", _("职务")
    PHONE = "phone", _("联系电话")
    EMAIL = "email", _("电子邮箱")
    DATE = "date", _("首次对接日期")
    INVESTMENT = "investment_wan", _("预计投资（万元）")
    LAND = "land_mu", _("用地需求（亩）")
    STAGE = "stage", _("跟进阶段")
    OFFICER = "officer", _("招商专员")
    DEMAND = "intention", _("对方想要什么")
    SOURCE = "source", _("线索来源")
    INTRODUCER = "introducer", _("引荐人")
    NEXT_STEP = "next_action_text", _("下一步")
    NEXT_DATE = "next_action_on", _("下次跟进")
    REMARK = "remark", _("备注")


HEADS = {
    Field.NAME: (
        "企业名称 公司名称 单位名称 企业 公司 单位 名称 企业全称 公司全称 单位全称 企业名 "
        "公司名 客户名称 客户 目标企业 投资方 投资主体 投资企业 投资方名称 意向企业 "
        "项目单位 项目企业 拟引进企业 company companyname name"
    ),
    Field.USCC: (
        "统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一代码 "
        "统一社会信用代码证号 社会统一信用代码 组织机构代码 营业执照号 税号 纳税人识别号 "
        "uscc creditcode"
    ),
    Field.CHAIN: (
        "产业链 所属产业链 产业链条 所属链条 链条 所属产业 产业 产业类别 产业方向 产业领域 所属领域 chain"
    ),
    Field.KIND: "企业类别 企业类型 企业性质 类别 类型 企业标签 标签 企业资质 资质 荣誉 kind",
    Field.PROVINCE: (
        "所在省份 省份 省 所在地 所在地区 地区 注册地 注册地区 总部所在地 来源地 企业所在地 province region"
    ),
    Field.BUSINESS: (
        "主营业务 主营产品 主营 主要产品 主导产品 经营范围 企业简介 公司简介 产品 业务 business products"
    ),
    Field.CONTACT: (
        "联系人 企业联系人 对接人 联系人姓名 联络人 企业对接人 姓名 联系人员 contact contactperson"
    ),
    Field.TITLE: "职务 联系人职务 职位 title",
    Field.PHONE: (
        "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系人电话 联系手机 座机 "
        "固定电话 企业联系方式 phone tel mobile"
    ),
    Field.EMAIL: "电子邮箱 邮箱 电子邮件 邮件 email e-mail mail",
    Field.DATE: (
        "首次对接日期 对接日期 首次对接时间 对接时间 首次接触日期 首次接触时间 接触时间 "
        "接触日期 登记日期 登记时间 洽谈时间 洽谈日期 日期 时间 线索日期 录入日期 "
        "录入时间 首谈时间 首谈日期 接洽时间 接洽日期 date"
    ),
    Field.INVESTMENT: (
        "拟投资额 投资额 预计投资 计划投资 总投资 投资金额 拟投资 意向投资 意向投资额 "
        "投资总额 预计投资额 计划投资额 计划总投资 拟投资总额 投资规模 项目总投资 投资 "
        "investment"
    ),
    Field.LAND: (
        "用地需求 用地 拟用地 用地面积 需求面积 土地需求 拟用地面积 用地规模 占地面积 "
        "占地 需用地 土地面积 land"
    ),
    Field.STAGE: (
        "跟进阶段 阶段 状态 进展阶段 项目阶段 当前阶段 线索状态 跟进状态 项目状态 "
        "目前阶段 洽谈阶段 stage status"
    ),
    Field.OFFICER: (
        "招商专员 招商人员 负责人 跟进人 责任人 招商经理 经办人 跟进人员 招商负责人 "
        "责任单位 对接部门 招商部门 责任部门 跟进单位 招商单位 专班 owner officer"
    ),
    Field.DEMAND: (
        "对方想要什么 需求 企业需求 诉求 企业诉求 投资意向 意向 合作意向 项目内容 "
        "建设内容 项目简介 项目概况 合作内容 拟投项目 项目 项目名称 demand intention"
    ),
    Field.SOURCE: "线索来源 信息来源 来源 项目来源 渠道 来源渠道 source",
    Field.INTRODUCER: "引荐人 推荐人 介绍人 引荐单位 推荐单位 introducer",
    Field.NEXT_STEP: ("下一步 下一步计划 下步计划 下步工作 下一步工作 下步打算 下一步打算 工作计划 nextstep"),
    Field.NEXT_DATE: (
        "下次跟进 下次跟进日期 下次跟进时间 下次联系时间 下次联系日期 计划跟进时间 计划跟进日期 nextdate"
    ),
    Field.REMARK: (
        "备注 说明 备注说明 其他 其它 进展 进展情况 跟进情况 跟进记录 最新进展 项目进展 "
        "工作进展 洽谈情况 对接情况 目前进展 remark remarks note notes"
    ),
}
MANY = frozenset({Field.PHONE, Field.REMARK, Field.DEMAND})
"""Fields that several columns may share; of any other field the first column counts."""
FIELD_OF = {head: field for field, heads in HEADS.items() for head in heads.split()}
IGNORED = frozenset({"序号", "编号", "no", "no.", "序", "行号", "id", "#"})
"""Heads of columns that only number the rows: a row with nothing else is blank."""

UNITS = {
    Field.INVESTMENT: {"亿元": "10000", "亿": "10000", "万元": "1", "万": "1", "元": "0.0001"},
    Field.LAND: {
        "亩": "1",
        "公顷": "15",
        "平方米": "0.0015",
        "㎡": "0.0015",
        "m2": "0.0015",
        "平米": "0.0015",
    },
}
"""Factor to 万元 and to 亩 (1 亩 = 2000/3 m²) of a unit written in the head or in the cell."""


FOREIGN = re.compile(r"[美欧港日]元|usd|eur|hkd|\$|€", re.IGNORECASE)


class Head(NamedTuple):
    """What a column is: the field, if its head says one, and the factor of its unit (None: foreign money)."""

    field: Field | None
    factor: Decimal | None
    is_ignored: bool


BRACKETED = re.compile(r"[(\[【{](.*?)[)\]】}]")
TAIL = re.compile(r"[:*：。、]+$")


def bare(cell):
    """A head without width, blanks, brackets and decoration."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(cell))).casefold()
    return TAIL.sub("", BRACKETED.sub("", text)).lstrip("*")


def read_head(cell):
    name = bare(cell)
    field = FIELD_OF.get(name) or field_in(name)
    return Head(field, factor_of(cell, field), name in IGNORED)


def field_in(name):
    """The field of a head that says more than its alias: 企业名称全称, 联系电话1, 投资额单位万元."""
    if not 3 <= len(name) <= 20:
        return None
    inside = [head for head in FIELD_OF if len(head) >= 3 and head in name and not head.isascii()]
    return FIELD_OF[max(inside, key=len)] if inside else None


def factor_of(cell, field):
    """The factor to 万元 or 亩 of the bare numbers under this head; 1 if it names no unit."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(cell)))
    if field == Field.INVESTMENT and FOREIGN.search(text):
        return None
    for unit, factor in UNITS.get(field, {}).items():
        if unit in text:
            return Decimal(factor)
    return Decimal(1)
