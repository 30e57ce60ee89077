"""Does a promise speak of giving tax back? That is unlawful, whatever it is called (I-11). Pure.

The Fair Competition Review Regulation (公平竞争审查条例, 2024) forbids benefits that are tied to the tax a
company pays. What is looked for are the words, also with blanks, punctuation or traditional characters
between them, and rewards measured by tax paid or by the local share of it.

What stays lawful is help with refunds that national law grants to everybody (出口退税, 留抵退税, 即征即退):
but only as a service, where the service stands right beside it (出口退税政策咨询). "出口退税额的 40% 奖励
企业" is a refund of ours and is refused. A sentence that says there is none (不含税收返还) is refused too: it
promises nothing, so it belongs into the agreement and not into the ledger.
"""

import re
import unicodedata

SIMPLIFIED = str.maketrans("稅還後徵財貢獻獎勵補貼繳納額務", "税还后征财贡献奖励补贴缴纳额务")
CLAUSE = re.compile(r"[，,。；;、！!？?\n]")
GAP = re.compile(r"[\W_]+")

HELP = "(?:咨询|辅导|申报|办理|代办|培训|指导|服务|协助|讲解|备案|对接)"
SERVICES = re.compile(
    f"(?:出口|留抵|增值税留抵)退税(?:政策|业务|手续|事项|资料)?的?{HELP}"
    f"|即征即退(?:政策|业务|手续|事项|资料)?的?{HELP}"
    f"|(?:协助|辅导|指导|代办|帮助)(?:企业)?(?:办理|申报|申请)?(?:(?:出口|增值税留抵|留抵)退税|即征即退)(?![额款的])"
    "|export(?:vat|tax)*(?:refund|rebate)s?(?:policy)?(?:advice|consult|guidance|filing|service|training)"
)
WORDS = re.compile(
    "税收(?:奖励|全额|部分|地方|优惠|增量|资金)*返还|返还(?:企业|公司|地方|部分|全部|全额)*税(?!务)"
    "|(?<![辞清腾劝])退税(?!务)|(?<!往)返税(?!务)|先征后[返退]|即征即退"
    "|(?:财政|经济|税收|地方)贡献(?:奖励|部分|全额)*返还|(?:留存|留成)(?:部分|税收|全额)*返还"
    "|tax(?:es)?(?:refund|rebate|back)|(?:refund|rebate|return)(?:of|the|all|local|paid|vat|income)*tax(?!return)"
)
TIED_TO_TAX = re.compile(
    "税(?!务).{0,8}返还|返还.{0,10}税(?!务)"
    "|(?:地方留[成存]|区级留[成存]|财政贡献|税收贡献|纳税额|缴纳的?[^，]{0,6}税(?!务)).{0,12}(?:返还|奖励|奖补|补助|补贴)"
)


def tax_refund_in(text: str) -> str:
    """The words that promise tax back, without what stood between them; empty if there are none."""
    clauses = [squeezed(clause) for clause in CLAUSE.split(unicodedata.normalize("NFKC", text))]
    hits = (WORDS.search(without_services(squeezed(text))), *(tied(clause) for clause in clauses))
    return next((hit.group() for hit in hits if hit), "")


def tied(clause: str) -> re.Match[str] | None:
    return TIED_TO_TAX.search(without_services(clause))


def without_services(text: str) -> str:
    return SERVICES.sub("，", text)


def squeezed(text: str) -> str:
    """Half width, small letters, simplified where it matters, nothing between the characters."""
    return GAP.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(SIMPLIFIED)
