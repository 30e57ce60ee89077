"""Roles and what they may do. A role lists verbs; a grant gives a role on one chain or on the whole zone.

Source of the roles: domain, §4.1. The three management roles see no business data at all.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    STAFF = "STAFF", _("招商专员")
    FUND_STAFF = "FUND_STAFF", _("基金团队成员")
    LAND_OFFICER = "LAND_OFFICER", _("土地专员")
    CHAIN_OFFICE = "CHAIN_OFFICE", _("链长办")
    CHAIN_LEADER = "CHAIN_LEADER", _("链长")
    VICE_LEADER = "VICE_LEADER", _("副链长")
    ZONE_ADMIN = "ZONE_ADMIN", _("管委会管理员")
    AUDITOR = "AUDITOR", _("审计")
    SYS_ADMIN = "SYS_ADMIN", _("系统管理员")
    SEC_ADMIN = "SEC_ADMIN", _("安全管理员")
    AUDIT_ADMIN = "AUDIT_ADMIN", _("审计管理员")


LEADERS = frozenset({Role.CHAIN_LEADER, Role.VICE_LEADER})
MANAGEMENT = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
BUSINESS = frozenset(Role) - MANAGEMENT
ON_A_CHAIN = LEADERS | {Role.CHAIN_OFFICE}  # means nothing without a chain
ON_THE_ZONE = MANAGEMENT | {Role.ZONE_ADMIN, Role.AUDITOR}  # cannot be limited to a chain
WHOLE_ZONE = ""  # the chain code of a grant that is not limited to one chain

VERBS: dict[str, frozenset[Role]] = {
    "see_business": BUSINESS,
    "see_all_leads": frozenset({Role.ZONE_ADMIN, Role.AUDITOR}),
    "see_chain_leads": frozenset({Role.STAFF, Role.FUND_STAFF, Role.CHAIN_OFFICE}) | LEADERS,
    "see_secret_leads": LEADERS,
    "add_lead": frozenset({Role.STAFF, Role.FUND_STAFF, Role.CHAIN_OFFICE, Role.ZONE_ADMIN}) | LEADERS,
    "edit_chain_leads": frozenset({Role.CHAIN_OFFICE, Role.ZONE_ADMIN}) | LEADERS,
    "assign_lead": frozenset({Role.CHAIN_OFFICE, Role.ZONE_ADMIN}) | LEADERS,
    "comment": BUSINESS - {Role.AUDITOR},
    "reopen_lead": frozenset({Role.ZONE_ADMIN}),
    "rule_first_contacts": frozenset({Role.ZONE_ADMIN}),
    "rule_vehicle_conflicts": frozenset({Role.ZONE_ADMIN, Role.CHAIN_OFFICE}),
    "see_phones": LEADERS | {Role.CHAIN_OFFICE, Role.ZONE_ADMIN},
    "import_leads": frozenset({Role.STAFF, Role.CHAIN_OFFICE, Role.ZONE_ADMIN}) | LEADERS,
    "see_all_imports": frozenset({Role.ZONE_ADMIN}),
    "edit_chains": frozenset({Role.ZONE_ADMIN}),
    "edit_pool_rules": frozenset({Role.ZONE_ADMIN}),
    "edit_review_indicators": frozenset({Role.ZONE_ADMIN}),
    "approve_stages": LEADERS | {Role.CHAIN_OFFICE},
    "approve_as_leader": LEADERS,
    "move_stages_back": frozenset({Role.ZONE_ADMIN}),
    "report_figures": frozenset({Role.CHAIN_OFFICE, Role.ZONE_ADMIN, Role.AUDITOR}) | LEADERS,
    "manage_people": frozenset({Role.ZONE_ADMIN, Role.SYS_ADMIN}),
    "grant_roles": frozenset({Role.ZONE_ADMIN, Role.SEC_ADMIN}),
    "see_all_mail": frozenset({Role.ZONE_ADMIN, Role.SYS_ADMIN}),
}


class Access:
    """What a person may do on a day: an immutable reading of the grants that hold on it."""

    def __init__(self, grants):
        self.grants = frozenset((Role(role), chain_code) for role, chain_code in grants)
        self.roles = frozenset(role for role, _ in self.grants)

    def can(self, verb, chain_code=None):
        """Whether `verb` is granted, on the chain if one is named, else on any."""
        return any(
            role in VERBS[verb] and (chain_code is None or scope in (WHOLE_ZONE, chain_code))
            for role, scope in self.grants
        )

    def chains(self, verb):
        """Codes of the chains on which `verb` is granted, or None for all of them."""
        scopes = {scope for role, scope in self.grants if role in VERBS[verb]}
        return None if WHOLE_ZONE in scopes else frozenset(scopes)
