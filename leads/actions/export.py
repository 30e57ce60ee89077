"""Rows of a list leave the house as a file: who took how many, chosen how, is on record."""

from core import history


def export_list(*, name, by, at, kind, rows, chosen):
    """Record an export of the list `name` before the first row goes out. `chosen` is the filter in words."""
    return history.record(f"export_{name}", by, by=by, at=at, kind=kind, rows=rows, chosen=chosen)
