"""Ask the unit that spoke first to take part (申请协同): the other way than objecting."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices import tell
from core import history


@transaction.atomic
def ask_to_join(*, contact, by, at, text):
    """Tell the owner of the registered lead that `by` wants to take part. Who asks learns no name."""
    unit = str(by.team or by)
    history.record("ask_to_join", contact.lead, by=by, at=at, contact=contact.pk, unit=unit, text=text)
    tell(
        people=[contact.lead.owner or contact.registered_by],
        key=f"join:{contact.pk}:{by.pk}:{timezone.localtime(at).isoformat()}",
        subject=contact.company,
        text=_("%(unit)s %(person)s 申请协同：%(text)s") % {"unit": unit, "person": by, "text": text},
        path=contact.lead.get_absolute_url(),
        by=by,
        at=at,
    )
