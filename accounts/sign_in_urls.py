"""Sign-in and passwords, by allauth; only the doors that are open here."""

from allauth.account import views
from django.urls import path

from accounts import preferences

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("locked/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("language/", preferences.switch_language, name="account_language"),
]
