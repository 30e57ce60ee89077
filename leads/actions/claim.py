"""Who claims has room for it, also with two claims of his at the same moment."""

from django.utils.translation import gettext as _

from accounts.models import User
from leads.claims import Claims


class CapacityReached(Exception):
    """The sentence says how full the person's hands are. Nothing was changed."""


def make_room(*, by, lead, at):
    """Refuse a claim beyond the capacity of the rule. Call it first in the transaction of the claim.

    The UPDATE changes nothing: it makes a second claim of the same person wait for the end of this one, so
    that the count below is the true one. A closed account claims nothing.
    """
    if not User.objects.filter(pk=by.pk, is_active=True).update(is_active=True):
        raise CapacityReached(_("账号已经停用。"))
    has_room, why_not = Claims(by, at).room(lead)
    if not has_room:
        raise CapacityReached(why_not)
