"""Limits of land supply, each with its basis. Two are locked by law; the others warn, as their source was not
read (domain, §3.1–3.3)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GRANT_MOST = 50
"""Years of a grant of industrial land at the most (土地使用权出让和转让暂行条例, art. 12)."""

LEASE_MOST = 20
"""Years of a lease at the most (民法典, art. 705, in its cautious reading)."""

LEASE_BEFORE_GRANT = 5
"""Years of lease before a grant that are usual; more is odd, not wrong. To be confirmed."""

LONG_LEASE_LEAST = 5
"""Years from which a lease counts as a long one. To be confirmed."""

GRANT_RULE = _("《城镇国有土地使用权出让和转让暂行条例》第十二条：工业用地出让最长 50 年")
LEASE_RULE = _("《民法典》第七百零五条：租赁最长 20 年，超过部分无效")


class Refused(Exception):
    """An input that no rule allows: `field`, the `sentence` that says what is wrong, the `rule` behind it."""

    def __init__(self, field: str, sentence: str | Promise, rule: str | Promise = "") -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.rule = field, sentence, rule

    def __str__(self) -> str:
        return f"{self.sentence} {self.rule}".strip()


def check_grant(field: str, years: int, *, below: int = GRANT_MOST + 1) -> None:
    if years < 1:
        raise Refused(field, _("出让年限至少 1 年。"))
    if years >= below:
        most = {"most": below - 1, "years": years}
        raise Refused(field, _("出让年限 %(years)s 年，最长 %(most)s 年。") % most, GRANT_RULE)


def check_lease(field: str, years: int) -> None:
    if years < 1:
        raise Refused(field, _("租赁年限至少 1 年。"))
    if years > LEASE_MOST:
        said = {"most": LEASE_MOST, "years": years}
        raise Refused(field, _("租赁年限 %(years)s 年，最长 %(most)s 年。") % said, LEASE_RULE)


def check_lease_then_grant(lease: int, grant: int) -> None:
    check_lease("lease_years", lease)
    check_grant("grant_years", grant)
    if lease + grant > GRANT_MOST:
        said = {"lease": lease, "grant": grant, "sum": lease + grant, "most": GRANT_MOST}
        sentence = _("先租 %(lease)s 年再出让 %(grant)s 年，合计 %(sum)s 年，最长 %(most)s 年。") % said
        raise Refused("grant_years", sentence, GRANT_RULE)
