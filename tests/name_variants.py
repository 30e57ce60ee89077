"""Pairs of names of one company: the same name, and those that a person has to look at."""

import random
import re

from tests.name_lists import FORM, GROUP, Pair, chance, code_of, rows, sound, usable

TRADITIONAL = """
团團 业業 电電 东東 苏蘇 广廣 华華 药藥 国國 术術 发發 达達 机機 环環 医醫 实實 宁寧 气氣
装裝 资資 备備 设設 车車 龙龍 长長 创創 联聯 银銀 动動 尔爾 阳陽 传傳 产產 际際 农農 网網
宝寶 恒恆 钢鋼 门門 厦廈 学學 兴興 疗療 云雲 岛島 亚亞 汉漢 万萬 数數 证證 开開 庆慶 无無
务務 铁鐵 奥奧 丰豐 软軟 凯凱 络絡 运運 锡錫 远遠 连連 汇匯 赛賽 讯訊 维維 统統 体體 贵貴
飞飛 马馬 视視 计計 蓝藍 润潤 乐樂 时時 矿礦 游遊 顺順 莱萊 风風 爱愛 众衆 饰飾 态態 红紅
胜勝 诺諾 锦錦 内內 陕陝 导導 峰峯 滨濱 贝貝 台臺 兰蘭 园園 双雙 种種 应應 纺紡 绿綠 铝鋁
测測 丽麗 荣榮 轮輪 节節 黄黃 纪紀 桥橋 肃肅 鸿鴻 线線 圣聖 亿億 伟偉 锐銳 杰傑 纳納 仪儀
卫衛 热熱 纤纖 纸紙 鲁魯 烟煙 诚誠 缆纜 筑築 复復 腾騰 洁潔 轴軸 欧歐 织織 属屬 张張 图圖
鹏鵬 扬揚 迈邁 济濟 区區 货貨 头頭 辽遼 郑鄭 链鏈 艺藝 辉輝 码碼 岭嶺 强強 泽澤 麦麥 罗羅
锁鎖 粮糧 悦悅 场場 现現 钛鈦 凤鳳 据據 检檢 营營 输輸 胶膠 娱娛 极極 里裏 锋鋒 来來 进進
压壓 峡峽 启啓 铜銅 纬緯 谊誼 声聲 财財 陆陸 玛瑪 伦倫 优優 规規 划劃 贸貿 经經 盐鹽 庄莊
销銷 饮飲 鹰鷹 横橫 温溫 齐齊 沪滬 顿頓 顶頂 为爲 刚剛 侨僑 床牀 鸣鳴 芜蕪 镇鎮 钨鎢 当當
会會 轻輕 闽閩 协協 细細 猫貓 梦夢 准準 与與 临臨 丝絲 灵靈 锅鍋 岩巖 阴陰 净淨 险險 潍濰
圆圓 钱錢 厂廠 阀閥 咨諮 询詢 纶綸 闻聞 岳嶽 赣贛 购購 脉脈 沧滄 变變 韵韻 鸟鳥 劲勁 剑劍
锂鋰 储儲 炉爐 构構 硕碩 铭銘 畅暢 征徵 综綜 铂鉑 灿燦 认認 标標 试試 赢贏 验驗 纵縱 澜瀾
绍紹 护護 许許 继繼 楼樓 湾灣 钴鈷 炼煉 锌鋅 叶葉 粤粵 宾賓 乡鄉 厨廚 鹭鷺 报報 鱼魚 跃躍
潜潛 义義 驰馳 誉譽 调調 钰鈺 狮獅 顾顧 坚堅 户戶 晖暉 帅帥 盘盤 晓曉 录錄 吴吳 养養 离離
邮郵 寿壽 钼鉬 妆妝 缩縮 赁賃 鹅鵝 泸瀘 贡貢 办辦 钒釩 觉覺 镍鎳 芦蘆 铸鑄 雾霧 锈鏽 戏戲
欢歡 关關 轩軒 鸥鷗 点點 绸綢 锗鍺 递遞 干幹 结結 群羣 陇隴 记記 质質 坛壇 婴嬰 墙牆 铺鋪
儿兒 观觀 简簡 辆輛 诊診 断斷 锻鍛 辅輔 预預 库庫 频頻 余餘 鸡雞 针針 绘繪 读讀 显顯 钻鑽
"""
IN_TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in TRADITIONAL.split()})
BLANKS = (" ", "\u3000", "\u00a0", "\t", "  ")
INVISIBLE = ("\u200b", "\ufeff", "\u200d", "\u2060", "\u00ad")
BRACKETS = ("()", "[]", "【】", "〔〕", "「」", "﹙﹚")
FULL_WIDTH = {letter: letter + 0xFEE0 for letter in range(0x21, 0x7F)}


