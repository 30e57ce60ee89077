"""Somebody else was first: what an action answers whose conditional UPDATE met no row."""


class RowChanged(Exception):
    """The row was changed since the page was opened. `theirs` is the row as it is now."""

    def __init__(self, theirs):
        super().__init__(theirs.pk)
        self.theirs = theirs


class ProjectChanged(RowChanged):
    """Somebody else changed, moved or ended the project meanwhile."""
