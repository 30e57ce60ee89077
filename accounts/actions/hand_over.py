"""Pass on everything that lies in a person's hands, in one step (I-15)."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import open_work
from accounts.notices import tell
from accounts.open_work import HandOverRefused
from core import history


@transaction.atomic
def hand_over(*, person, by, at, reason, recipients):
    """Give what `by` may hand over of the person's open work to others: {recipient: how many}.

    `recipients` maps the code of a chain ("" is none) to who takes the rows on it. All or nothing:
    HandOverRefused if a chain has no recipient, or a recipient cannot take what he would get.
    """
    taken = Counter()
    for work in open_work.movable(person, by=by):
        for code in sorted(work.chain_codes()):
            taker = recipients.get(code)
            if taker is None or taker.pk == person.pk or not taker.is_active:
                raise HandOverRefused(_("每条产业链都要选一位在用账号的接收人。没有移交任何一件。"))
            taken[taker] += work.on_chain(code).hand_over(to=taker, by=by, at=at, reason=reason)
    if not taken:
        raise HandOverRefused(_("名下没有可移交的在办事项。"))
    counts = [[str(taker), count] for taker, count in taken.items()]
    event = history.record("hand_over", person, by=by, at=at, reason=reason, taken=counts)
    for taker, count in taken.items():
        tell_taker(taker, count, person=person, event=event, by=by, at=at, reason=reason)
    return dict(taken)


def tell_taker(taker, count, *, person, event, by, at, reason):
    first = open_work.of(taker)[0]
    tell(
        people=[taker],
        key=f"hand-over:{event.pk}",
        subject=_("%(person)s 移交给你 %(n)s 件在办事项") % {"person": person, "n": count},
        text=reason,
        path=first.list_address(taker),
        by=by,
        at=at,
    )
