"""Leads leave the house as a file: who took how many, chosen how, is on record."""

from core import history


def export_leads(*, by, at, kind, rows, chosen):
    """Record an export before the first row goes out. `chosen` is the filter in words."""
    return history.record("export_leads", by, by=by, at=at, kind=kind, rows=rows, chosen=chosen)
