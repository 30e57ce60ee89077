"""A form on a lead that others may be changing too: it knows what the person saw."""

from django import forms


class VersionedForm(forms.Form):
    """`version` is the state of the lead that the person saw; each box also carries, hidden, what it showed
    at first. Beside the lead as it is now that makes the three sides of a conflict (leads.conflicts).

    `kept` are the labels of what somebody else changed meanwhile and is left as it is.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, lead, on, initial=None, **kwargs):
        super().__init__(*args, initial={"version": lead.version} | (initial or {}), **kwargs)
        self.lead, self.on = lead, on
        self.kept = []
        for field in self.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden

    def again(self, data, lead):
        """The same form with `data`, on the lead as it is now."""
        return type(self)(data, lead=lead, on=self.on)

    @property
    def is_stale(self):
        """Whether somebody saved after the person looked."""
        seen = self.data.get("version", "")
        return seen.isdecimal() and int(seen) != self.lead.version
