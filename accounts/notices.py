"""Tell people about an act, once, after it is true: rows written in the transaction of the act itself."""

from django.utils import timezone

from accounts.models import Notice

MAX_LENGTH = 300


def tell(*, people, key, subject, text, path, by, at):
    """Write one notice to each of `people`, but not to `by`, who did it. The same `key` tells nobody twice.

    Call it inside the transaction of the act: without the commit there is no notice.
    """
    on = timezone.localdate(at)
    notices = [
        Notice(
            recipient=person,
            key=key,
            subject=str(subject)[:MAX_LENGTH],
            text=str(text)[:MAX_LENGTH],
            path=path,
            by=by,
            created_at=at,
            created_on=on,
        )
        for person in people
        if by is None or person.pk != by.pk
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
