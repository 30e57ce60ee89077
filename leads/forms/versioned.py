"""A form on a row that others may be changing too: it knows what the person saw."""

from django import forms


class VersionedForm(forms.Form):
    """`version` is the state of the row that the person saw; each box also carries, hidden, what it showed
    at first. Beside the row as it is now that makes the three sides of a conflict (leads.conflicts).

    `kept` are the labels of what somebody else changed meanwhile and is left as it is. `about` names the
    argument, and the attribute, that holds the row.
    """

    about = ""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, on, initial=None, **kwargs):
        self.row, self.on = kwargs.pop(self.about), on
        setattr(self, self.about, self.row)
        super().__init__(*args, initial={"version": self.row.version} | (initial or {}), **kwargs)
        self.kept = []
        for field in self.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden

    def again(self, data, row):
        """The same form with `data`, on the row as it is now."""
        return type(self)(data, on=self.on, **{self.about: row})

    @property
    def is_stale(self):
        """Whether somebody saved after the person looked."""
        seen = self.data.get("version", "")
        return seen.isdecimal() and int(seen) != self.row.version


class LeadForm(VersionedForm):
    about = "lead"


class ProjectForm(VersionedForm):
    about = "project"
