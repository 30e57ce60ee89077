"""Who may read a lead: the rules of `Lead.objects.visible_to`, looked at from the lead."""

from django.db.models import Q

from accounts.models import RoleGrant, User
from accounts.roles import VERBS, WHOLE_ZONE
from leads.models import Lead, Visibility


def audience(lead, on):
    """The working people who may read `lead` on the date `on`, in one query."""
    if lead.is_archived:
        return User.objects.none()
    # A role on a chain does not reach a lead without one.
    scopes = [WHOLE_ZONE, lead.chain_id] if lead.chain_id else [WHOLE_ZONE]

    def holding(verb, **limits):
        grants = RoleGrant.objects.in_force(on).filter(role__in=sorted(VERBS[verb]), **limits)
        return Q(pk__in=grants.values("user_id"))

    helpers = Lead.collaborators.through.objects.filter(lead=lead)
    mine = Q(pk=lead.owner_id) | Q(pk__in=helpers.values("user_id"))
    sees_all = holding("see_all_leads")
    nobody = Q(pk__in=[])
    by_visibility = {
        Visibility.ZONE: holding("see_business"),
        Visibility.CHAIN: holding("see_chain_leads", chain_code__in=scopes),
        Visibility.TEAM: holding("assign_lead", chain_code__in=scopes) | (in_team(lead) or nobody),
        Visibility.SECRET: nobody,
    }[lead.visibility]
    others = by_visibility | holding("see_secret_leads", chain_code__in=scopes)
    everybody = nobody if lead.visibility == Visibility.SECRET else sees_all
    return User.objects.working().filter(holding("see_business"), mine | everybody | (~sees_all & others))


def in_team(lead):
    return Q(team=lead.team_id) if lead.team_id else None
