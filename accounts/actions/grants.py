"""Roles given to people, from a day to a day. A grant is never deleted: it ends."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.roles import BUSINESS, MANAGEMENT, ON_A_CHAIN, ON_THE_ZONE, WHOLE_ZONE, Role
from core import history


class GrantRefused(Exception):
    """The sentence says which rule stands against it."""


@transaction.atomic
def grant_role(*, user, by, at, role, starts_on, ends_on=None, chain_codes=(WHOLE_ZONE,)):
    """One grant per chain code, or none at all if one of them is refused. Nobody grants to himself."""
    if by is not None and by.pk == user.pk:
        raise GrantRefused(_("不能给自己授权，请另一位管理员来做。"))
    grants = [
        RoleGrant(
            user=user,
            role=role,
            chain_code=code,
            starts_on=starts_on,
            ends_on=ends_on,
            granted_by=by,
            created_at=at,
            updated_at=at,
        )
        for code in chain_codes
    ]
    for grant in grants:
        save_grant(grant)
        history.record("grant_role", user, by=by, at=at, **in_plain(grant))
    return grants


def save_grant(grant):
    check_scope(grant)
    check_company_of_roles(grant)
    try:
        grant.full_clean(exclude=["user", "granted_by"])
        with transaction.atomic():
            grant.save(force_insert=True)
    except ValidationError as error:
        raise GrantRefused(" ".join(error.messages)) from None
    except IntegrityError:
        raise GrantRefused(_("刚有人做了同样的授权，看一眼再试。")) from None


def check_scope(grant):
    """Some roles mean nothing without a chain, others cannot be limited to one."""
    label = grant.get_role_display()
    if grant.role in ON_A_CHAIN and grant.chain_code == WHOLE_ZONE:
        raise GrantRefused(_("%s须指定产业链。") % label)
    if grant.role in ON_THE_ZONE and grant.chain_code != WHOLE_ZONE:
        raise GrantRefused(_("%s管全区，不分产业链。") % label)


def check_company_of_roles(grant):
    """Against grants that hold in the same period, open-ended or not.

    One leader per chain (§4.1); a management role goes with no other role, so that none of the three
    sees business data. The constraints of RoleGrant decide between two open-ended grants made at once.
    """
    others = RoleGrant.objects.during(grant.starts_on, grant.ends_on)
    if grant.role == Role.CHAIN_LEADER:
        leader = others.filter(role=Role.CHAIN_LEADER, chain_code=grant.chain_code).order_by("pk").first()
        if leader:
            raise GrantRefused(_("这条产业链已有链长%s，请先给原链长填结束日期。") % leader.user)
    mine = others.filter(user=grant.user)
    if grant.role in MANAGEMENT and mine.filter(role__in=BUSINESS).exists():
        raise GrantRefused(_("这个人有业务角色，不能兼任管理员三员。"))
    if grant.role in MANAGEMENT and mine.filter(role__in=MANAGEMENT - {grant.role}).exists():
        raise GrantRefused(_("系统、安全、审计三种管理员不能由同一个人兼任。"))
    if grant.role in BUSINESS and mine.filter(role__in=MANAGEMENT).exists():
        raise GrantRefused(_("这个人是管理员三员之一，不能再有业务角色。"))
    if mine.filter(role=grant.role, chain_code=grant.chain_code).exists():
        raise GrantRefused(_("这个人已有同样的授权。"))


@transaction.atomic
def end_grant(*, grant, by, at, ends_on):
    """The last day of a grant: it may be brought forward, never put back. Nobody ends his own."""
    if by is not None and by.pk == grant.user_id:
        raise GrantRefused(_("不能改自己的授权，请另一位管理员来做。"))
    if ends_on < grant.starts_on:
        raise GrantRefused(_("结束日期不能早于开始日期 %s。") % grant.starts_on)
    still_open = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    if not RoleGrant.objects.filter(still_open, pk=grant.pk).update(ends_on=ends_on, updated_at=at):
        raise GrantRefused(_("这项授权已在更早的日期结束。"))
    grant.refresh_from_db()
    history.record("end_grant", grant.user, by=by, at=at, **in_plain(grant))
    return grant


def in_plain(grant):
    return {
        "role": grant.role,
        "chain_code": grant.chain_code,
        "starts_on": history.plain(grant.starts_on),
        "ends_on": history.plain(grant.ends_on),
    }
