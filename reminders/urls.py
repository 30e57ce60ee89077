"""Addresses of `reminders:`."""

from django.urls import path

from reminders import views

app_name = "reminders"

urlpatterns = [
    path("", views.ReminderList.as_view(), name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/open/", views.open_reminder, name="open"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("preferences/", views.PreferencesRedirect.as_view(), name="preferences"),
    path("mail/", views.LetterList.as_view(), name="mail"),
    path("mail/<int:pk>/", views.letter, name="letter"),
    path("mail/<int:pk>/resend/", views.resend, name="resend"),
    path("mail/<int:pk>/received/", views.received, name="received"),
]
