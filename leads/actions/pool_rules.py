"""Add and change the rules of the pool. Each change is on record with its old and new values."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import history
from leads.models import PoolRule


class RuleExists(Exception):
    """The sentence says which rule there is already."""


class RuleChanged(Exception):
    """Somebody else changed the rule since the page was opened. `theirs` is the row as it is now."""

    def __init__(self, theirs):
        super().__init__(theirs.pk)
        self.theirs = theirs


def add_pool_rule(*, by, at, chain, grade, **values):
    """The rule of one grade on one chain, which from now on has its own."""
    try:
        with transaction.atomic():
            rule = PoolRule.objects.create(chain=chain, grade=grade, created_at=at, updated_at=at, **values)
            history.record(
                "add_pool_rule", rule, by=by, at=at, changed=history.differences(PoolRule(), values)
            )
            return rule
    except IntegrityError:
        raise RuleExists(_("这条产业链这一级已有规则。")) from None


@transaction.atomic
def edit_pool_rule(*, rule, by, at, version, **values):
    """Change the rule if nobody did since `version` was read, else RuleChanged."""
    changed = history.differences(rule, values)
    if not changed:
        return rule
    rows = PoolRule.objects.filter(pk=rule.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=at, **values):
        raise RuleChanged(PoolRule.objects.select_related("chain").get(pk=rule.pk))
    history.record("edit_pool_rule", rule, by=by, at=at, changed=changed)
    rule.refresh_from_db()
    return rule