def strewn(name, signs, drawn):
    """The name with two of the signs somewhere inside."""
    for sign in drawn.sample(signs, 2):
        at = drawn.randrange(1, len(name))
        name = name[:at] + sign + name[at:]
    return name


def same(lists):
    def pair(kind, why, asked, known, **more):
        return Pair(kind, "same", why, asked, known, meant=known, **more)

    for name in lists.drawn("blank", 60):
        yield pair("blank", "blanks carry no meaning", strewn(name, BLANKS, random.Random(name)), name)
    for name in lists.drawn("zero width", 60):
        asked = strewn(name, INVISIBLE, random.Random(name))
        yield pair("zero width", "signs that nobody sees carry no meaning", asked, name)
    for name in lists.drawn("bracket", 80, lambda name: "（" in name or "(" in name):
        form = BRACKETS[chance(name) % len(BRACKETS)]
        yield pair(
            "bracket",
            "one bracket is as good as another",
            re.sub(r"[（(](.*?)[）)]", rf"{form[0]}\1{form[1]}", name),
            name,
        )
    for name in lists.drawn("traditional", 100, lambda name: name.translate(IN_TRADITIONAL) != name):
        yield pair(
            "traditional", "the same name in traditional characters", name.translate(IN_TRADITIONAL), name
        )
    for name in sorted(lists.names[len(lists.chinese) :], key=chance)[:60]:
        forms = [name.upper(), name.lower(), name.translate(FULL_WIDTH)]
        asked = forms[chance(name) % 3]
        if asked != name:
            yield pair("case and width", "letters of another case or width", asked, name)
    for name in lists.drawn("code", 60):
        yield pair(
            "code", "one credit code is one company", FORM.sub("", name)[:4], name, asked_code=code_of(name)
        )


def likely(lists):
    yield from reworded(lists)
    yield from with_slips(lists)
    yield from under_other_names(lists)


def reworded(lists):
    def pair(kind, why, asked, known):
        return Pair(kind, "likely", why, asked, known, meant=known)

    forms = ("有限公司", "有限责任公司", "股份公司", "股份有限公司", "公司", "")
    for name in lists.drawn("legal form", 140):
        written = [form for form in forms if not name.endswith(form) or not form]
        asked = FORM.sub(written[chance(name) % len(written)], name)
        yield pair("legal form", "the legal form is often written wrong, and changes", asked, name)
    for name in lists.drawn("group word", 60, lambda name: "集团" in name and not name.startswith("集团")):
        yield pair("group word", "集团 left out", GROUP.sub("", name), name)

    def has_movable_place(name):
        return lists.place(name) and lists.is_one(lists.body(name))

    for name in lists.drawn("place", 160, has_movable_place):
        place, rest = lists.place(name), name[len(lists.place(name)) :]
        body = FORM.sub("", rest)
        asked = [f"{body}（{place}）{rest[len(body) :]}", rest, f"{rest[:2]}（{place}）{rest[2:]}"][
            chance(name) % 3
        ]
        yield pair("place", "the place of the name elsewhere, or left out", asked, name)
    for name in lists.drawn(
        "place added", 40, lambda name: not lists.place(name) and lists.is_one(lists.body(name))
    ):
        yield pair("place added", "a place that the registered name has not", f"郑州{name}", name)


def with_slips(lists):
    def pair(kind, why, asked, known):
        return Pair(kind, "likely", why, asked, known, meant=known)

    def slips(kind, most, why, change):
        for name in lists.drawn(kind, most * 3, lambda name: lists.is_one(lists.body(name))):
            body = lists.body(name)
            wrong = change(body, random.Random(kind + name))
            if most and wrong and wrong != body and wrong not in lists.bodies and name.count(body) == 1:
                most -= 1
                yield pair(kind, why, name.replace(body, wrong), name)

    yield from slips(
        "homophone", 140, "a pinyin keyboard offers it", lambda body, drawn: homophone(lists, body, drawn)
    )
    yield from slips("missing", 50, "one character left out", missing)
    yield from slips("doubled", 40, "one character written twice", doubled)
    yield from slips("swapped", 40, "two characters changed places", swapped)
    yield from slips(
        "mistaken", 70, "a wrong character behind the brand", lambda body, drawn: mistaken(lists, body, drawn)
    )
    yield from slips("shape", 30, "a character that looks like it", shape)


