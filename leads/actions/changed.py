"""What an action says that came second."""


class RowChanged(Exception):
    """Somebody else changed the row since the page was opened. `theirs` is the row as it is now."""

    def __init__(self, theirs):
        super().__init__(theirs.pk)
        self.theirs = theirs
