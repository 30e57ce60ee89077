"""A form on a row that others may be changing too: it knows what the person saw."""

from django import forms


class VersionedForm(forms.Form):
    """`version` is the state of the row that the person saw; each box also carries, hidden, what it showed
    at first. Beside the row as it is now that makes the three sides of a conflict (leads.conflicts).

    `kept` are the labels of what somebody else changed meanwhile and is left as it is.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, row, on, initial=None, **kwargs):
        super().__init__(*args, initial={"version": row.version} | (initial or {}), **kwargs)
        self.row, self.on = row, on
        self.kept = []
        for field in self.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden

    def again(self, data, row):
        """The same form with `data`, on the row as it is now."""
        raise NotImplementedError

    @property
    def is_stale(self):
        """Whether somebody saved after the person looked."""
        seen = self.data.get("version", "")
        return seen.isdecimal() and int(seen) != self.row.version


class LeadForm(VersionedForm):
    def __init__(self, *args, lead, on, **kwargs):
        self.lead = lead
        super().__init__(*args, row=lead, on=on, **kwargs)

    def again(self, data, row):
        return type(self)(data, lead=row, on=self.on)


class ProjectForm(VersionedForm):
    def __init__(self, *args, project, on, **kwargs):
        self.project = project
        super().__init__(*args, row=project, on=on, **kwargs)

    def again(self, data, row):
        return type(self)(data, project=row, on=self.on)
