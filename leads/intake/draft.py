"""What bringing in a plan would put on record, as rows in memory: built by `drafting`, saved by `write`."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Draft:
    """Companies stand under their party, what comes from one row under the position of its item.

    `known_leads` are on record already, by their keys. `changed`: rows on record of which empty fields were
    filled, by model and key; `filled`: the names of those fields. `made` is what undoing the import looks at.
    """

    companies: dict = field(default_factory=dict)
    aliases: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    contacts: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    follow_ups: dict = field(default_factory=dict)
    known_leads: dict = field(default_factory=dict)
    changed: defaultdict = field(default_factory=lambda: defaultdict(dict))
    filled: defaultdict = field(default_factory=lambda: defaultdict(set))
    made: dict = field(default_factory=dict)

    def company_of(self, item):
        return self.companies[item.link.party]

    def lead_of(self, item):
        """The lead that an item makes or joins."""
        if item.position in self.leads:
            return self.leads[item.position]
        return self.leads[item.target.position] if item.target else self.known_leads[item.lead_id]

    def fill(self, target, values, *, item, at):
        """Put `values` into the empty fields of `target`. Returns whether there was one."""
        said = {name: value for name, value in values.items() if value not in (None, "")}
        filled = [name for name in said if not getattr(target, name)]
        for name in filled:
            setattr(target, name, said[name])
        if filled and target.pk:
            self.note_change(target, filled, item=item, at=at)
        return bool(filled)

    def note_change(self, target, filled, *, item, at):
        target.version += 1
        target.updated_at = at
        self.changed[type(target)][target.pk] = target
        self.filled[type(target)].update(filled)
        self.made[item.position][f"{target._meta.model_name}_fields"] = filled
