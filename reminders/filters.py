"""What the two lists may be narrowed to: the only readers of their parameters."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reminders.models import Outbox, Reminder


class Standing(TextChoices):
    OPEN = "open", _("待办")
    CLOSED = "closed", _("已关闭")


class Delivery(TextChoices):
    ALL = "all", _("全部")
    TROUBLED = "troubled", _("需要处理")
    WAITING = "waiting", _("等待发送")


class OneState(django_filters.FilterSet):
    """A list with one choice, `state`, that is always made: what is missing or unknown takes the first."""

    def __init__(self, data=None, *args, **kwargs):
        choices = type(self).States.values
        state = (data or {}).get("state")
        super().__init__({"state": state if state in choices else choices[0]}, *args, **kwargs)

    @property
    def state(self):
        return self.data["state"]

    @property
    def choices(self):
        return [{"value": value, "label": label} for value, label in self.States.choices]


class ReminderFilter(OneState):
    States = Standing
    state = django_filters.ChoiceFilter(choices=Standing.choices, method="of_state")

    class Meta:
        model = Reminder
        fields = ["state"]

    def of_state(self, reminders, name, value):
        if value == Standing.OPEN:
            return reminders.standing().order_by("due_on", "pk")
        return reminders.closed().order_by("-closed_at", "-pk")


class LetterFilter(OneState):
    States = Delivery
    state = django_filters.ChoiceFilter(choices=Delivery.choices, method="of_state")

    class Meta:
        model = Outbox
        fields = ["state"]

    def of_state(self, letters, name, value):
        letters = letters.order_by("-created_at", "-pk")
        if value == Delivery.TROUBLED:
            return letters.troubled()
        return letters.waiting() if value == Delivery.WAITING else letters
