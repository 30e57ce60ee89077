"""The keys of registrations: taken, moved and let go inside the transaction of an action.

Who takes several takes them in the order of the keys, so that two who want the same wait for each other,
never in a ring. A valid registration may wait for a key that another one holds with good right; when that
one lets go, the key passes to it.
"""

from django.db.models import Min

from leads.models import FirstContact, FirstContactKey


def take(contact, keys, *, waiting=()):
    """Hold `keys` for `contact`, but for those it only waits for. IntegrityError if somebody was faster."""
    FirstContactKey.objects.bulk_create(
        FirstContactKey(first_contact=contact, key=key, is_held=key not in waiting) for key in sorted(keys)
    )


def move(contact, *, rival, waiting=()):
    """Give `contact` all that it claims, from `rival` what that one holds; `rival` lets go of the rest."""
    for row in contact.keys.exclude(key__in=waiting).order_by("key"):
        rival.keys.filter(key=row.key).update(is_held=False)
        contact.keys.filter(pk=row.pk).update(is_held=True)
    let_go([rival.pk])


def take_free(contact):
    """Hold of the claims of `contact` what nobody holds; wait for the rest."""
    held = FirstContactKey.objects.filter(is_held=True, key__in=contact.keys.values("key"))
    for row in contact.keys.exclude(key__in=held.values("key")).order_by("key"):
        contact.keys.filter(pk=row.pk).update(is_held=True)


def let_go(contacts):
    """Free what the registrations `contacts` (primary keys) hold. A valid one that waits gets it."""
    rows = FirstContactKey.objects.filter(first_contact__in=contacts, is_held=True)
    freed = list(rows.values_list("key", flat=True))
    rows.update(is_held=False)
    waiting = FirstContactKey.objects.filter(
        key__in=freed, is_held=False, first_contact__in=FirstContact.objects.valid()
    )
    heirs = waiting.values("key").annotate(first=Min("pk")).values_list("first", flat=True)
    FirstContactKey.objects.filter(pk__in=list(heirs)).update(is_held=True)
