"""Two people edited one record: the three sides of every box, and what becomes of each.

A form holds what was typed and, hidden, what its boxes showed at first (forms.versioned). Beside the record
as it is now those are three sides: what one of the two changed is taken, what both changed is asked.
"""

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _

from core import history
from leads.actions.changed import RowChanged

TRIES = 3
ANSWER = "keep-"  # the name of a question's answer: keep-title is "mine" or "theirs"
LOOKED_BACK = 50  # events in which to find who saved a field
READING = {"show_phone"}  # events that change nothing
CHANGED_BY = {
    "follow_up": {"next_action_text", "next_action_on"},
    "step_lead": {"owner", "next_action_text", "next_action_on"},
    "assign_lead": {"owner"},
    "accept_lead": {"owner"},
    "hand_over_lead": {"owner"},
    "follow_up_project": {"next_action_text", "next_action_on"},
    "assign_project": {"owner"},
    "hand_over_project": {"owner"},
}
COLUMNS_OF = {"place": {"chain", "segment"}}


class Conflict(NamedTuple):
    """A box that both changed, each side in words; `by` and `at` say who saved theirs, if on record."""

    name: str
    label: str
    original: str
    theirs: str
    mine: str
    by: str
    at: dt.datetime | None


class Collision(Exception):
    """Somebody saved first. `form` stands on the row as it is now and holds all that was typed."""

    def __init__(self, form, conflicts):
        super().__init__(form.row.pk)
        self.form, self.conflicts = form, conflicts

    @property
    def carried(self):
        """(name, value) of everything typed, for the hidden boxes of the question."""
        boxes = [self.form[name] for name in self.form.fields]
        names = {box.html_name for box in boxes} | {box.html_initial_name for box in boxes}
        return [(name, value) for name, values in self.form.data.lists() if name in names for value in values]


def settle(form, save):
    """Let `save(form)` save a bound form; if somebody else saved first, on top of theirs.

    Answers the form that was saved, or one that is not valid; Collision where a person has to decide.
    """
    for _try in range(TRIES):
        if form.is_stale:
            form, conflicts = merged(form)
            if conflicts:
                raise Collision(form, conflicts)
        if not form.is_valid():
            return form
        try:
            save(form)
        except RowChanged as late:
            data = form.data.copy()
            data["version"] = data.get("version") or str(form.row.version)
            form = form.again(data, late.theirs)
        else:
            return form
    raise Collision(*merged(form))


def merged(form):
    """(the form on top of its row as that is now, the conflicts)."""
    data, now = form.data.copy(), form.again(None, form.row)
    asked, kept = [], []
    for name, field in form.fields.items():
        if not field.show_hidden_initial:
            continue
        box = form[name]
        current = raw(field.prepare_value(now.get_initial_for_field(field, name)))
        is_known = box.html_initial_name in form.data
        original = form.data.get(box.html_initial_name, "")
        mine, theirs, first = (side(field, value) for value in (box.data, current, original))
        if mine != theirs and is_known and mine == first:
            data[box.html_name] = current
            kept.append(str(field.label))
        elif mine != theirs and not (is_known and theirs == first):
            asked.append((name, str(field.label), *(said(field, value) for value in (first, theirs, mine))))
        data[box.html_initial_name] = current
    data["version"] = str(form.row.version)
    again = form.again(data, form.row)
    again.kept = kept
    return again, with_savers(form.row, asked)


def raw(value):
    """A value as a hidden box sends it."""
    return "" if value is None else str(value)


def side(field, value):
    """A value as it compares: 24300 is 24300.00, and a line ends as it likes."""
    if isinstance(field, ModelChoiceField):
        return raw(value)
    try:
        value = field.to_python(value)
    except ValidationError:
        value = raw(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value


def said(field, value):
    """A side in words."""
    if isinstance(field, ModelChoiceField):
        value = field.queryset.model.objects.filter(pk=value).first() if value else ""
    else:
        value = dict(flat(getattr(field.widget, "choices", ()))).get(value, value)
    return f"{value:f}" if hasattr(value, "normalize") else str(value) if value not in (None, "") else "—"


def flat(choices):
    """(value, label) of choices in groups or not."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from flat(label)
        else:
            yield str(value), label


def with_savers(row, asked):
    """The conflicts, each with who saved theirs: the newest event that touched it, else the newest."""
    if not asked:
        return []
    events = list(history.of(row).exclude(verb__in=READING)[:LOOKED_BACK])
    conflicts = []
    for name, *words in asked:
        saved = saver(events, name) or (events[0] if events else None)
        who = (saved.actor_label, saved.at) if saved else ("", None)
        conflicts.append(Conflict(name, *words, *who))
    return conflicts


def saver(events, name):
    """The newest event that touched the box `name`."""
    return next((event for event in events if touches(event, name)), None)


def touches(event, name):
    changed = set(event.data.get("changed", ())) | CHANGED_BY.get(event.verb, set())
    return bool(COLUMNS_OF.get(name, {name}) & changed)


def chosen(data):
    """What was sent, with the answers of a question put in: theirs is what the box showed when asked."""
    theirs = [name for name in data if name.startswith(ANSWER) and data[name] == "theirs"]
    if not theirs:
        return data
    data = data.copy()
    for name in theirs:
        box = name.removeprefix(ANSWER)
        data[box] = data.get(f"initial-{box}", "")
    return data


def step_seen(lead):
    """The next step as the page of a lead shows it, before a follow-up brings another."""
    return f"{lead.next_action_on or ''} {lead.next_action_text}"


def step_replaced(lead, seen, *, by):
    """What to say to `by`, whose follow-up replaces a step that somebody set meanwhile; else nothing."""
    if not seen or seen.strip() == step_seen(lead).strip():
        return ""
    saved = saver(history.of(lead)[:LOOKED_BACK], "next_action_text")
    if saved is None or saved.actor_id == by.pk:
        return ""
    said = {"person": saved.actor_label, "text": lead.next_action_text}
    return _("%(person)s刚定的下一步“%(text)s”由你这条替换。") % said
