"""What workers do for leads."""

from celery import shared_task
from django.utils import timezone

from leads.actions.imports import work


@shared_task
def run_imports():
    """Read the sheets that wait for it and bring in those that were confirmed. Returns how many."""
    return work(at=timezone.now())
