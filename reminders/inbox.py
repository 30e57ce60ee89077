"""What waits for one person, as the frame and the desk show it."""

from reminders.models import Outbox, Reminder


def unread_count(user):
    """How many standing reminders the person has not opened yet. One query on an index."""
    return Reminder.objects.visible_to(user).unread().count()


def troubled_letters(user):
    """The person's own letters that ended in doubt or failed: somebody has to look."""
    return Outbox.objects.filter(recipient=user).troubled()
