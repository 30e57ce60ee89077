"""The history: what was done, by whom, to what. Actions write here, inside their transaction."""

from core.models import Event


def record(verb, target, *, by, at, **data):
    """Append one event about `target` (a saved model row). `by` is a user, or None for the system itself."""
    return Event.objects.create(**row(verb, target, by=by, at=at, data=data))


def record_many(entries, *, by, at):
    """Append events in bulk. `entries` yields (verb, target, data)."""
    events = [Event(**row(verb, target, by=by, at=at, data=data)) for verb, target, data in entries]
    return Event.objects.bulk_create(events, batch_size=1000)


def row(verb, target, *, by, at, data):
    return {
        "verb": verb,
        "at": at,
        "actor_id": by.pk if by else None,
        "actor_label": str(by) if by else "",
        "object_type": target._meta.label_lower,
        "object_id": str(target.pk),
        "object_label": str(target)[:300],
        "data": data,
    }


def of(target):
    """The events of one row, newest first."""
    return Event.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk)).order_by(
        "-at", "-pk"
    )


def of_all(model):
    """The events of all rows of a model, newest first."""
    return Event.objects.filter(object_type=model._meta.label_lower).order_by("-at", "-pk")


def differences(target, values):
    """{field: [old, new]} of what `values` would change on `target`, in a form that JSON holds."""
    changed = {}
    for name, new in values.items():
        old = getattr(target, name)
        if old != new:
            changed[name] = [plain(old), plain(new)]
    return changed


def plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
