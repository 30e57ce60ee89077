"""What workers do for reports."""

from celery import shared_task
from django.utils import timezone

from reports.actions import freeze_month, month_before


@shared_task
def freeze_last_month():
    """Freeze the month that has ended; once it is frozen, do nothing. Returns how many were kept."""
    now = timezone.now()
    return freeze_month(month=month_before(timezone.localdate(now)), at=now)
