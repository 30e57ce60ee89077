"""Two people edited one lead: what the other one saved, beside what this one typed."""

from typing import NamedTuple

from leads.models import Lead


class Clash(NamedTuple):
    label: str
    theirs: str
    mine: str


def clashes(form, theirs):
    """The fields in which the row as it is now differs from what was typed."""
    mine = form.changes()
    mine.pop("version")
    mine.pop("contact_text", None)
    found = []
    for name, value in mine.items():
        current = getattr(theirs, name)
        if current != value:
            field = Lead._meta.get_field(name)
            words = dict(field.flatchoices)
            found.append(Clash(str(field.verbose_name), said(current, words), said(value, words)))
    return found


def said(value, words):
    return str(words.get(value, value)) if value not in (None, "") else "—"
