"""Pages of reminders and letters."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import RedirectView
from django_filters.views import FilterView

from core.views import answer, wants_fragment
from reminders import actions, operation
from reminders.filters import LetterFilter, ReminderFilter
from reminders.inbox import troubled_letters, unread_count
from reminders.models import Outbox, Reminder


class StateList(FilterView):
    """A list with its states as tabs: the page, or its rows alone."""

    paginate_by = 50
    page_template = fragment_template = ""

    def get_queryset(self):
        return self.queryset.visible_to(self.request.user)

    def get_template_names(self):
        return [self.fragment_template if wants_fragment(self.request) else self.page_template]

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response["Vary"] = "HX-Request"
        return response


class ReminderList(StateList):
    queryset = Reminder.objects.all()
    filterset_class = ReminderFilter
    page_template = "reminders/reminder_list.html"
    fragment_template = "reminders/_reminder_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            unread=unread_count(user), troubled=troubled_letters(user).count(), **kwargs
        )


class LetterList(StateList):
    queryset = Outbox.objects.select_related("recipient").defer("body_text", "body_html")
    filterset_class = LetterFilter
    page_template = "reminders/letter_list.html"
    fragment_template = "reminders/_letter_list.html"

    def get_context_data(self, **kwargs):
        sees_all = self.request.user.access.can("see_all_mail")
        return super().get_context_data(sees_all=sees_all, operation=operation.in_words(), **kwargs)


class PreferencesRedirect(RedirectView):
    """The address that stands in every mail. It stays, wherever the settings live."""

    url = reverse_lazy("people:preferences")


def own_reminder(request, pk):
    return get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)


@require_safe
def open_reminder(request, pk):
    """Go to where one acts on it. Seen is seen: the first visit takes it off the count of unread ones."""
    reminder = own_reminder(request, pk)
    actions.mark_read(reminder=reminder, at=timezone.now())
    return redirect(reminder.path)


@require_POST
def read_all(request):
    actions.mark_all_read(by=request.user, at=timezone.now())
    return redirect("reminders:list")


@require_POST
def dismiss(request, pk):
    return change_reminder(request, pk, actions.dismiss_reminder)


@require_POST
def restore(request, pk):
    return change_reminder(request, pk, actions.restore_reminder)


def change_reminder(request, pk, action):
    """The changed row for HTMX, the list otherwise; 409 with the reason if somebody was faster."""
    reminder, problem = own_reminder(request, pk), ""
    try:
        reminder = action(reminder=reminder, by=request.user, at=timezone.now())
    except actions.AlreadyClosed as refusal:
        problem = str(refusal)
        reminder.refresh_from_db()
    if wants_fragment(request):
        context = {"reminder": reminder, "problem": problem, "is_answer": True}
        return render(request, "reminders/_reminder.html", context, status=409 if problem else 200)
    if problem:
        messages.warning(request, problem)
    return back_to(request, "reminders:list")


def back_to(request, name):
    """The list as it was narrowed, if the form says so."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return HttpResponseRedirect(address)
    return redirect(name)


def visible_letter(request, pk):
    return get_object_or_404(Outbox.objects.visible_to(request.user).select_related("recipient"), pk=pk)


@require_safe
def letter(request, pk):
    row = visible_letter(request, pk)
    return letter_page(request, row)


@require_POST
def resend(request, pk):
    return decide(request, pk, actions.resend_letter)


@require_POST
def received(request, pk):
    return decide(request, pk, actions.mark_received)


def decide(request, pk, action):
    """The letter as it is after the decision; 409 with the reason if there is nothing to decide."""
    row = visible_letter(request, pk)
    try:
        action(letter=row, by=request.user, at=timezone.now())
    except actions.NothingToDecide as refusal:
        row.refresh_from_db()
        return letter_page(request, row, problem=str(refusal), status=409)
    return letter_page(request, row) if wants_fragment(request) else redirect("reminders:letter", pk)


def letter_page(request, row, *, problem="", status=200):
    user = request.user
    context = {
        "letter": row,
        "deliveries": row.deliveries.order_by("pk"),
        # Whoever only looks after the machine learns whether a letter arrived, not what it says.
        "can_read": row.recipient_id == user.pk or user.access.can("see_business"),
        "mail_folder": operation.mail_folder(),
        "problem": problem,
    }
    return answer(request, "reminders/letter.html", "reminders/_letter.html", context, status=status)