def homophone(lists, body, drawn):
    places = [at for at in range(min(4, len(body))) if len(lists.by_sound[sound(body[at])]) > 1]
    if not places:
        return ""
    at = drawn.choice(places)
    other = drawn.choice([letter for letter in lists.by_sound[sound(body[at])] if letter != body[at]])
    return body[:at] + other + body[at + 1 :]


def missing(body, drawn):
    at = drawn.randrange(len(body))
    return body[:at] + body[at + 1 :] if len(body) >= 5 else ""


def doubled(body, drawn):
    at = drawn.randrange(len(body))
    return body[:at] + body[at] + body[at:]


def swapped(body, drawn):
    at = drawn.randrange(len(body) - 1)
    return body[:at] + body[at + 1] + body[at] + body[at + 2 :]


def mistaken(lists, body, drawn):
    at = drawn.randrange(2, len(body))
    return body[:at] + drawn.choice(lists.letters) + body[at + 1 :]


SHAPES = """
未末 土士 大太 天夫 田由 王玉 木本 贝见 候侯 晴睛 间问 折析 治冶 准淮 历厉 宇字 师帅 弘宏 亿忆 博搏 昊吴 明朋
杨扬 泰秦 科料 清情 炼练 端瑞 凌菱 西酉 诚城 采彩 峰锋 雷雪 恒桓 阅阔 壮状 水永 环坏 拓柘 钢纲 铜桐 湘潮 鹏腾
佳住 泽译 微徽 亨享 技枝 润闰 振震 金全 化花 易昌 沪护 光先
"""
LOOKS = {a: b for pair in SHAPES.split() for a, b in (pair, pair[::-1])}


def shape(body, drawn):
    places = [at for at in range(len(body)) if body[at] in LOOKS]
    if not places:
        return ""
    at = drawn.choice(places)
    return body[:at] + LOOKS[body[at]] + body[at + 1 :]


FORMER = re.compile(r'名称由["“”]?([^"“”,，。]{4,40}?公司)["“”]?(?:变更|更改|更名|改)为')


def under_other_names(lists):
    former = [
        (name.strip(), lists.full_name[row["code"]])
        for row in rows("listed", "company_history_2017.csv")
        for name in FORMER.findall(row["history"] or "")
        if row["code"] in lists.full_name and usable(name.strip())
    ]
    former = [(old, now) for old, now in dict.fromkeys(former) if old not in lists.names and now != old]
    for old, now in sorted(former, key=lambda pair: chance(pair[0]))[:150]:
        yield Pair("former name", "likely", "its former name is on record", old, now, meant=now, alias=old)
    for old, now in sorted(former, key=lambda pair: chance(pair[1] + pair[0]))[:50]:
        asked = (
            old.removesuffix("股份有限公司").removesuffix("有限公司").translate(IN_TRADITIONAL)
            + "有限責任公司"
        )
        why = "its former name, in another form and in traditional characters"
        yield Pair("former name reworded", "likely", why, asked, now, meant=now, alias=old)
    plain = re.compile(r"[\u4e00-\u9fff]{3,5}")
    for name in lists.drawn("short name", 400, lambda name: plain.fullmatch(lists.short_names.get(name, ""))):
        short = lists.short_names[name]
        is_cut = is_cut_from(short, lists.body(name)) or FORM.sub("", name).startswith(short)
        if is_cut and chance(name) % 10 < 6:
            yield Pair("short name", "likely", "cut from the full name", short, name, meant=name)
        elif not is_cut:
            why = "its short name is on record; the full name does not show it"
            yield Pair(
                "short name on record", "likely", why, short, name, name, alias=short, alias_kind="SHORT"
            )


def is_cut_from(short, body):
    """Whether the characters of a short name stand in the body in their order, the first one first."""
    rest = iter(body)
    return len(short) >= 4 and short[0] == body[:1] and all(letter in rest for letter in short)
