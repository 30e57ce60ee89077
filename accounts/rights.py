"""Rights in words: what a person may do, as one line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.roles import WHOLE_ZONE, Role


@dataclass(frozen=True)
class RoleInWords:
    role: str
    where: str

    def __str__(self):
        return f"{self.role}（{self.where}）"


def in_words(grants, chain_names, on):
    """One entry per role that holds on the day `on`, in the order of the roles, with its chains by name."""
    holding = [grant for grant in grants if grant.holds_on(on)]
    entries = []
    for role in Role:
        codes = {grant.chain_code for grant in holding if grant.role == role}
        if WHOLE_ZONE in codes:
            entries.append(RoleInWords(role.label, _("全区")))
        elif codes:
            names = [name for code, name in chain_names.items() if code in codes]
            unknown = sorted(codes - chain_names.keys())
            entries.append(RoleInWords(role.label, _("、").join(names + unknown)))
    return entries
