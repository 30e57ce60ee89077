"""Pages of the nine chains that show."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import RoleGrant
from accounts.roles import Role
from chains import permissions
from chains.map import columns, nodes_of, unplaced
from chains.models import Chain, Source
from core.views import answer, need


def leaders(on, code=None):
    """{chain code: names of the leaders in force}."""
    grants = RoleGrant.objects.in_force(on).filter(role=Role.CHAIN_LEADER, user__is_active=True)
    if code is not None:
        grants = grants.filter(chain_code=code)
    found = {}
    for grant in grants.select_related("user").order_by("starts_on", "pk"):
        found.setdefault(grant.chain_code, []).append(str(grant.user))
    return {chain: _("、").join(names) for chain, names in found.items()}


@require_safe
def chain_list(request):
    need(permissions.can_see_chains(request.user))
    chains = Chain.objects.visible_to(request.user).with_sizes().order_by("sort")
    led_by = leaders(timezone.localdate())
    rows = [(chain, led_by.get(chain.code, "")) for chain in chains]
    return answer(request, "chains/chain_list.html", "chains/_chain_table.html", {"rows": rows})


@require_safe
def chain_detail(request, code):
    chain = get_object_or_404(Chain.objects.visible_to(request.user), code=code)
    context = chain_context(request.user, chain, on=timezone.localdate())
    return render(request, "chains/chain_detail.html", context)


def chain_context(user, chain, *, on):
    on_it = Count("members", filter=Q(members__archived_at__isnull=True))
    segments = chain.segments.present().annotate(member_total=on_it).order_by("sort", "pk")
    nodes = nodes_of(segments)
    members = chain.members.present().select_related("company").prefetch_related("segments")
    return {
        "chain": chain,
        "chains": Chain.objects.visible_to(user).with_sizes().order_by("sort"),
        "leader": leaders(on, chain.code).get(chain.code, ""),
        "columns": columns(nodes),
        "unplaced": unplaced(nodes),
        "members": members.order_by("role", "name", "pk"),
        "sources": Source,
        "can_edit": permissions.can_edit_chain(user, chain)[0],
    }
